"""Cells that a spreadsheet does not run, and what is read off a record without a guess."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.export import cells
from app.values import gazetteer
from schemas import Location
from tests.app.export.examples import WORDS, actor, incident, said


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r\n@", " =", "\uff1d"])
def test_what_a_spreadsheet_would_run_stands_behind_an_apostrophe(start: str) -> None:
    assert cells.text(f"{start}HYPERLINK(1)").startswith("'")


@given(text=st.text())
def test_no_text_is_a_formula_or_breaks_its_line(text: str) -> None:
    written = cells.text(text)
    assert not written.startswith(cells.RUNS)
    assert len(written.splitlines()) <= 1


@pytest.mark.parametrize(
    ("value", "written"), [(-33.9, "-33.9"), (0, "0"), (date(2024, 1, 4), "2024-01-04"), (None, "")]
)
def test_numbers_days_and_blanks_are_written_as_they_are(value: cells.Cell, written: str) -> None:
    assert cells.text(value) == written


def test_the_text_survives_a_table() -> None:
    line = io.StringIO()
    csv.writer(line).writerow([cells.text('He said "no", then\nleft')])
    assert next(csv.reader([line.getvalue()])) == ['He said "no", then left']


def test_the_doer_is_whom_the_firmest_attribution_names() -> None:
    """Who admits it goes before whom authorities accuse; the note names both."""
    found = cells.doer(
        incident(
            actors=(actor("Front"), actor("Army")),
            attribution=(said("Army", "accused_by_authorities", "ministry"), said("Front", "claimed", "Front")),
        )
    )
    assert found is not None
    assert found.name == "Front"


def test_rivals_that_are_equally_firm_leave_it_blank() -> None:
    rivals = (said("Army", "accused", "Front"), said("Front", "accused", "Army"))
    assert cells.doer(incident(actors=(actor("Front"), actor("Army")), attribution=rivals)) is None


def test_a_denial_lays_nothing_at_anyone_s_door() -> None:
    assert cells.doer(incident()) is None  # the fake service's: the front denies it


def test_one_party_that_all_name_is_the_doer() -> None:
    alone = incident(actors=(actor("Front"),), attribution=(said("Front", "accused", "police"),))
    assert cells.doer(alone) == alone.actors[0]


def test_a_country_is_never_a_point() -> None:
    country = Location(
        country="Iraq",
        latitude=33.3,
        longitude=44.4,
        precision="country",
        geo_precision=3,
        ucdp_where_prec=6,
        evidence=WORDS,
    )
    town = Location(
        city="Baghdad",
        country="Iraq",
        latitude=33.3,
        longitude=44.4,
        precision="town",
        geo_precision=1,
        ucdp_where_prec=1,
        evidence=WORDS,
    )
    assert (cells.point(country), cells.point(None), cells.point(town)) == ((None, None), (None, None), (33.3, 44.4))


@pytest.mark.parametrize(
    ("first", "last", "between"),
    [
        ((2024, 1, 4), (2024, 1, 4), (2024, 1, 4)),
        ((2024, 1, 1), (2024, 1, 7), (2024, 1, 4)),
        ((2024, 1, 1), (2024, 1, 2), (2024, 1, 1)),
    ],
)
def test_the_middle_of_a_period_is_one_of_its_days(
    first: tuple[int, int, int], last: tuple[int, int, int], between: tuple[int, int, int]
) -> None:
    assert cells.middle(date(*first), date(*last)) == date(*between)


def test_each_country_of_the_gazetteer_has_its_numeric_code_but_kosovo() -> None:
    """Kosovo's code is user-assigned: ISO gives it no number."""
    lines = (gazetteer.DATA / "countries.tsv").read_text("utf-8").splitlines()
    codes = {line.split("\t")[0] for line in lines if not line.startswith("#")} - {"code"}
    assert codes - cells.iso_numeric().keys() == {"XK"}
    assert (cells.iso_numeric()["IQ"], cells.iso_numeric()["ET"], cells.iso_numeric()["AF"]) == ("368", "231", "004")
