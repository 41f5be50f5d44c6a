"""Finished cases, one line each, so that a run that was killed goes on where it stopped."""

from pathlib import Path
from typing import Self, TextIO

from pydantic import ValidationError

from eval.results import CaseResult, Stamp


class Journal:
    """A file of results beside the run's: first the stamp, then each case as it finishes.

    What an earlier run under the same stamp left is in `known`, by suite and id; under another stamp it is begun anew.
    Cases that failed are not known: they are tried again.
    """

    def __init__(self, path: Path, stamp: Stamp, *, anew: bool = False) -> None:
        self.path = path
        self.known = {} if anew else _read(path, stamp)
        self._stamp = stamp
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.path.open("w", encoding="utf-8")
        self._write(self._stamp.model_dump_json())
        for case in self.known.values():
            self.add(case)
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, case: CaseResult) -> None:
        """Keep a finished case, on disk before this returns."""
        self._write(case.model_dump_json())

    def _write(self, line: str) -> None:
        assert self._file is not None
        self._file.write(line + "\n")
        self._file.flush()


def beside(results: Path) -> Path:
    """Where the journal of a run lies."""
    return results.with_name(f"{results.stem}.cases.jsonl")


def _read(path: Path, stamp: Stamp) -> dict[tuple[str, str], CaseResult]:
    try:
        first, *rest = path.read_text("utf-8").split("\n")
        if not stamp.same_run(Stamp.model_validate_json(first)):
            return {}
    except (FileNotFoundError, ValueError):  # none, an empty one, or one of another version
        return {}
    cases = (case for line in rest if (case := _case(line)))
    return {(case.suite, case.id): case for case in cases if case.error is None}


def _case(line: str) -> CaseResult | None:
    """The case of a line; None for one that a kill cut short."""
    try:
        return CaseResult.model_validate_json(line)
    except ValidationError:
        return None
