"""The table of some benchmarks."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer

from bench.__main__ import main
from bench.rows import Outcome, Row, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Outcomes of two benchmarks."""
    for name in ("added", "hits"):
        row = Row(what=f"what {name} measures", unit="s", ours=(1.0, 1.0), peer="other", theirs=(2.0, 2.0))
        at = datetime(2026, 11, 27, tzinfo=UTC)
        write(Outcome(bench=name, started_at=at, seconds=1, machine="m", revision="r", rows=(row,)), tmp_path)
    return tmp_path


@pytest.mark.parametrize(("named", "shown"), [((), ["added", "hits"]), (("hits", "added"), ["hits", "added"])])
def test_the_table_is_of_all_or_of_those_that_are_named_in_their_order(
    named: tuple[str, ...], shown: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the README names those that it shows."""
    main(["table", *named], folder=folder, beside=True)
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| what ")]
    assert [line.split()[2] for line in lines] == shown


def test_what_was_not_measured_is_said_and_not_left_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2: a table without it would pass for the whole."""
    with pytest.raises(typer.Exit) as ended:
        main(["table", "main_job"], folder=folder, beside=True)
    assert ended.value.exit_code == 2
    assert "main_job" in capsys.readouterr().err
