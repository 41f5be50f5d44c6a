"""Lines as text: CSV in a data set's columns, or JSON, an object on each line."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from app.export import cells
from app.export.cells import Row
from app.export.lines import QUOTES, TRACE, Line, own_columns
from app.export.options import Options
from app.export.quoting import as_text

BOM: Final = "\ufeff"
"""Without it Excel takes UTF-8 for the machine's own code page."""


def as_csv(lines: Sequence[Line], options: Options) -> str:
    """CSV (RFC 4180, but lines end in LF), its header first.

    The data set's columns and no other, unless a trace or quotes are asked for: those follow.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    columns = [*own_columns(options), *(TRACE if options.traced else ())]
    quoted = options.quoted != "none"
    writer.writerow([column.name for column in (*columns, *((QUOTES,) if quoted else ()))])
    for line in lines:
        quotes = [as_text(line.quotes)] if quoted else []
        writer.writerow([cells.text(each) for each in (*(line.row[column.name] for column in columns), *quotes)])
    return BOM + stream.getvalue()


def as_jsonl(lines: Sequence[Line]) -> str:
    """An object on each line: all columns, `quotes` by what they stand behind, days as ISO 8601."""
    return "".join(f"{json.dumps(plain(line), ensure_ascii=False)}\n" for line in lines)


def plain(line: Line) -> dict[str, Any]:
    """A line as JSON."""
    return {**_days_written(line.row), "to_review": list(line.to_review), "quotes": line.quotes}


def _days_written(row: Row) -> Row:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
