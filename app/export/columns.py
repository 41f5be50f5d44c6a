"""The columns of each table as data: `data/columns.tsv`."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, cast

from app.export.cells import Row
from app.export.conventions import Name

Table = Literal[Name, "reports"]
Kind = Literal["text", "int", "float", "date"]
Part = Literal["type", "date", "place", "doer", "attacked", "targets", "weapons", "killed", "injured"]
"""What of an incident a column shows: its words stand behind the cell, and a conflict about it colours the cell."""
_FILE: Final = Path(__file__).parent / "data" / "columns.tsv"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the kind of its values, and the part of an incident that it shows; None: none."""

    name: str
    kind: Kind = "text"
    part: Part | None = None


@cache
def columns_of(table: Table) -> tuple[Column, ...]:
    """The columns of a table in their order.

    Example:
        >>> columns_of("acled")[1]
        Column(name='event_date', kind='date', part='date')
    """
    lines = [line.split("\t") for line in _FILE.read_text("utf-8").splitlines() if not line.startswith("#")]
    return tuple(
        Column(name, cast("Kind", kind), cast("Part", part) if part else None)
        for own, name, kind, part in lines
        if own == table
    )


def in_order(columns: Iterable[Column], known: Row) -> Row:
    """The row with all the columns in their order; what is not known is blank.

    Raises:
        KeyError: A value has no column.
    """
    row: Row = {column.name: None for column in columns}
    if unknown := known.keys() - row.keys():
        raise KeyError(*sorted(unknown))
    return row | known
