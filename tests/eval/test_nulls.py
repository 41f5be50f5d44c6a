from datetime import date

from eval.nulls import null_values
from eval.results import Share
from schemas import Estimate
from tests.eval.records import at, claim, incident, on, weapon

EMPTY = incident()
SINGLE = 7  # values of an incident without claims and weapons that may be null


def test_an_incident_that_says_nothing_has_seven_nulls() -> None:
    assert null_values(EMPTY, EMPTY) == Share(hits=SINGLE, of=SINGLE)


def test_a_value_where_gold_has_none_is_an_invention() -> None:
    told = incident(date=on(date(2024, 1, 4)), location=at("Kyiv", "UA"))
    assert null_values(EMPTY, told) == Share(hits=SINGLE - 4, of=SINGLE), "start, end, city and country"


def test_an_estimate_is_null_only_where_no_number_is_stated() -> None:
    open_ended = incident(fatalities=Estimate(low=2))
    assert null_values(open_ended, open_ended).of == SINGLE - 1


def test_without_a_counterpart_every_null_is_missed() -> None:
    assert null_values(EMPTY, None) == Share(hits=0, of=SINGLE)


def test_a_claim_that_counts_the_dead_alone_is_null_for_the_injured() -> None:
    gold = incident(casualty_claims=(claim(4),))
    assert null_values(gold, incident(casualty_claims=(claim(4),))) == Share(hits=SINGLE + 1, of=SINGLE + 1)
    assert null_values(gold, incident(casualty_claims=(claim(4, 0),))) == Share(hits=SINGLE, of=SINGLE + 1)
    assert null_values(gold, EMPTY) == Share(hits=SINGLE, of=SINGLE + 1)


def test_claims_are_compared_with_the_one_that_is_nearest() -> None:
    gold = incident(casualty_claims=(claim(4, None, "police"), claim(6, 2, "army")))
    told = incident(casualty_claims=(claim(6, 2, "army"), claim(5, None, "police")))
    assert null_values(gold, told) == Share(hits=SINGLE + 1, of=SINGLE + 1)


def test_the_number_of_a_weapon_may_be_null() -> None:
    gold = incident(weapons=(weapon("drone"),))
    assert null_values(gold, incident(weapons=(weapon("drone", count=1),))) == Share(hits=SINGLE, of=SINGLE + 1)
