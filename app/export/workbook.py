"""Lines as a workbook: a sheet of events, one of the reports that they are made of, one that says what it is.

The one door of openpyxl.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell as Box
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from app.export import cells, differing
from app.export.about import About
from app.export.cells import Cell, Row
from app.export.columns import Column, Part, columns_of
from app.export.lines import TRACE, Line, own_columns
from app.export.options import Options
from app.export.quoting import Quoted
from app.export.reports import ReportLine, report_lines
from schemas import Conflict

SHEETS: Final = ("Events", "Reports", "About")
DIFFERS: Final = PatternFill("solid", start_color="F4B6B0")
MAY_DIFFER: Final = PatternFill("solid", start_color="FFE9A8")
COLOURS: Final = "red: the articles cannot all be right; yellow: they can, or one is silent"
LONGEST_CELL: Final = 32_767
"""Characters, by the format."""
AUTHOR: Final = "Sitrep"
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML cannot hold."""
_FIRST_DAY: Final = date(1900, 3, 1)
"""Excel counts days from here; it has none before 1900, and a 29 February in that year."""
_WIDE, _NARROW = 48, 14
_WIDE_COLUMNS: Final = frozenset({"notes", "to_review", "title", "doers", "killed", "injured", "source_article"})


def as_workbook(lines: Sequence[Line], said: About, options: Options) -> bytes:
    """The workbook as a file (Office Open XML).

    Days are days and numbers numbers; the articles' words stand in comments; what the articles of a dossier differ on
    is coloured, and its comment says who has what.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    events, reports, about = (book.create_sheet(name) for name in SHEETS)
    _events(events, lines, options)
    _reports(reports, report_lines((line.event for line in lines), options.quoted))
    _about(about, said)
    book.properties.creator, book.properties.created = AUTHOR, options.made_at.replace(tzinfo=None)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def table_as_workbook(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Rows of texts as a workbook of one sheet, the names of the columns first; what a row lacks is blank."""
    book = Workbook()
    sheet = book.worksheets[0]
    _head(sheet, [Column(name) for name in columns])
    for number, row in enumerate(rows, 2):
        for place, name in enumerate(columns, 1):
            _box(sheet, number, place, row.get(name)).number_format = "@"  # or a spreadsheet takes 4 to 6 for a day
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def table_of_workbook(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet of a workbook as texts, each with its number. Raises ValueError for no workbook."""
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError):
        raise ValueError("it is no workbook") from None
    for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
        yield number, ["" if cell is None else str(cell) for cell in row]


def _events(sheet: Worksheet, lines: Iterable[Line], options: Options) -> None:
    columns = (*own_columns(options), *TRACE)
    _head(sheet, columns)
    for number, line in enumerate(lines, 2):
        _fill(sheet, number, columns, line.row)
        _explain(sheet, number, columns, line.quotes, differing.by_part(line.event.conflicts))


def _reports(sheet: Worksheet, reports: Iterable[ReportLine]) -> None:
    columns = columns_of("reports")
    _head(sheet, columns)
    for number, report in enumerate(reports, 2):
        _fill(sheet, number, columns, report.row)
        conflicts = differing.by_part(report.event.conflicts, report.article.id)
        _explain(sheet, number, columns, report.quotes, conflicts)


def _about(sheet: Worksheet, said: About) -> None:
    for number, (name, value) in enumerate((*said.items(), ("colours", COLOURS)), 1):
        _box(sheet, number, 1, name).font = Font(bold=True)
        _box(sheet, number, 2, "; ".join(value) if isinstance(value, list) else value)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 100


def _head(sheet: Worksheet, columns: Sequence[Column]) -> None:
    """The names, in sight whatever is scrolled, with the id of each row beside."""
    for number, column in enumerate(columns, 1):
        _box(sheet, 1, number, column.name).font = Font(bold=True)
        width = _WIDE if column.name in _WIDE_COLUMNS else max(_NARROW, len(column.name) + 2)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "B2"


def _fill(sheet: Worksheet, number: int, columns: Sequence[Column], row: Row) -> None:
    for place, column in enumerate(columns, 1):
        value = row[column.name]
        early = isinstance(value, date) and value < _FIRST_DAY
        box = _box(sheet, number, place, str(value) if early else value)
        if column.kind == "date":
            box.number_format = "yyyy-mm-dd"


def _box(sheet: Worksheet, number: int, place: int, value: Cell) -> Box:
    """Write a cell; a text is never run as a formula, and has no character that the format cannot hold."""
    box: Box = sheet.cell(number, place)
    box.value = value if value is None or not isinstance(value, str) else _text(value)
    return box


def _text(value: str) -> str:
    return _UNWRITABLE.sub("\ufffd", cells.text(value))[:LONGEST_CELL]


def _explain(
    sheet: Worksheet,
    number: int,
    columns: Sequence[Column],
    quotes: Quoted,
    conflicts: Mapping[Part, tuple[Conflict, ...]],
) -> None:
    """Colour what differs; the comment of a part stands at its first column."""
    explained: set[Part] = set()
    for place, column in enumerate(columns, 1):
        if column.part is None:
            continue
        box = sheet.cell(number, place)
        if found := conflicts.get(column.part):
            box.fill = MAY_DIFFER if all(each.compatible for each in found) else DIFFERS
        said = "\n".join((*map(differing.sentence, found or ()), *quotes.get(column.part, ())))
        if said and column.part not in explained:
            explained.add(column.part)
            box.comment = Comment(_UNWRITABLE.sub("\ufffd", said)[:LONGEST_CELL], AUTHOR, 160, 360)
