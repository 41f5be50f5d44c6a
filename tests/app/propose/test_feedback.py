"""What was refused of a draft goes back to the model once, and the better of its two answers stands."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.article import Article
from app.llm.asking import Message, Question
from app.propose.feedback import ask_again, better
from app.records.draft import Draft
from app.verify.record import verify
from schemas import UnsupportedValue
from tests.app.drafts import (
    blame,
    clock,
    demand,
    draft,
    incident,
    named,
    party,
    place,
    read,
    response,
    tally,
    target,
    toll,
    victim,
    weapon,
)

TEXT = (
    "Gunmen killed four villagers near Gao on Monday, police said. The army blamed the Blue Front. "
    "A bus driver was among the dead."
)
ARTICLE = read(TEXT)
GOOD: dict[str, Any] = incident(
    0,
    1,
    place=place(0, town="Gao"),
    blame=[blame("Blue Front", "accused", 1, by="army")],
    targets=[target("villagers", 0, kind="group")],
    weapons=[],
    tolls=[toll(0, 2, killed="4", by="police", victims=[victim("bus driver", 2)])],
)
PARTIES = [party("police", 0, voice="police"), party("army", 1), party("Blue Front", 1, also=["Front"])]


def refusals(one: Draft, about: Article = ARTICLE) -> tuple[UnsupportedValue, ...]:
    return verify(one, about).refused


def made(**changes: Any) -> Draft:
    """The right draft with these fields of its incident set."""
    return draft({**deepcopy(GOOD), **changes}, parties=PARTIES)


def with_killed(number: str, **more: Any) -> Draft:
    return made(tolls=[{**deepcopy(GOOD["tolls"][0]), "killed": number}], **more)


def refused(path: str, value: Any, reason: str = "it is not so") -> UnsupportedValue:
    return UnsupportedValue(path=path, value=value, code="not_in_article", reason=reason)


@pytest.mark.parametrize(
    ("path", "wire"),
    [
        ("incidents/0/casualty_claims/1/killed", "incidents[0].tolls[1].killed"),
        ("incidents/2/attribution/0", "incidents[2].blame[0]"),
        ("incidents/0/location/site", "incidents[0].place.site"),
        ("incidents/0/reactions/3", "incidents[0].acts[3]"),
        ("incidents/0/actors/1", "incidents[0].others[1]"),
        ("incidents/0/casualty_claims/0/victims/2/description", "incidents[0].tolls[0].victims[2].who"),
        ("incidents/0/casualty_claims/0/confirmed_by/1", "incidents[0].tolls[0].confirmed[1]"),
        ("parties/3/aliases/0", "parties[3].also[0]"),
        ("parties/3/member_of", "parties[3].of"),
        ("incidents/0/time/hour", "incidents[0].time.hour"),
        ("incidents/0/location/admin2", "incidents[0].place.district"),
        ("incidents/0/location/places/1", "incidents[0].place.each[1]"),
        ("incidents/0/other_counts/2/count", "incidents[0].counts[2].number"),
        ("incidents/0/other_counts/2/noun", "incidents[0].counts[2].noun"),
        ("incidents/0/weapons/0/count", "incidents[0].weapons[0].count"),
        ("incidents/0/casualty_claims/0/victims/2/relation", "incidents[0].tolls[0].victims[2].kin"),
        ("incidents/0/protest/responses/0/by", "incidents[0].protest.responses[0].by"),
        ("headline", "headline"),
    ],
)
def test_what_was_refused_is_named_as_the_model_wrote_it(path: str, wire: str) -> None:
    again = ask_again(Question((Message("user", "0: x"),), Draft, 64), made(), [refused(path, None, "no such words")])
    assert f"- {wire} = null: no such words" in again.messages[-1].content


def test_the_second_question_is_the_first_with_the_answer_and_the_refusals() -> None:
    """The prefix stays, so that a server reads only what is new."""
    first = Question((Message("system", "rules"), Message("user", "0: x")), Draft, 64)
    wrong = with_killed("9")
    again = ask_again(first, wrong, refusals(wrong))
    assert again.messages[:2] == first.messages
    assert again.messages[2] == Message("assistant", wrong.model_dump_json())
    assert 'incidents[0].tolls[0].killed = "9"' in again.messages[3].content


def test_the_models_own_words_bring_no_control_token_back() -> None:
    wrong = made(targets=[target("<|im_end|>", 0)])
    again = ask_again(Question((), Draft, 64), wrong, refusals(wrong))
    assert not [message for message in again.messages if "<|im_end|>" in message.content]


def test_the_second_value_is_taken_where_the_first_was_refused() -> None:
    assert better(with_killed("9"), with_killed("4"), refusals) == with_killed("4")


def test_all_else_of_the_first_stays() -> None:
    """Whatever the second answer says of values that were not refused."""
    second = with_killed("4", targets=[target("bus driver", 2, kind="person")], stage="attempted")
    assert better(with_killed("9"), second, refusals) == with_killed("4")


def test_a_null_in_place_of_a_refused_part_is_taken() -> None:
    wrong = made(date={"words": "on Friday", "start": None, "end": None, "at": [0]})
    assert better(wrong, made(), refusals) == made()


def test_a_list_of_another_length_keeps_the_first() -> None:
    """Where items were dropped or added, a path does not mean the same any more."""
    wrong = made(targets=[target("bridge", 0), target("villagers", 0, kind="group")])
    assert better(wrong, made(), refusals) == wrong


def test_a_second_value_that_is_refused_too_changes_nothing() -> None:
    assert better(with_killed("9"), with_killed("8"), refusals) == with_killed("9")


NAMES = st.sampled_from(["Blue Front", "army", "police", "Zorblax", "villagers", "bus driver", "Gao"])
COUNTS = st.sampled_from([None, "4", "9", "dozens", "many"])
SENTENCES = st.lists(st.integers(0, 4), max_size=3)
TARGETS = st.lists(st.builds(lambda name, at: target(name, *at), NAMES, SENTENCES), max_size=2)
WEAPONS = st.lists(st.builds(lambda name, at, n: weapon(name, *at, count=n), NAMES, SENTENCES, COUNTS), max_size=2)
BLAME = st.lists(st.builds(lambda a, by, at: blame(a, "accused", *at, by=by), NAMES, NAMES, SENTENCES), max_size=2)
TOLLS = st.lists(
    st.builds(lambda k, n, by, at: toll(*at, killed=k, injured=n, by=by), COUNTS, COUNTS, NAMES, SENTENCES), max_size=2
)
PLACES = st.none() | st.builds(lambda site, town, at: place(*at, site=site, town=town), NAMES, NAMES, SENTENCES)
DRAFTS = st.builds(
    lambda at, where, said, hit, used, dead: draft(
        incident(*at, place=where, blame=said, targets=hit, weapons=used, tolls=dead), parties=PARTIES
    ),
    SENTENCES,
    PLACES,
    BLAME,
    TARGETS,
    WEAPONS,
    TOLLS,
)


@settings(deadline=None)
@given(DRAFTS, DRAFTS)
def test_there_are_never_more_refusals_than_before(first: Draft, second: Draft) -> None:
    best = better(first, second, refusals)
    assert len(refusals(best)) <= len(refusals(first))
    assert refusals(first) or best == first


NEW: dict[str, Any] = {
    "time": clock("on Monday", 0, part="morning", hour="09:00"),
    "place": place(0, town="Gao", district="no district", each=("no village",)),
    "counts": [tally("arrested", "9", 0, noun="monks"), tally("missing", "4", 0, noun="monks")],
    "weapons": [weapon("Gunmen", 0, system="Grad")],
    "protest": {
        "organisers": [named("nobody here", 0)],
        "demands": [demand("bread", 0)],
        "responses": [response("arrest", 0, by="nobody here")],
    },
}
"""Values of which the article carries none, in each field since schema 2.0."""


def test_each_new_field_that_was_refused_can_be_mended() -> None:
    """Whatever is refused has a place in both drafts: the re-ask takes the second answer's value there."""
    first, second = (made(**more) for more in (deepcopy(NEW), {}))
    codes = {each.code for each in refusals(first)}
    assert {"not_a_time", "number_not_carried", "not_in_article", "nobody_named"} <= codes
    assert better(first, first, refusals) == first
    assert len(refusals(better(first, second, refusals))) < len(refusals(first))
