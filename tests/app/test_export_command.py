"""`sitrep export`: what it writes, and how it ends."""

import io
import json
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from app import cli, export_command
from app.export.conventions import NAMES
from tests.app.drafts import gold_cases, gold_of, read
from tests.app.export.examples import seeds_dossier
from tests.app.http.test_scopes import NAME, about_a_child
from tests.fakes.service import TEXT

SEEDS = [gold_of(case) for case in gold_cases("seeds")]
COLUMN = {"acled": "fatalities", "ucdp": "best", "airwars": "grading"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The records of the seeds, one on each line."""
    found = tmp_path / "saved.jsonl"
    found.write_text("".join(f"{each.model_dump_json()}\n" for each in SEEDS))
    return found


def saved(tmp_path: Path, content: str) -> Path:
    found = tmp_path / "saved.json"
    found.write_text(content)
    return found


def sitrep(*arguments: object, convention: str = "acled") -> Result:
    return CliRunner().invoke(cli.app, ["export", "--convention", convention, *map(str, arguments)])


@pytest.mark.parametrize("convention", NAMES)
def test_saved_records_are_exported_as_a_table(tmp_path: Path, convention: str) -> None:
    """A row for each seed, a file each, and nothing else on either stream."""
    files = [tmp_path / f"{number}.json" for number in (1, 2)]
    for each, record in zip(files, SEEDS, strict=True):
        each.write_text(record.model_dump_json(indent=2))
    result = sitrep(*files, convention=convention)
    header, *rows = result.stdout.splitlines()
    assert (result.exit_code, result.stderr, len(rows)) == (0, "", 2)
    assert COLUMN[convention] in header.split(",")


def test_a_file_has_a_record_on_each_line(file: Path) -> None:
    assert len(sitrep(file).stdout.splitlines()) == 3


def test_a_dossier_is_one_row_of_its_incident(tmp_path: Path) -> None:
    result = sitrep(saved(tmp_path, seeds_dossier().model_dump_json()), "--format", "jsonl")
    assert [json.loads(line)["fatalities"] for line in result.stdout.splitlines()] == [2]


@pytest.mark.parametrize("to_file", [True, False])
def test_a_workbook_is_written_to_a_file_or_to_a_pipe(tmp_path: Path, file: Path, to_file: bool) -> None:
    out = tmp_path / "rows.xlsx"
    result = sitrep(file, "--format", "xlsx", *(("--out", out) if to_file else ()))
    content = out.read_bytes() if to_file else result.stdout_bytes
    assert pd.read_excel(io.BytesIO(content), sheet_name="Events")["fatalities"].tolist() == [4, 2]


def test_a_terminal_is_not_shown_a_workbook(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setattr(export_command, "is_terminal", lambda: True)
    result = sitrep(file, "--format", "parquet")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--out sitrep-acled.parquet" in result.stderr


def test_strict_writes_nothing_where_a_row_needs_a_person_and_says_why(tmp_path: Path, file: Path) -> None:
    differing = sitrep(saved(tmp_path, seeds_dossier().model_dump_json()), "--strict")
    assert (differing.exit_code, differing.stdout) == (1, "")
    assert ": Articles differ: casualty_claims/killed.\n" in differing.stderr
    assert sitrep(file, "--strict").exit_code == 0


def test_without_pyarrow_the_command_names_the_extra(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = sitrep(file, "--format", "parquet")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "sitrep[parquet]" in result.stderr


def test_a_record_saved_in_full_is_exported_without_names_unless_they_are_asked_for(tmp_path: Path) -> None:
    file = saved(tmp_path, about_a_child(read(TEXT)).model_dump_json())
    usual, full = sitrep(file), sitrep(file, "--sensitive")
    assert (usual.exit_code, full.exit_code) == (0, 0)
    assert not any(part in usual.output for part in NAME.split())
    assert NAME in full.stdout


def test_an_incident_without_a_row_is_named_on_standard_error(tmp_path: Path) -> None:
    threat = SEEDS[0].incidents[0].model_copy(update={"stage": "threatened"})
    result = sitrep(saved(tmp_path, SEEDS[0].model_copy(update={"incidents": (threat,)}).model_dump_json()))
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1)
    assert result.stderr == f"{threat.id} has no row: ACLED does not count what is threatened.\n"


@pytest.mark.parametrize("content", ["", "{}", "not JSON"])
def test_a_file_that_is_no_record_is_the_users_error(tmp_path: Path, content: str) -> None:
    file = saved(tmp_path, content)
    result = sitrep(file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: {file} is no record: ")


def test_a_line_that_is_no_record_is_named(tmp_path: Path, file: Path) -> None:
    result = sitrep(saved(tmp_path, file.read_text() + "{}\n"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "saved.json, line 3, is no record: " in result.stderr
