"""The table of what is taken away fits the sources; and who plays it tells apart what bites, what does not, what fails.

That each row bites is shown by `make bite`, which takes a while.
"""

import re
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest

from tests.faults.bite import ROOT, TABLE, Bite, Edit, TableError, Verdict, bitten, read_table, show, taken_away

BITES: Final = read_table(TABLE)


@pytest.mark.parametrize("bite", BITES, ids=lambda bite: f"{bite.case}: {bite.away}")
def test_what_a_row_takes_away_is_there_and_so_are_its_tests(bite: Bite) -> None:
    assert all(text != path.read_text("utf-8") for path, text in bitten(bite, ROOT).items())
    for test in bite.tests:
        path, name = test.partition("[")[0].split("::")
        assert re.search(rf"^(?:(?:async )?def {name}\(|{name} = )", (ROOT / path).read_text("utf-8"), re.MULTILINE)


def test_each_of_the_33_cases_has_a_row() -> None:
    assert {str(case) for case in range(1, 34)} <= {bite.case for bite in BITES}


def test_no_two_rows_are_alike() -> None:
    assert len({(bite.case, bite.away) for bite in BITES}) == len(BITES)


CODE: Final = "def bounded(number):\n    return min(number, 3)\n"
TESTS: Final = """
import time
import pytest
from code_of_it import bounded
def test_bound():
    assert bounded(7) <= 3
def test_nothing():
    assert bounded(1) == 1
def test_ends():
    while bounded(7) > 3:
        time.sleep(0.1)
@pytest.fixture
def broken():
    assert bounded(7) <= 3
def test_behind_a_fixture(broken):
    pass
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # it needs one of them
    monkeypatch.setenv("PYTEST_PLUGINS", "pytest_timeout")
    (tmp_path / "code_of_it.py").write_text(CODE)
    (tmp_path / "test_it.py").write_text(TESTS)
    return tmp_path


def row(test: str, *, limit_s: float = 60.0, hangs: bool = False, new: str = "number") -> Bite:
    edit = Edit("code_of_it.py", "min(number, 3)", new)
    return Bite("1", "the bound", (edit,), (f"test_it.py::{test}",), limit_s, hangs)


@pytest.mark.parametrize(
    ("bite", "verdict"),
    [
        (row("test_bound"), "bites"),
        (row("test_nothing"), "survives"),
        (row("test_behind_a_fixture"), "unclear"),
        (row("test_that_is_not_there"), "unclear"),
        (row("test_bound", new="number\nimport nothing_of_that_name"), "unclear"),
        (row("test_ends", limit_s=3), "unclear"),
        (row("test_ends", limit_s=3, hangs=True), "bites"),
    ],
)
def test_only_a_test_that_fails_bites(project: Path, bite: Bite, verdict: Verdict) -> None:
    """Not an error in a fixture, not a test that is missing, not a failed import; a time-out where it is foreseen."""
    assert show(bite, project) == verdict
    assert (project / "code_of_it.py").read_text() == CODE


def test_the_sources_are_as_they_were_whatever_happens(project: Path) -> None:
    with suppress(KeyboardInterrupt), taken_away(row("test_bound"), project):
        assert "min" not in (project / "code_of_it.py").read_text()
        raise KeyboardInterrupt
    assert (project / "code_of_it.py").read_text() == CODE


@pytest.mark.parametrize(("old", "new"), [("max(number, 3)", "number"), ("number", "n"), ("min(number, 3)", "min(")])
def test_a_row_that_does_not_fit_is_an_error(project: Path, old: str, new: str) -> None:
    """What it takes away is not there, or there twice, or what is left is no Python."""
    with pytest.raises(TableError, match="case 1"):
        bitten(Bite("1", "the bound", (Edit("code_of_it.py", old, new),), ()), project)
