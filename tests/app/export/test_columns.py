"""The columns of the tables."""

from typing import get_args

import pytest

from app.export.columns import Column, Kind, Part, Table, columns_of, in_order
from app.export.differing import PART_OF
from schemas.dossier import ConflictPath

TABLES: tuple[Table, ...] = ("acled", "ucdp", "airwars", "reports")


def test_every_column_is_of_a_known_kind_and_part() -> None:
    for table in TABLES:
        for column in columns_of(table):
            assert column.kind in get_args(Kind)
            assert column.part in {None, *get_args(Part)}


def test_a_value_without_a_column_is_a_mistake_of_ours() -> None:
    assert in_order([Column("a"), Column("b")], {"b": 1}) == {"a": None, "b": 1}
    with pytest.raises(KeyError):
        in_order([Column("a")], {"b": 1})


def test_every_conflict_is_about_a_part_that_some_column_shows() -> None:
    shown = {column.part for column in columns_of("reports")}
    assert set(get_args(ConflictPath)) == PART_OF.keys()
    assert set(PART_OF.values()) <= shown
