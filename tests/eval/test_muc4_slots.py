from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from eval.muc4_keys import Suspect, Template
from eval.muc4_slots import SLOTS, muc_type, slot_tallies
from eval.results import Tally
from schemas import Estimate
from tests.eval.records import at, blamed, claim, incident, on, person, weapon

DAY = date(1985, 3, 1)
KEY = Template(
    types=frozenset({"BOMBING"}),
    stages=frozenset({"ACCOMPLISHED"}),
    dates=((DAY, DAY),),
    countries=("PERU",),
    places=frozenset({"nauta", "loreto"}),
    killed=3,
    injured=None,
    suspects=(Suspect(frozenset({"red front", "rf"}), frozenset({"claimed"})),),
    optional=False,
)
RIGHT = incident(
    sub_event_type="Remote explosive/landmine/IED",
    date=on(DAY),
    location=at("Nauta", "PE"),
    weapons=(weapon("bomb", "bomb"),),
    fatalities=Estimate(low=3, best=3, high=3),
    attribution=(blamed("Red Front", "claimed", "Red Front"),),
)
WRONG, MISSED, INVENTED, NEITHER = Tally(fp=1, fn=1), Tally(fn=1), Tally(fp=1), Tally()


def test_a_right_incident_finds_every_slot_that_the_key_fills() -> None:
    scores = slot_tallies([KEY], [RIGHT])
    assert scores.pop("injured") == NEITHER, "the key tells no total"
    assert set(scores.values()) == {Tally(tp=1)}


def test_an_empty_output_misses_every_slot() -> None:
    scores = slot_tallies([KEY], [])
    assert scores.pop("injured") == NEITHER
    assert set(scores.values()) == {MISSED}


def test_an_incident_too_many_is_invented() -> None:
    other = incident(date=on(date(1985, 5, 5)), location=at("Lima", "PE"))
    scores = slot_tallies([KEY], [other, RIGHT])
    assert (scores["incidents"], scores["type"], scores["date"]) == (Tally(tp=1, fp=1),) * 3
    assert slot_tallies([], [RIGHT])["incidents"] == INVENTED


def test_an_optional_template_is_no_miss() -> None:
    optional = replace(KEY, optional=True)
    assert set(slot_tallies([optional], []).values()) == {NEITHER}
    assert slot_tallies([optional], [RIGHT])["incidents"] == Tally(tp=1)


@pytest.mark.parametrize(
    ("slot", "change", "expected"),
    [
        ("type", {"sub_event_type": "Attack", "weapons": ()}, WRONG),
        ("date", {"date": on(DAY, date(1985, 3, 2))}, WRONG),
        ("date", {"date": None}, MISSED),
        ("country", {"location": at("Nauta", "CL")}, WRONG),
        ("place", {"location": at("Lima", "PE", admin1="Loreto")}, Tally(tp=1)),
        ("place", {"location": at(None, "PE", site="the town of Nauta")}, Tally(tp=1)),
        ("killed", {"fatalities": Estimate()}, MISSED),
        ("killed", {"fatalities": Estimate(low=4, best=4, high=4)}, WRONG),
        ("organisation", {"attribution": (blamed("RF", "accused"),)}, Tally(tp=1)),
        ("organisation_basis", {"attribution": (blamed("RF", "accused"),)}, WRONG),
        ("organisation", {"attribution": (blamed("rebels"),)}, MISSED),
    ],
)
def test_a_slot_by_hand(slot: str, change: dict[str, Any], expected: Tally) -> None:
    assert slot_tallies([KEY], [RIGHT.model_copy(update=change)])[slot] == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [(None, NEITHER), (on(DAY), NEITHER), (on(date(1985, 2, 1)), NEITHER), (on(date(1985, 3, 2)), INVENTED)],
)
def test_a_bound_asks_for_no_date_and_forbids_a_later_one(told: Any, expected: Tally) -> None:
    bounded = replace(KEY, dates=((None, DAY),))
    assert slot_tallies([bounded], [RIGHT.model_copy(update={"date": told})])["date"] == expected


def test_victims_singled_out_count_where_no_number_of_dead_is_told() -> None:
    victims = (claim(victims=(person("Ana Paz"), person(None, "a nurse"), person("Ana Paz"))),)
    told = RIGHT.model_copy(update={"fatalities": Estimate(), "casualty_claims": victims})
    assert slot_tallies([replace(KEY, killed=2)], [told])["killed"] == Tally(tp=1)


@pytest.mark.parametrize(
    ("sub", "category", "kind"),
    [
        ("Attack", "firearm", "ATTACK"),
        ("Attack", "bomb", "BOMBING"),
        ("Suicide bomb", "vehicle", "BOMBING"),
        ("Abduction/forced disappearance", "bomb", "KIDNAPPING"),
        ("Looting/property destruction", "firearm", "ROBBERY"),
        ("Looting/property destruction", "arson", "ARSON"),
        ("Air/drone strike", "missile", "ATTACK"),
    ],
)
def test_types_by_hand(sub: Any, category: str, kind: str) -> None:
    assert muc_type(incident(sub_event_type=sub, weapons=(weapon("it", category),))) == kind


def test_every_slot_is_scored() -> None:
    assert set(slot_tallies([], [])) == {"incidents", *SLOTS}
