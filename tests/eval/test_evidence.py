from datetime import date
from typing import Any

import pytest

from eval.evidence import names_place, validity
from eval.results import Share
from schemas import Count, Evidence, Fact, Incident, SummarySentence
from tests.eval.records import STRIKE, TEXT, actor, at, blamed, claim, evidence, incident, on, person, summary, weapon


def faults(one: Incident) -> tuple[str, ...]:
    return validity(summary(one), TEXT)[1]


def test_a_right_record_is_wholly_valid() -> None:
    share, wrong = validity(summary(STRIKE), TEXT)
    assert wrong == ()
    assert share.hits == share.of > 15


def test_a_quote_that_is_not_at_its_offsets_carries_nothing() -> None:
    moved = (Evidence(quote="A drone", start=1, end=8),)
    assert faults(incident(evidence=moved)) == ("incidents/0",)


def test_one_wrong_quote_among_right_ones_is_enough() -> None:
    moved = Evidence(quote="A drone", start=1, end=8)
    drone = weapon("drone").model_copy(update={"evidence": (*evidence("drone"), moved)})
    assert faults(incident(weapons=(drone,))) == ("incidents/0/weapons/0/name",)


@pytest.mark.parametrize(
    ("field", "item", "quote", "fault"),
    [
        ("casualty_claims", claim(4), "wounded six", "killed"),
        ("casualty_claims", claim(None, 6), "killed four fighters", "injured"),
        ("casualty_claims", claim(4, by="army"), "The strike killed four fighters", "asserted_by"),
        ("actors", actor("army"), "The Red Brigade", "name"),
        ("actors", actor("army", "troops"), "the army", "aliases/0"),
        ("weapons", weapon("drone", count=2), "A drone", "count"),
    ],
)
def test_a_quote_must_carry_its_value(field: str, item: Any, quote: str, fault: str) -> None:
    quoted = item.model_copy(update={"evidence": evidence(quote)})
    assert faults(incident(**{field: (quoted,)})) == (f"incidents/0/{field}/0/{fault}",)


def test_a_party_is_carried_by_another_of_its_names() -> None:
    blame = blamed("the army").model_copy(update={"evidence": evidence("The Red Brigade")})
    known = actor("army", "Red Brigade")
    assert faults(incident(attribution=(blame,))) == ("incidents/0/attribution/0/actor",)
    assert faults(incident(actors=(known,), attribution=(blame,))) == ()


def test_at_least_six_is_not_carried_by_six() -> None:
    at_least = claim().model_copy(update={"injured": Count(min=6, max=None, qualifier="at_least")})
    assert faults(incident(casualty_claims=(at_least,))) == ("incidents/0/casualty_claims/0/injured",)


def test_a_part_of_a_word_is_no_name() -> None:
    assert faults(incident(actors=(actor("rig"),))) == ("incidents/0/actors/0/name",)


def test_a_date_needs_its_words() -> None:
    when = on(date(2024, 1, 4)).model_copy(update={"evidence": evidence("Last month")})
    assert faults(incident(date=when)) == ("incidents/0/date/text",)


def test_victims_without_a_name_or_a_description_need_standing_quotes_only() -> None:
    nobody = claim(4, victims=(person(),))
    assert faults(incident(casualty_claims=(nobody,))) == ()


@pytest.mark.parametrize(
    ("quote", "place", "carried"),
    [
        ("in Baghdad", at("Baghdad", "IQ"), True),
        ("in Basra", at("Baghdad", "IQ"), False),
        ("in Kiev", at("Kyiv", "UA"), True),
        ("Iraqi police", at(None, "IQ", country="Iraq"), True),
        ("Iraqi police", at("Baghdad", "IQ"), False),
    ],
)
def test_a_place_is_carried_by_a_name_that_the_gazetteer_knows_for_it(quote: str, place: Any, carried: bool) -> None:
    assert names_place(quote, place) is carried


def test_a_sentence_may_hold_no_name_or_number_that_its_quotes_lack() -> None:
    lines = (
        SummarySentence(text="The strike killed four.", evidence=evidence("killed four fighters")),
        SummarySentence(text="The strike killed five.", evidence=evidence("killed four fighters")),
    )
    fact = Fact(text="It was in Basra.", evidence=evidence("in Baghdad"))
    share, wrong = validity(summary(summary=lines, context=(fact,)), TEXT)
    assert (share, wrong) == (Share(hits=1, of=3), ("summary/1/text", "context/0/text"))
