"""Evidence for and against one incident adds up, silence is none, and days that exclude each other decide."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from app.dossier import likeness as module
from app.dossier.accounts import Account
from app.dossier.likeness import WEIGHTS, Likeness, kilometres, likeness
from app.dossier.profiles import profile
from tests.app.dossier.made import LIBYA, SABHA, SIDES, TAJURA, THURSDAY, TRIPOLI, aimed, day, hurt, somewhere, told
from tests.eval.records import actor, claim, weapon

NEXT_DAY = THURSDAY + timedelta(1)
SPEAKER = actor("Ana Torv").model_copy(update={"roles": ("speaker",)})


def like(one: Account, other: Account) -> Likeness:
    return likeness(profile(one), profile(other))


def evidence(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    """What speaks for or against, beside what all accounts of the attack share."""
    plain = {"before any", "same day", "same town", "same kind"}
    return {reason.feature for reason in like(told(**one), told("b", **other)).reasons} - plain


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ({}, {}, set()),
        ({}, {"published": date(2024, 1, 9)}, set()),
        ({}, {"date": day(THURSDAY - timedelta(5), THURSDAY)}, {"days overlap within a week"}),
        ({}, {"date": day(date(2023, 12, 10), NEXT_DAY)}, {"days overlap within a month"}),
        ({}, {"date": day(date(2023, 1, 10), NEXT_DAY)}, set()),
        ({}, {"date": day(THURSDAY - timedelta(1))}, {"neighbouring days"}),
        ({}, {"date": None}, {"published within days"}),
        ({}, {"date": None, "news": False}, set()),
        ({"date": None}, {"date": None, "published": date(2024, 2, 4)}, {"published weeks apart"}),
        ({}, {"location": None}, set()),
        ({}, {"location": LIBYA}, {"same country"}),
        ({}, {"location": TAJURA}, {"other town"}),
        ({}, {"location": SABHA}, {"other town far away"}),
        ({}, {"location": TRIPOLI.model_copy(update={"city": None, "geonames_id": None})}, {"same region"}),
        ({}, {"location": SABHA.model_copy(update={"city": None})}, {"other region"}),
        ({}, {"location": LIBYA.model_copy(update={"country_code": "TN"})}, {"other country"}),
        ({}, {"location": LIBYA.model_copy(update={"site": "Tripoli port"})}, set()),
        ({"location": somewhere("gate of the port")}, {"location": somewhere("port")}, {"same site"}),
        ({"location": somewhere("port")}, {"location": somewhere("airport road")}, {"other site"}),
        ({"location": somewhere("port")}, {"targets": aimed("port")}, {"same target"}),
        ({"targets": aimed("depot", "van")}, {"targets": aimed("fuel depot")}, {"same target"}),
        ({"targets": aimed("depot")}, {"targets": aimed("headquarters")}, {"other target"}),
        ({}, {"sub_event_type": "Grenade"}, {"other kind of the type"}),
        ({}, {"event_type": "Battles", "sub_event_type": "Armed clash"}, {"other kind of the family"}),
        ({}, {"event_type": "Protests", "sub_event_type": "Peaceful protest"}, {"other family"}),
        ({}, {"stage": "attempted"}, {"one attempted"}),
        ({}, {"stage": "threatened"}, {"one threatened"}),
        ({"actors": SIDES}, {"actors": (actor("army", "Red Brigade"),)}, {"same party"}),
        ({"actors": (actor("Police"),)}, {"actors": (actor("Police"),)}, {"same party by one word"}),
        ({"actors": (actor("Russia"),)}, {"actors": (actor("Russian forces"),)}, {"same nation"}),
        ({"actors": SIDES}, {"actors": (actor("Blue Brigade"),)}, set()),
        ({"actors": (SPEAKER,)}, {"actors": (SPEAKER,)}, {"same speaker"}),
        ({"casualty_claims": hurt("Ali Omar")}, {"casualty_claims": hurt("Ali Omar", "Eve")}, {"same victim"}),
        ({"casualty_claims": hurt(killed=4)}, {"casualty_claims": hurt(killed=4)}, {"same number"}),
        ({"casualty_claims": hurt(killed=4)}, {"casualty_claims": hurt(killed=40)}, set()),
        ({"casualty_claims": (claim(noun="farmers"),)}, {"targets": aimed("farmers")}, {"same target"}),
        ({"weapons": (weapon("a drone"),)}, {"weapons": (weapon("drones"),)}, {"same weapon"}),
        ({"weapons": (weapon("a drone"),)}, {"weapons": (weapon("a shell", "artillery"),)}, set()),
    ],
)
def test_what_is_evidence(one: dict[str, Any], other: dict[str, Any], found: set[str]) -> None:
    """And in either order alike; other numbers, other parties, other weapons and silence are none."""
    assert evidence(one, other) == evidence(other, one) == found


def test_the_score_is_the_probability_by_all_evidence() -> None:
    """4 bits against, 5.5 for: odds of 2.8 to 1."""
    found = like(told(), told("b"))
    assert found.verdict == "same"
    assert found.score == pytest.approx(2**1.5 / (1 + 2**1.5))
    assert sum(reason.weight for reason in found.reasons) == 1.5


def test_what_is_vague_is_grey_or_different() -> None:
    assert like(told(), told("b", location=LIBYA, actors=SIDES)).verdict == "grey"
    assert like(told(), told("b", location=LIBYA, date=None)).verdict == "different"


def test_days_that_exclude_each_other_are_different_whatever_else_is_shared() -> None:
    shared: dict[str, Any] = {"casualty_claims": hurt("Ali Omar", killed=4), "actors": SIDES, "targets": aimed("depot")}
    later = told("b", date=day(THURSDAY + timedelta(2)), published=THURSDAY + timedelta(2), **shared)
    assert like(told(**shared), later).score == 0
    assert like(told(**shared), later).verdict == "different"


def test_what_was_reported_before_it_happened_is_another_deed() -> None:
    """An undated account is no later than its article, but for a time zone; a threat may be of any day after."""
    earlier: dict[str, Any] = {"date": None, "published": THURSDAY - timedelta(3)}
    assert like(told(), told("b", **earlier)).score == 0
    assert like(told(), told("b", stage="threatened", **earlier)).score > 0


def test_the_next_day_in_the_same_town_is_another_incident() -> None:
    """The daily shelling of one town by one army."""
    shared: dict[str, Any] = {"actors": SIDES, "targets": aimed("house")}
    assert like(told(**shared), told("b", date=day(NEXT_DAY), published=NEXT_DAY, **shared)).verdict == "different"


def test_the_table_of_weights_is_the_weights() -> None:
    """The docstring's table has each number of WEIGHTS, and no other."""
    rows = re.findall(r"^\| [^|]+ \| ([-0-9., ]+) \|", module.__doc__ or "", re.MULTILINE)
    written = [float(number) for row in rows for number in row.split(",")]
    assert sorted(written) == sorted(WEIGHTS.values())


def test_distances_are_of_a_sphere() -> None:
    assert kilometres((0.0, 0.0), (0.0, 90.0)) == pytest.approx(6371 * 3.14159265 / 2, rel=1e-6)
    assert kilometres((32.88, 13.19), (32.88, 13.19)) == 0
