"""Show that each test of a fault fails when what it is about is taken away: `make bite`, `make bite ARGS="--case 7"`.

All rows take an hour: `ARGS="--rows 1-150"` plays a part of them.

The table is `bites.toml`. On a copy of the sources all tests that it names must pass; then one row after the other is
played: its edits are made, its tests must fail, and the sources are as they were. A row is judged by failed tests
alone: an import that fails, a test that is not there or an error in a fixture proves nothing, and is told.

Ends with 0 when every row bites, 1 when one does not, 2 when the table does not fit the sources.
"""

import argparse
import ast
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

ROOT: Final = Path(__file__).parents[2]
TABLE: Final = Path(__file__).with_name("bites.toml")
SOURCES: Final = ("app", "schemas", "prompts", "conventions", "eval", "tests", "pyproject.toml")
"""What the tests need; copied, so that nobody's working tree is edited."""
ALL_LIMIT_S: Final = 1800.0
"""For all tests together, on the sources as they are."""
LONGEST_REASON: Final = 110

Verdict = Literal["bites", "survives", "unclear"]


class TableError(Exception):
    """The table does not fit the sources."""


@dataclass(frozen=True, slots=True)
class Edit:
    """`old` stands once in `file`, and `new` comes in its place."""

    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Bite:
    """One row: what is taken away, and the tests that must fail then.

    `case` is a number of docs/reliability.md, or a word where it has none. `limit_s` is for all of its tests; with
    `hangs`, to pass it is to fail, since what is taken away is what ends the waiting.
    """

    case: str
    away: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]
    limit_s: float = 120.0
    hangs: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run of pytest. `code` None: it was ended at its limit; `reason` is that of the first failure."""

    code: int | None
    took_s: float
    failed: int
    reason: str
    output: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the table, or the rows of one case."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.bite", description=__doc__)
    parser.add_argument("--case", help="play the rows of this case only, e.g. 7 or breaker")
    parser.add_argument("--rows", help="play these alone, counted from 1, both ends included, e.g. 148-318")
    chosen = parser.parse_args(arguments)
    try:
        bites = between(chosen.rows, rows_of(chosen.case, read_table(TABLE)))
        with tempfile.TemporaryDirectory() as folder:
            copy_sources(ROOT, Path(folder))
            return 0 if judge(bites, Path(folder)) else 1
    except TableError as error:
        print(error, file=sys.stderr)
        return 2


def read_table(path: Path) -> tuple[Bite, ...]:
    """Read the rows in their order. Raises TableError where one lacks something."""
    rows = tomllib.loads(path.read_text("utf-8"))["bite"]
    try:
        return tuple(_bite(row) for row in rows)
    except (KeyError, TypeError) as error:
        raise TableError(f"{path.name}: {type(error).__name__} {error}") from error


def _bite(row: dict[str, Any]) -> Bite:
    given = dict(row)
    return Bite(
        case=str(given.pop("case")),
        edits=tuple(Edit(**edit) for edit in given.pop("edit")),
        tests=tuple(given.pop("tests")),
        **given,
    )


def rows_of(case: str | None, bites: Sequence[Bite]) -> list[Bite]:
    """The rows of one case, or all for None. Raises TableError where there are none."""
    rows = [bite for bite in bites if case in (None, bite.case)]
    if not rows:
        raise TableError(f"no row of case {case}; there are {', '.join(dict.fromkeys(bite.case for bite in bites))}")
    return rows


def between(rows: str | None, bites: list[Bite]) -> list[Bite]:
    """The rows of `FIRST-LAST`, counted from 1, both included; all for None. Raises TableError where there are none."""
    if rows is None:
        return bites
    first, _, last = rows.partition("-")
    if not (first.isdecimal() and last.isdecimal() and 1 <= int(first) <= int(last)) or not bites[int(first) - 1 :]:
        raise TableError(f"{rows} are no rows; there are 1-{len(bites)}")
    return bites[int(first) - 1 : int(last)]


def copy_sources(root: Path, folder: Path) -> None:
    """Copy what the tests need."""
    for name in SOURCES:
        if (root / name).is_dir():
            shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(root / name, folder / name)


def bitten(bite: Bite, root: Path) -> dict[Path, str]:
    """The files of a row after its edits, by path. Raises TableError where a text is not there once."""
    texts: dict[Path, str] = {}
    for edit in bite.edits:
        path = root / edit.file
        text = texts.get(path) or path.read_text("utf-8")
        if (times := text.count(edit.old)) != 1:
            raise TableError(f"case {bite.case}, {bite.away}: {times} times in {edit.file}: {edit.old!r}")
        texts[path] = text.replace(edit.old, edit.new)
        if path.suffix == ".py":
            _check_python(bite, path, texts[path])
    return texts


def _check_python(bite: Bite, path: Path, text: str) -> None:
    try:
        ast.parse(text, path.name)
    except SyntaxError as error:
        raise TableError(f"case {bite.case}, {bite.away}: {path.name} is no Python any more: {error}") from error


@contextmanager
def taken_away(bite: Bite, root: Path) -> Iterator[None]:
    """The sources with the edits of a row, for as long as the block lasts."""
    texts = bitten(bite, root)
    before = {path: path.read_bytes() for path in texts}
    try:
        for path, text in texts.items():
            path.write_text(text, "utf-8")
        yield
    finally:
        for path, content in before.items():
            path.write_bytes(content)


def judge(bites: Sequence[Bite], root: Path) -> bool:
    """Run all tests on the sources as they are, then play each row; whether every one bites. Prints what it finds."""
    for bite in bites:
        bitten(bite, root)
    tests = tuple(dict.fromkeys(test for bite in bites for test in bite.tests))
    whole = run_tests(tests, root, ALL_LIMIT_S)
    print(f"all {len(tests)} selections on the sources as they are: {_ending(whole)}", flush=True)
    if whole.code != 0:
        print(whole.output)
        return False
    verdicts = [show(bite, root) for bite in bites]
    counted = {verdict: verdicts.count(verdict) for verdict in ("bites", "survives", "unclear")}
    print(", ".join([f"{len(verdicts)} rows", *(f"{number} {verdict}" for verdict, number in counted.items())]))
    return counted["bites"] == len(verdicts)


def show(bite: Bite, root: Path) -> Verdict:
    """Play a row and print a line of it."""
    with taken_away(bite, root):
        outcome = run_tests(bite.tests, root, bite.limit_s, "--exitfirst")
    verdict = verdict_of(bite, outcome)
    print(f"{verdict:9} {bite.case:>9}  {bite.away}: {_ending(outcome)}", flush=True)
    if verdict == "unclear":
        print(outcome.output)
    return verdict


def verdict_of(bite: Bite, outcome: Outcome) -> Verdict:
    """What a row's run tells."""
    if outcome.code == 0:
        return "survives"
    bites = bite.hangs if outcome.code is None else outcome.code == 1 and outcome.failed > 0
    return "bites" if bites else "unclear"


