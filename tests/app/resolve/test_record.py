"""Resolving keeps every incident in its order and adds to what was refused and questioned before."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.resolve.record import resolve
from schemas import Question, UnsupportedValue
from tests.app.resolve.made import THURSDAY, article, claim, days, incident, party, place, verified


def test_an_incident_gets_its_days_and_its_place() -> None:
    """Both in one pass."""
    (found,) = resolve(verified(incident(days("on Thursday"), place("Mosul", "Iraq"))), article()).incidents
    assert found.date is not None
    assert found.location is not None
    assert (found.date.start, found.location.city) == (THURSDAY, "Mosul")


def test_what_is_not_given_stays_none() -> None:
    """No date and no place in the draft: none in the record."""
    (found,) = resolve(verified(incident()), article()).incidents
    assert (found.date, found.location) == (None, None)


def test_parties_stand_under_one_name_in_both_views() -> None:
    """The incidents of `verified` are those that were resolved."""
    deed = replace(incident(), claims=(claim("the Houthis"),))
    done = resolve(verified(deed, parties=(party("Houthi movement", "Houthis"),)), article())
    (found,) = done.incidents
    assert (found.verified,) == done.verified.incidents
    assert found.verified.claims[0].asserted_by is not None
    assert found.verified.claims[0].asserted_by.name == "Houthi movement"


def test_new_refusals_and_questions_follow_the_old() -> None:
    """Nothing that was said before is lost."""
    old = UnsupportedValue(path="headline", value="x", code="not_in_article", reason="x")
    doubt = Question(path="incidents/0", code="rests_on_instruction", reason="x", evidence=())
    deed = incident(days("yesterday", "2024-01-01"), place("Qxvillage", "Iraq", site="market"))
    news = article("A bomb went off in Iraq.")
    done = resolve(replace(verified(deed), refused=(old,), questions=(doubt,)), news).verified
    assert [value.code for value in done.refused] == ["not_in_article", "place_not_carried"]
    assert [each.code for each in done.questions] == ["rests_on_instruction", "date_and_words_disagree"]


@given(st.lists(st.sampled_from(["Mosul", "Tripoli", "Qx"]), max_size=4))
def test_incidents_keep_their_order(towns: list[str]) -> None:
    """One resolved incident for each, in the draft's order."""
    deeds = tuple(incident(None, place(town, "Iraq")) for town in towns)
    found = resolve(verified(*deeds), article()).incidents
    assert tuple(each.verified for each in found) == deeds
