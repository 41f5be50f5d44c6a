"""What can be chosen of an export: format, codes of actors, quotes, and the columns that say what a row was made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from app.export.conventions import Name

Format = Literal["csv", "geojson", "xlsx", "parquet", "jsonl"]
InterCodes = Literal["text", "numeric"]
Quotes = Literal["none", "short", "full"]

MEDIA_TYPES: Final[Mapping[Format, str]] = {
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/x-ndjson",
}
IS_TEXT: Final[frozenset[Format]] = frozenset({"csv", "geojson", "jsonl"})


@dataclass(frozen=True, slots=True)
class Options:
    """How records are exported.

    convention  whose columns and counting rules
    format      of the file
    made_at     when, in UTC: it stands in the file
    inter       ACLED's types of actors as words, or as the numbers that they had until 2024
    quotes      the articles' words beside each value: none, a few and cut, or whole; None: as the format has by itself
    trace       CSV: the columns that say what a row was made of follow the data set's own, as in all other formats
    in_full     whether names are shown that are withheld otherwise; the records come as they are to be shown
    """

    convention: Name
    format: Format
    made_at: datetime
    inter: InterCodes = "text"
    quotes: Quotes | None = None
    trace: bool = False
    in_full: bool = False

    @property
    def quoted(self) -> Quotes:
        """How much is quoted: a CSV has the columns of its data set and no other, unless quotes are asked for."""
        return self.quotes or ("none" if self.format == "csv" else "short")

    @property
    def traced(self) -> bool:
        """Whether rows have the columns of `app.export.lines.TRACE`."""
        return self.trace or self.format != "csv"

    @property
    def filename(self) -> str:
        """The name of the file."""
        return f"sitrep-{self.convention}.{self.format}"
