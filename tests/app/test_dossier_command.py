"""`sitrep dossier`: what it prints, and how it ends."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app import cli, dossier_command
from app.core.errors import ModelUnavailable
from schemas import Dossier
from tests.app.dossier.gold import folder
from tests.app.drafts import read
from tests.app.http.test_scopes import NAME, ChildService, about_a_child
from tests.eval.records import summary
from tests.fakes.service import TEXT, FakeService


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> FakeService:
    """What the command opens."""
    service = FakeService()
    monkeypatch.setattr(dossier_command, "open_service", service.opener())
    return service


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two articles."""
    found = [tmp_path / "one.txt", tmp_path / "two.txt"]
    for file, text in zip(found, (TEXT, "Nothing."), strict=True):
        file.write_text(text)
    return found


@pytest.fixture
def saved(tmp_path: Path) -> list[Path]:
    """The records of the seeds."""
    found = []
    for number, each in enumerate(folder("seeds").articles):
        found.append(tmp_path / f"{number}.json")
        found[-1].write_text(each.summary.model_dump_json())
    return found


def sitrep(*arguments: object) -> Result:
    return CliRunner().invoke(cli.app, ["dossier", *map(str, arguments)])


def test_articles_are_told_as_incidents(service: FakeService, files: list[Path]) -> None:
    result = sitrep(*files)
    assert (result.exit_code, service.closed) == (0, True)
    assert "casualties  killed: 4" in result.stdout
    assert len(Dossier.model_validate_json(sitrep(*files, "--json").stdout).articles) == 2


def test_saved_records_need_no_model(service: FakeService, saved: list[Path]) -> None:
    result = sitrep("--summaries", "--json", "--policy", "acled_conservative", *saved)
    (strike,) = Dossier.model_validate_json(result.stdout).incidents
    assert (strike.fatalities.best, strike.toll_policy) == (2, "acled_conservative")
    assert not service.asked


def test_an_article_that_is_none_is_listed_and_the_exit_code_says_so(service: FakeService, files: list[Path]) -> None:
    files[1].write_bytes(b"\xff\xfe")
    result = sitrep(*files)
    assert (result.exit_code, result.exception.__class__) == (4, SystemExit)
    assert "article 2: article-not-text" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("nowhere.txt",), 2), (("--summaries", "nowhere.json"), 2), (("--policy", "mine", "a"), 2), ((), 2)],
)
def test_a_wrong_command_is_told(service: FakeService, arguments: tuple[str, ...], code: int) -> None:
    result = sitrep(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")


def test_records_of_two_units_are_a_wrong_command(tmp_path: Path, saved: list[Path]) -> None:
    other = tmp_path / "other.json"
    other.write_text(summary(offsets="utf16").model_dump_json())
    result = sitrep("--summaries", *saved, other)
    assert result.exit_code == 2
    assert "another unit" in result.stderr


def test_where_all_fail_the_model_is_named(service: FakeService, files: list[Path]) -> None:
    service.error = ModelUnavailable("away")
    assert sitrep(*files).exit_code == 3


def test_names_that_are_withheld_are_printed_only_where_that_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "child.json"
    file.write_text(about_a_child(read(TEXT)).model_dump_json())
    monkeypatch.setattr(dossier_command, "open_service", ChildService().opener())
    usual, full = sitrep("--summaries", file), sitrep("--summaries", file, "--sensitive")
    assert (NAME in usual.stdout, NAME in full.stdout) == (False, True)
