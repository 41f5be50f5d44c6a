"""A question names the place where its value stands."""

import pytest

from app.assemble.paths import is_refused, place_of, quotes_of, value_at
from app.assemble.record import assemble
from tests.app.assemble.build import (
    FOUR,
    SEVEN,
    attribution,
    claim,
    incident,
    party,
    person,
    question,
    quote,
    read,
    refusal,
    resolved,
)

MOVES = {
    "incidents/1": "background/0",
    "incidents/1/attribution/1": "background/0/attribution/0",
    "parties/3": "incidents/0/actors/1",
}


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("incidents/1", "background/0"),
        ("incidents/1/date/start", "background/0/date/start"),
        ("incidents/1/attribution/1/basis", "background/0/attribution/0/basis"),
        ("incidents/1/attribution/0", None),
        ("incidents/10", None),
        ("parties/3/name", "incidents/0/actors/1/name"),
        ("parties/3/aliases/2", "incidents/0/actors/1/aliases"),
        ("summary/0", None),
    ],
)
def test_the_longest_known_part_of_a_path_is_rewritten(path: str, place: str | None) -> None:
    """A value that is not in the record has no place, even where another one stands under its number."""
    assert place_of(path, MOVES) == place


def test_what_is_part_of_a_refused_value_is_refused() -> None:
    """Paths are compared by whole steps: item 1 is not item 10."""
    refused = (refusal("incidents/0/attribution/1"),)
    assert is_refused("incidents/0/attribution/1/actor", refused)
    assert not is_refused("incidents/0/attribution/10", refused)


def test_a_stretch_is_quoted_once() -> None:
    """Values that are joined often rest on the same words."""
    assert quotes_of((quote("Medics"),), (quote("police"), quote("Medics"))) == (quote("Medics"), quote("police"))


def test_a_question_follows_its_value_into_the_background() -> None:
    """Origins count all incidents of the draft; the record has two lists of them."""
    asked = (question("incidents/0/stage"), question("incidents/1/stage"))
    record = assemble(resolved(incident(0, newly_reported=False), incident(1), questions=asked), read())
    assert [each.path for each in record.questions] == ["background/0/stage", "incidents/0/stage"]


def test_a_question_follows_a_claim_that_was_joined() -> None:
    """Both the claim and its victims are found where they went."""
    origin = "incidents/0/casualty_claims/2/victims/0"
    claims = (claim(FOUR), claim(FOUR, nth=1), claim(None, SEVEN, nth=2, victims=(person(None, "foreman", origin),)))
    asked = (question("incidents/0/casualty_claims/2/injured"), question(origin))
    record = assemble(resolved(incident(claims=claims), questions=asked), read())
    places = [each.path for each in record.questions]
    assert places == ["incidents/0/casualty_claims/0/injured", "incidents/0/casualty_claims/0/victims/0"]
    assert value_at(record, places[0]) == SEVEN


def test_a_question_about_a_party_is_put_where_it_stands_first() -> None:
    """A party of several incidents is an actor of each of them."""
    both = (
        incident(0),
        incident(1, attribution=(attribution("police"),)),
        incident(2, attribution=(attribution("police"),)),
    )
    record = assemble(resolved(*both, parties=(party("police"),), questions=(question("parties/0"),)), read())
    assert [each.path for each in record.questions] == ["incidents/1/actors/0"]


def test_a_question_about_a_refused_value_is_left_out_where_the_refusal_says_so() -> None:
    """The refusal says more than the doubt."""
    path = "incidents/0/attribution/0"
    record = assemble(resolved(incident(), refused=(refusal(path),), questions=(question(f"{path}/basis"),)), read())
    assert record.questions == ()


def test_a_question_about_a_value_that_is_nowhere_keeps_its_path_in_the_draft() -> None:
    """Nothing is dropped without a word."""
    asked = question("incidents/0/attribution/0")
    assert assemble(resolved(incident(), questions=(asked,)), read()).questions == (asked,)


def test_a_question_about_a_value_of_which_a_part_was_refused_stands() -> None:
    """The value itself is in the record."""
    path = "incidents/0/attribution/0"
    kept = incident(attribution=(attribution("police"),))
    record = assemble(resolved(kept, refused=(refusal(path),), questions=(question(path),)), read())
    assert [each.path for each in record.questions] == [path]


def test_a_null_that_was_not_refused_can_be_questioned() -> None:
    """`asserted_by` null is a value: the article's own voice."""
    path = "incidents/0/attribution/0/asserted_by"
    record = assemble(resolved(incident(attribution=(attribution("police"),)), questions=(question(path),)), read())
    assert [each.path for each in record.questions] == [path]


@pytest.mark.parametrize("path", ["incidents/7", "incidents/0/nothing/1", "incidents/x"])
def test_where_nothing_stands_there_is_nothing(path: str) -> None:
    assert value_at(assemble(resolved(incident()), read()), path) is None
