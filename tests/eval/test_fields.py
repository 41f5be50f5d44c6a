from datetime import date
from typing import Any

import pytest

from eval.fields import DERIVED, FIELDS, IDENTIFYING, POOLED, SINCE_2
from eval.items import Item, same
from eval.results import Tally
from eval.tallies import compare
from eval.text import Mode
from schemas import Count, Estimate, Incident
from tests.eval.records import STRIKE, actor, at, blamed, claim, incident, on, person, said, source, target, weapon


def tally(field: str, gold: Incident, output: Incident, mode: Mode = "lenient") -> Tally:
    one, other = tuple(FIELDS[field](gold)), tuple(FIELDS[field](output))
    return compare(one, other, lambda left, right: same(left, right, mode))


FOUND, WRONG, MISSED, INVENTED = Tally(tp=1), Tally(fp=1, fn=1), Tally(fn=1), Tally(fp=1)
DAY = date(2024, 1, 4)


@pytest.mark.parametrize(
    ("field", "gold", "output", "expected"),
    [
        ("stage", {}, {"stage": "attempted"}, WRONG),
        ("date", {"date": on(DAY)}, {"date": on(DAY)}, FOUND),
        ("date", {"date": on(DAY)}, {"date": on(DAY, date(2024, 1, 5))}, WRONG),
        ("date", {"date": on(DAY)}, {}, MISSED),
        ("country_code", {}, {"location": at(country_code="IQ")}, INVENTED),
        ("city", {"location": at("Kyiv")}, {"location": at("Lviv")}, WRONG),
        ("site", {"location": at(site="a fuel depot")}, {"location": at(site="the depot")}, FOUND),
        ("actors", {"actors": (actor("US", "Americans"),)}, {"actors": (actor("Washington", "U.S."),)}, FOUND),
        ("attribution", {"attribution": (blamed("army"),)}, {"attribution": (blamed("army", "possible"),)}, WRONG),
        ("attribution", {"attribution": (blamed("army"),)}, {"attribution": (blamed("army", by="police"),)}, WRONG),
        ("targets", {"targets": (target("depot"),)}, {"targets": (target("fuel depot", "other"),)}, FOUND),
        ("target_kinds", {"targets": (target("depot"),)}, {"targets": (target("depot", "other"),)}, WRONG),
        ("weapons", {"weapons": (weapon("drone"),)}, {"weapons": (weapon("drone", "missile"),)}, WRONG),
        ("weapon_counts", {"weapons": (weapon("drone", count=2),)}, {"weapons": (weapon("drone", count=3),)}, WRONG),
        ("casualty_claims", {"casualty_claims": (claim(4),)}, {"casualty_claims": (claim(4),)}, FOUND),
        ("casualty_claims", {"casualty_claims": (claim(4),)}, {"casualty_claims": (claim(4, 0),)}, WRONG),
        ("casualty_claims", {"casualty_claims": (claim(4),)}, {"casualty_claims": (claim(4, by="police"),)}, WRONG),
        ("tolls", {"casualty_claims": (claim(4),)}, {"casualty_claims": (claim(4, by="police"),)}, FOUND),
        ("tolls", {"casualty_claims": (claim(4),)}, {"casualty_claims": (claim(None, 4),)}, WRONG),
        ("reactions", {"reactions": (said("army"),)}, {"reactions": (said("army", "REJECT"),)}, WRONG),
        ("fatalities", {}, {"fatalities": Estimate(low=1, high=None)}, INVENTED),
    ],
)
def test_a_field_by_hand(field: str, gold: dict[str, Any], output: dict[str, Any], expected: Tally) -> None:
    assert tally(field, incident(**gold), incident(**output)) == expected


def test_at_least_two_is_not_two() -> None:
    """The ends of a count are compared, its qualifier is not."""
    at_least = claim().model_copy(update={"killed": Count(min=2, max=None, qualifier="at_least")})
    gold, output = incident(casualty_claims=(at_least,)), incident(casualty_claims=(claim(2),))
    assert tally("casualty_claims", gold, output) == WRONG


def test_an_alias_of_an_actor_stands_for_it_in_claims_and_attributions() -> None:
    gold = incident(actors=(actor("United States", "US"),), attribution=(blamed("United States"),))
    output = incident(attribution=(blamed("US"),))
    assert tally("attribution", gold, output, "strict") == FOUND


def test_a_confirmation_of_another_claim_is_another_value() -> None:
    gold = incident(casualty_claims=(claim(4, confirmed_by=(source("police"),)), claim(5)))
    output = incident(casualty_claims=(claim(4), claim(5, confirmed_by=(source("police"),))))
    assert tally("confirmed_by", gold, output) == WRONG


def test_a_victim_counts_once_and_by_name_or_description() -> None:
    gold = incident(casualty_claims=(claim(4, victims=(person("Ali Hasan", "a nurse"),)),))
    twice = claim(victims=(person(None, "nurse"),))
    output = incident(casualty_claims=(twice, twice))
    assert tally("victims", gold, output, "strict") == FOUND


def test_every_field_finds_itself_strictly() -> None:
    for field in FIELDS:
        found = tally(field, STRIKE, STRIKE, "strict")
        assert (found.fp, found.fn) == (0, 0)


def test_pooled_and_derived_fields_are_all_fields() -> None:
    assert set(POOLED) | DERIVED | SINCE_2 == set(FIELDS)
    assert not (set(POOLED) & SINCE_2)
    assert not (DERIVED & SINCE_2)
    assert set(IDENTIFYING) < set(POOLED)


def test_items_of_nothing_are_equal() -> None:
    assert same(Item(), Item(), "strict")
