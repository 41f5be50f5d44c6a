"""Drafts of an article's parts to one: the same incident is one, another one is another, and nothing is dropped."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.propose.join import join
from app.records.draft import Draft
from tests.app.drafts import blame, day, draft, incident, party, place, target, toll

MONDAY = day("on Monday", 3, start="2024-01-01")


def attack(*at: int, **more: Any) -> dict[str, Any]:
    return incident(*at, **{"type": "Air/drone strike", **more})


def test_a_single_draft_is_given_back_as_it_is() -> None:
    """With duplicates, if it has any: it is the model's own answer."""
    one = draft(attack(1), attack(1), summary=[{"text": "A", "at": [1]}] * 2)
    assert join([one]) is one


def test_an_incident_of_two_parts_that_rests_on_a_common_sentence_is_one() -> None:
    """What only one of them has stands in it; what both have is there once."""
    first = draft(attack(2, 3, place=place(2, town="Gao"), tolls=[toll(3, killed="4")]))
    second = draft(attack(3, 4, date=MONDAY, tolls=[toll(3, killed="4"), toll(4, injured="9")]))
    (one,) = join([first, second]).incidents
    assert one.sentences == (2, 3, 4)
    assert (one.place, one.date) == (first.incidents[0].place, second.incidents[0].date)
    assert [(claim.killed, claim.injured) for claim in one.claims] == [("4", None), (None, "9")]


def test_the_same_town_day_and_type_is_one_without_a_common_sentence() -> None:
    first, second = (draft(attack(at, place=place(at, town="Gao"), date=MONDAY)) for at in (1, 30))
    assert len(join([first, second]).incidents) == 1


def test_the_same_town_on_another_day_is_another_incident() -> None:
    tuesday = day("on Tuesday", 30, start="2024-01-02")
    first = draft(attack(1, place=place(1, town="Gao"), date=MONDAY))
    second = draft(attack(30, place=place(30, town="Gao"), date=tuesday))
    assert len(join([first, second]).incidents) == 2


def test_another_towns_incident_in_the_same_sentence_is_another() -> None:
    """ "Strikes hit Gao and Kidal": both parts show the sentence, and each draft may lead with another town."""
    first, second = (draft(attack(3, place=place(3, town=town))) for town in ("Gao", "Kidal"))
    assert len(join([first, second]).incidents) == 2


def test_two_incidents_of_one_draft_stay_two() -> None:
    """A strike and the strike that it answers, in one sentence: who read both kept them apart."""
    both = [attack(5, targets=[target("depot", 5)]), attack(5, targets=[target("camp", 5)])]
    other = draft(*reversed(both))
    joined = join([draft(*both), other])
    assert [[each.name for each in one.targets] for one in joined.incidents] == [["depot"], ["camp"]]


def test_another_type_is_another_incident() -> None:
    assert len(join([draft(attack(3)), draft(attack(3, type="Arrests"))]).incidents) == 2


def test_an_incident_is_news_where_one_part_says_so() -> None:
    (one,) = join([draft(attack(3, new=False)), draft(attack(3))]).incidents
    assert one.newly_reported


def test_incidents_keep_the_order_of_their_first_mention() -> None:
    first = draft(attack(1, type="Arrests"), attack(4))
    second = draft(attack(9, type="Grenade"), attack(4))
    types = [each.sub_event_type for each in join([first, second]).incidents]
    assert types == ["Arrests", "Air/drone strike", "Grenade"]


def test_a_party_is_one_by_its_name_with_what_any_part_gives_of_it() -> None:
    first = draft(parties=[party("Blue Front", 1, also=["Front"])])
    second = draft(parties=[party("blue front", 8, also=["BF"], type="Rebel groups", voice="armed_group")])
    (one,) = join([first, second]).parties
    assert (one.name, one.aliases, one.type, one.source_type) == (
        "Blue Front",
        ("Front", "BF"),
        "Rebel groups",
        "armed_group",
    )
    assert one.sentences == (1, 8)


def test_the_headline_is_of_the_first_part_that_has_an_incident() -> None:
    """An article's beginning may be a table of contents."""
    drafts = [draft(headline="In this issue"), draft(attack(9), headline="Strike"), draft(attack(20), headline="More")]
    assert join(drafts).headline == "Strike"


def test_a_line_that_two_parts_write_is_there_once() -> None:
    one, other = (draft(summary=[{"text": "A", "at": at}]) for at in ([1], [1, 2]))
    (line,) = join([one, other]).summary
    assert line.sentences == (1, 2)


TYPES = st.sampled_from(["Air/drone strike", "Arrests"])
TOWNS = st.none() | st.sampled_from(["Gao", "Kidal"]).map(lambda town: place(1, town=town))
NUMBERS = st.lists(st.integers(0, 6), min_size=1, max_size=3)
NAMES = st.sampled_from(["Blue Front", "army", "police"])
INCIDENTS = st.builds(
    lambda at, kind, where, who, killed: attack(
        *at, type=kind, place=where, blame=[blame(who, "accused", *at)], tolls=[toll(*at, killed=killed)], others=[who]
    ),
    NUMBERS,
    TYPES,
    TOWNS,
    NAMES,
    st.sampled_from(["1", "2", "3"]),
)
DRAFTS = st.builds(
    lambda incidents, names, context: draft(*incidents, parties=[party(name, 1) for name in names], context=context),
    st.lists(INCIDENTS, max_size=3),
    st.sets(NAMES),
    NUMBERS,
)


@given(st.lists(DRAFTS, min_size=1, max_size=4))
def test_nothing_is_dropped(drafts: list[Draft]) -> None:
    """Each toll, blame, party and number of any draft is in the joined one, under the same type of incident."""
    joined = join(drafts)
    assert _values(joined) >= {value for each in drafts for value in _values(each)}
    assert len(joined.incidents) <= sum(len(each.incidents) for each in drafts)


def _values(one: Draft) -> set[tuple[Any, ...]]:
    found: set[tuple[Any, ...]] = {("context", number) for number in one.context}
    found |= {("party", party.name) for party in one.parties}
    for each in one.incidents:
        kind = each.sub_event_type
        found |= {(kind, "toll", claim.killed) for claim in each.claims}
        found |= {(kind, "blame", said.actor) for said in each.attribution}
        found |= {(kind, "sentence", number) for number in each.sentences}
        found |= {(kind, "town", each.place.town) for _ in [0] if each.place}
    return found
