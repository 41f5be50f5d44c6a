"""Records as a file of the format that is wanted."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.export import geojson, parquet, table, workbook
from app.export.about import about
from app.export.conventions import load
from app.export.events import Record, left_out
from app.export.lines import Line, lines
from app.export.options import Options


@dataclass(frozen=True, slots=True)
class Exported:
    """A file, with a line on each incident that has no row (`left_out`), and each reason to look at a row."""

    content: bytes
    left_out: tuple[str, ...]
    to_review: tuple[str, ...]


def export(records: Sequence[Record], options: Options) -> Exported:
    """The records, as they are to be shown, in the format, the columns and the counting rules of the options.

    Raises:
        ExtraMissing: The format needs a library that is not installed.
    """
    written = lines(records, options)
    return Exported(
        _content(records, written, options),
        tuple(left_out(records, load(options.convention))),
        tuple(f"{line.event.id}: {reason}" for line in written for reason in line.to_review),
    )


def _content(records: Sequence[Record], written: Sequence[Line], options: Options) -> bytes:
    match options.format:
        case "csv":
            return table.as_csv(written, options).encode()
        case "jsonl":
            return table.as_jsonl(written).encode()
        case "geojson":
            return geojson.as_geojson(written, about(records, written, options)).encode()
        case "xlsx":
            return workbook.as_workbook(written, about(records, written, options), options)
        case "parquet":
            return parquet.as_parquet(written, about(records, written, options), options)
