"""UCDP GED's columns."""

import pytest

from app.export.cells import Row
from app.export.conventions import load
from app.export.events import events
from app.export.ucdp import date_precision, place_precision, row
from schemas import Incident, Location
from tests.app.drafts import gold_cases, gold_of
from tests.app.export.examples import WORDS, actor, claim, event, exactly, incident, plural, said, seeds_dossier

SEED = gold_of(gold_cases("seeds")[0])
DEATHS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "low", "best", "high")


def row_of(one: Incident) -> Row:
    return row(event(one, SEED, "ucdp"), load("ucdp"))


def deaths(one: Incident) -> tuple[object, ...]:
    found = row_of(one)
    return tuple(found[name] for name in DEATHS)


@pytest.mark.parametrize(
    ("days", "code"), [(1, 1), (2, 2), (6, 2), (7, 3), (8, 4), (31, 4), (32, 5), (366, 5), (367, None)]
)
def test_the_date_precision_is_by_the_length_of_the_period(days: int, code: int | None) -> None:
    assert date_precision(days) == code


def test_the_dead_of_whom_nothing_is_said_are_of_unknown_status() -> None:
    assert deaths(incident(claim(exactly(4), "police"))) == (None, None, None, 4, 4, 4, 4)


def test_civilians_have_their_column_and_who_is_left_over_is_unknown() -> None:
    one = incident(claim(exactly(10), "police"), claim(exactly(3), "police", victim_class="civilians"))
    assert deaths(one) == (None, None, 3, 7, 10, 10, 10)


def test_a_side_s_own_dead_are_in_its_column() -> None:
    one = incident(
        claim(exactly(5), "army", of="Front"),
        actors=(actor("Army", "State forces"), actor("Front", "Rebel groups", "attacked")),
        attribution=(said("Army", "claimed"),),
    )
    assert deaths(one) == (None, 5, None, 0, 5, 5, 5)


def test_groups_above_the_whole_leave_the_unknown_blank() -> None:
    one = incident(claim(exactly(2), "army"), claim(exactly(9), "villagers", victim_class="civilians"))
    assert deaths(one) == (None, None, 9, None, 2, 2, 2)


def test_a_government_is_side_a_whoever_attacked() -> None:
    one = incident(
        actors=(actor("Front", "Rebel groups"), actor("Army", "State forces", "attacked")),
        attribution=(said("Front", "claimed"),),
    )
    assert (row_of(one)["side_a"], row_of(one)["side_b"]) == ("Army", "Front")


def test_in_one_sided_violence_side_b_is_civilians() -> None:
    one = incident(
        event_type="Violence against civilians",
        sub_event_type="Attack",
        actors=(actor("Front", "Rebel groups"),),
        attribution=(said("Front", "accused", "police"),),
    )
    assert (row_of(one)["side_a"], row_of(one)["side_b"]) == ("Front", "Civilians")


def test_a_country_has_its_precision_and_no_coordinates() -> None:
    country = Location(
        country="Iraq",
        latitude=33.3,
        longitude=44.4,
        precision="country",
        geo_precision=3,
        ucdp_where_prec=6,
        evidence=WORDS,
    )
    found = row_of(incident(location=country))
    assert (found["where_coordinates"], found["latitude"], found["longitude"]) == ("Iraq", None, None)
    assert (place_precision(None), place_precision(country)) == (None, 6)


def test_a_row_says_of_what_it_was_made_where_ucdp_names_its_material() -> None:
    """UCDP has no column for notes: the convention and the record stand in `source_article`."""
    found = str(row_of(incident(claim(plural(24))))["source_article"])
    noted = '"2024-01-04,article fd784c11ee64"; "dozens" (the article) read as 24.; [Sitrep: tolls counted as UCDP'
    assert found.startswith(noted)


def test_a_point_is_written_longitude_first() -> None:
    found = row_of(SEED.incidents[0])
    assert found["geom_wkt"] == f"POINT ({found['longitude']} {found['latitude']})"


def test_a_dossier_s_incident_counts_its_articles_and_takes_the_ends_of_both() -> None:
    (one,) = events([seeds_dossier()], load("ucdp"))
    found = row(one, load("ucdp"))
    assert (found["number_of_sources"], found["low"], found["best"], found["high"]) == (2, 2, 2, 4)
