"""What is found in the index, and in which order. In SQLite and in PostgreSQL."""

from datetime import date

import pytest

from app.store.index.reading import Near, Position, Reading, Wanted
from app.store.index.writing import Writing
from tests.app.store.index.records import NOW, child, reported

KUTUM = reported("A.", "Kutum", title="Market 100% burnt")
SUVA = reported("B.", "Suva", party="Harbour League", day=date(2024, 1, 9), published_on=date(2024, 1, 10))
APIA = reported("C.", "Apia", party="Reef Guard", day=date(2024, 1, 7), victims=(child("Losa Tamasese"),))
MENTIONED = reported("D.", "Kutum", party="Old Band", day=date(2023, 5, 1))
NEWS = MENTIONED.model_copy(update={"incidents": (), "background": MENTIONED.incidents})


@pytest.fixture
def filled(writing: Writing, reading: Reading) -> Reading:
    for each in (KUTUM, SUVA, APIA, NEWS):
        writing.put("", each, None, NOW)
    return reading


def towns(reading: Reading, wanted: Wanted) -> list[str]:
    found, _ = reading.incidents(None, wanted, None, 10, full=True)
    return [each["record"]["location"]["city"] for each in found]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), ["Suva", "Apia", "Kutum"]),
        (Wanted(background=True), ["Suva", "Apia", "Kutum", "Kutum"]),
        (Wanted(country="FJ"), ["Suva"]),
        (Wanted(first="2024-01-07"), ["Suva", "Apia"]),
        (Wanted(last="2024-01-07"), ["Apia", "Kutum"]),
        (Wanted(kind="Air/drone strike", country="SD"), ["Kutum"]),
        (Wanted(kind="Riots"), []),
        (Wanted(words=("harbour", "suva")), ["Suva"]),
        (Wanted(words=("100", "burnt")), ["Kutum"]),
        (Wanted(words=("1%t",)), []),
        (Wanted(near=Near(-18.1, 178.4, 20)), ["Suva"]),
        (Wanted(near=Near(-16.0, -179.0, 1000)), ["Suva", "Apia"]),  # over the date line
        (Wanted(near=Near(-18.14, 175.44, 316)), []),  # in the box about the circle alone
        (Wanted(near=Near(89.9, 0, 9000)), ["Kutum"]),  # round a pole
    ],
)
def test_incidents_are_found_by_place_day_kind_and_words(filled: Reading, wanted: Wanted, found: list[str]) -> None:
    """The latest first; those that are only mentioned where that is asked for."""
    assert towns(filled, wanted) == found


def test_a_name_that_is_withheld_is_not_found_by_asking(filled: Reading) -> None:
    """Whoever may not read a name cannot learn by searching that it is there."""
    assert towns(filled, Wanted(words=("tamasese",))) == []


@pytest.mark.parametrize("near", [None, Near(0, 180, 5000)], ids=["all", "within a circle"])
def test_pages_have_every_incident_once(filled: Reading, near: Near | None) -> None:
    """One after the other, up to the last."""
    after: Position | None = None
    pages = []
    for _ in range(4):
        found, after = filled.incidents(None, Wanted(background=True, near=near), after, 1, full=True)
        pages += [each["id"] for each in found]
        if after is None:
            break
    whole, _ = filled.incidents(None, Wanted(background=True, near=near), None, 10, full=True)
    assert pages == [each["id"] for each in whole]


def test_changes_come_in_order_and_each_once(filled: Reading) -> None:
    """From a number on, or from a moment."""
    first, at = filled.changes(None, 0, 3, full=True)
    rest, last = filled.changes(None, at, 100, full=True)
    assert [each["kind"] for each in (*first, *rest)] == ["new"] * 4
    assert filled.changes(None, last, 100, full=True) == ([], last)
    assert len(filled.changes(None, "2024-02-01T12:00:00.000000Z", 100, full=True)[0]) == 4
    assert filled.changes(None, "2024-02-01T12:00:00.000001Z", 100, full=True) == ([], last)
    assert filled.changes("somebody", 0, 100, full=True)[0] == []
