"""`sitrep incidents` prints what a service on this machine has summarised."""

import csv
import io
import json
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import export_command
from app.cli import app
from app.store.index.database import Database
from app.store.index.rules import STANDARD
from app.store.index.writing import Writing
from tests.app.store.index.records import NOW, child, reported

NAME = "Aisha Kharroub"


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'index.db'}"
    monkeypatch.setenv("SITREP_INDEX_URL", url)
    lately = (datetime.now(UTC) - timedelta(days=10)).date()
    with closing(Database(url)) as database:
        writing = Writing(database, STANDARD)
        for each in (
            reported("New.", day=lately, published_on=lately, victims=(child(NAME),)),
            reported("Old.", day=date(2024, 1, 4)),
            reported("Far.", "Suva", day=lately, published_on=lately),
        ):
            writing.put("", each, None, NOW)


def incidents(*options: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["incidents", *options])
    assert done.exit_code == code, done.output
    return done.stdout if code == 0 else done.output


@pytest.mark.usefixtures("filled")
def test_what_is_found_is_exported_as_rows() -> None:
    """By the same conditions, with the articles; options of the list say nothing to an export, and are refused."""
    text = incidents("export", "--convention", "acled", "--country", "Fiji", "--trace")
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert row["article_sha256"] == reported("Far.", "Suva").article.id
    assert "after its name" in incidents("--country", "Fiji", "export", "--convention", "acled", code=2)


@pytest.mark.usefixtures("filled")
def test_what_is_more_than_fits_a_file_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Page after page up to a bound; never a part of it without a word."""
    monkeypatch.setattr(export_command, "PAGE", 1)
    monkeypatch.setattr(export_command, "MOST", 2)
    done = CliRunner().invoke(app, ["incidents", "export", "--convention", "acled"])
    assert (len(done.stdout.splitlines()), "more than these 2" in done.stderr) == (3, True)


@pytest.mark.usefixtures("filled")
def test_what_happened_near_a_town_lately() -> None:
    """A block for each: day, place and kind; the note; the dead, how many articles, and the id."""
    text = incidents("--near", "Kutum", "--days", "30")
    first, note, last = text.splitlines()
    assert first.endswith(", Kutum, Air/drone strike")
    assert note.startswith("  On ")
    assert last.startswith("  killed: 4, 1 article; id ")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("options", "found"),
    [((), 3), (("--country", "Fiji"), 1), (("--country", "sd"), 2), (("--type", "Riots"), 0), (("--words", "suva"), 1)],
)
def test_conditions_are_those_of_the_service(options: tuple[str, ...], found: int) -> None:
    """A JSON object for each, a line each."""
    lines = incidents(*options, "--json").splitlines()
    assert len([json.loads(line)["record"] for line in lines]) == found


@pytest.mark.usefixtures("filled")
def test_names_that_are_withheld_are_shown_where_that_is_asked_for() -> None:
    """As by `sitrep summarize`."""
    assert NAME not in incidents("--json")
    assert NAME in incidents("--json", "--sensitive")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("options", [("--near", "Nowhereville"), ("--country", "Xyzzy")])
def test_a_place_that_nobody_knows_is_named(options: tuple[str, str]) -> None:
    """Exit code 2."""
    assert options[1] in incidents(*options, code=2)


def test_without_an_index_the_command_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None yet, or none at all."""
    assert "SITREP_INDEX_URL" in incidents(code=2)
    monkeypatch.delenv("SITREP_INDEX_URL")
    monkeypatch.setenv("SITREP_CACHE_DIR", str(tmp_path))
    assert "No service on this machine" in incidents(code=2)
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("filled")
def test_what_is_erased_from_the_store_is_erased_from_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the article's id, whoever posted it."""
    monkeypatch.setenv("SITREP_CACHE_DIR", str(tmp_path / "answers"))
    article_id = reported("Old.").article.id
    done = CliRunner().invoke(app, ["erase", article_id])
    assert done.exit_code == 0, done.output
    assert "erased from the index" in done.stdout
    assert article_id not in incidents("--json")
    assert "erased from the index" not in CliRunner().invoke(app, ["erase", article_id]).stdout