def _ending(outcome: Outcome) -> str:
    ended = {None: "does not end", 0: "all pass", 1: outcome.reason or "an error, no failed test"}
    return f"{ended.get(outcome.code, f'pytest ends with {outcome.code}')} ({outcome.took_s:.0f} s)"


def run_tests(tests: Sequence[str], root: Path, limit_s: float, *options: str) -> Outcome:
    """Run pytest on the sources under `root`, in a process of its own, for at most so many seconds."""
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "--tb=no", "-rfE", "--timeout=0", "-p", "no:cacheprovider", *options]
    # No bytecode: an edit of the same length within the same second would not be seen.
    environment = os.environ | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "300"}
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            [*command, *tests], cwd=root, env=environment, stdout=output, stderr=output, start_new_session=True
        )
        code = _code(process, limit_s)
        output.seek(0)
        return _outcome(code, time.monotonic() - began, output.read())


def _code(process: "subprocess.Popen[bytes]", limit_s: float) -> int | None:
    """The exit code, or None after `limit_s` seconds; nothing of its process group is left."""
    try:
        return process.wait(limit_s)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _outcome(code: int | None, took_s: float, output: str) -> Outcome:
    failed = [line for line in output.splitlines() if line.startswith("FAILED ")]
    reason = failed[0].partition(" - ")[2][:LONGEST_REASON] or "failed" if failed else ""
    return Outcome(code, took_s, len(failed), reason, output)


if __name__ == "__main__":
    sys.exit(main())
