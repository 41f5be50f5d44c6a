"""Corrections and open questions as a sheet: CSV (UTF-8 with BOM, as spreadsheets read it), and back. Pure.

A row with an `id` is a correction that is kept. One without it and with a `basis` is a new one; a row of a question
becomes one when a person fills in `value` and `basis`.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

from app.export import cells
from app.review.check import CorrectionRefused, Given
from app.review.tree import Json, PathRefused, at, bare, steps
from schemas import Correction, CorrectionBasis, ReviewedSummary

BOM: Final = "\ufeff"
COLUMNS: Final = ("article_id", "path", "was", "value", "basis", "quote", "note", "question", "id", "at", "key")
_BASES: Final = get_args(CorrectionBasis)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that a person filled in. `line`: its number in the sheet, the header's being 1."""

    line: int
    article_id: str
    path: str
    value: str
    basis: str
    quote: str
    note: str

    def given(self, text: str | None) -> Given:
        """What it says. Raises CorrectionRefused for a cell that cannot be read."""
        if self.basis not in _BASES:
            raise CorrectionRefused("/value", "not_in_schema", f"`basis` is one of {', '.join(_BASES)}")
        if not self.value:
            raise CorrectionRefused("/value", "not_in_schema", "`value` is empty; null says that it is not stated")
        basis: CorrectionBasis = self.basis  # type: ignore[assignment]  # checked above
        return Given(self.path, read_value(self.value), basis, self.quote or None, text)


def rows(views: Iterable[ReviewedSummary]) -> Iterator[cells.Row]:
    """The corrections of records, and what is open in them; a row has those of COLUMNS that it needs."""
    for view in views:
        said = (*(each.correction for each in view.corrected), *view.detached)
        yield from map(_correction, sorted(said, key=lambda each: each.id))
        yield from _questions(view)


def write(found: Iterable[cells.Row]) -> str:
    """Rows as CSV."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: cells.text(cell) for name, cell in row.items()} for row in found)
    return BOM + stream.getvalue()


def read(sheet: str) -> Iterator[Row]:
    """The new corrections of a CSV. Raises ValueError where a column is missing."""
    reader = csv.reader(io.StringIO(sheet.removeprefix(BOM)))
    return read_rows((reader.line_num, line) for line in reader)


def read_rows(lines: Iterable[tuple[int, Sequence[str]]]) -> Iterator[Row]:
    """The new corrections of numbered lines, the first of which is the header. Raises ValueError as `read`."""
    numbered = iter(lines)
    _, header = next(numbered, (1, ()))
    wanted = ("article_id", "path", "value", "basis", "quote", "note")
    if missing := set(wanted) - set(header):
        raise ValueError(f"the sheet has no column {', '.join(sorted(missing))}")
    for number, line in numbered:
        cell = dict(zip(header, line, strict=False))
        if cell.get("basis") and not cell.get("id"):
            yield Row(number, *(_plain(cell.get(name)) for name in wanted))


def _correction(said: Correction) -> cells.Row:
    return {
        "article_id": said.article_id,
        "path": said.path,
        "was": _json(said.was),
        "value": _json(said.value),
        "basis": said.basis,
        "quote": said.quote,
        "note": said.note,
        "id": said.id,
        "at": said.at.isoformat(),
        "key": said.key,
    }


def _questions(view: ReviewedSummary) -> Iterator[cells.Row]:
    """Where nothing was taken out: the paths of a view are the machine's only then."""
    record = view.summary.model_dump(mode="json")
    for each in view.summary.questions if all(one.path for one in view.corrected) else ():
        try:
            was = at(record, steps(each.path))
        except PathRefused:
            continue
        quote = " [...] ".join(one.quote for one in each.evidence)
        about = {"article_id": view.summary.article.id, "path": each.path, "was": _json(bare(was))}
        yield {**about, "quote": quote, "question": f"{each.code}: {each.reason}"}


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)


def read_value(value: str) -> Any:
    """JSON; what is none is a text, so that nobody has to write quotation marks."""
    try:
        return json.loads(value)
    except ValueError:
        return value


def _plain(cell: str | None) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it."""
    plain = (cell or "").strip()
    return plain[1:] if plain.startswith("'") and plain[1:].startswith(cells.RUNS) else plain
