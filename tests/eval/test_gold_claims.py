"""Labelled claims and counts become those of the record, with the words of each value."""

from pathlib import Path
from typing import Any

import pytest

from eval.gold_claim_notation import ClaimNote, OtherCountNote
from eval.gold_claims import claim, count, owned
from eval.gold_notation import ActorNote
from eval.quotes import GoldInvalid, Spot
from schemas import CasualtyClaim, OtherCount

TEXT = (
    "Gunmen killed two farmers and took at least 14 pupils near Dikwa, the governor said. "
    "The dead were of the Red Front. Medics confirmed it. Ali Omar, 41, and his uncle were hurt. The Front mourned."
)
SPOT = Spot(Path("gold.json"), TEXT, "/incidents/0/casualty_claims/0")
ACTORS = {
    "governor": ActorNote(name="governor", type="State forces", source_type="government"),
    "Medics": ActorNote(name="Medics", type="Civilians", source_type="medical"),
    "Red Front": ActorNote(name="Red Front", type="Rebel groups", aliases=("Front",)),
}
DEAD = "Gunmen killed two farmers"


def made(**more: Any) -> CasualtyClaim:
    return claim(ClaimNote.model_validate({"killed": 2, "evidence": DEAD, **more}), ACTORS, SPOT)


def counted(**more: Any) -> OtherCount:
    note = {"what": "abducted", "number": "at least 14", "evidence": "took at least 14 pupils", **more}
    return count(OtherCountNote.model_validate(note), ACTORS, SPOT)


def words(value: CasualtyClaim | OtherCount) -> list[str]:
    return [quote.quote for quote in value.evidence]


def test_whose_dead_they_are_is_carried_by_the_words_that_name_the_party() -> None:
    """The claim's own words do not: those of the party are added."""
    one = made(of="Red Front")
    assert (one.of, words(one)) == ("Red Front", [DEAD, "Red Front"])


def test_another_name_of_the_party_in_the_quote_is_enough() -> None:
    """Nothing is added where an alias stands."""
    assert words(made(of="Red Front", evidence="The Front mourned.")) == ["The Front mourned."]


def test_without_a_party_the_quotes_are_as_they_were() -> None:
    quotes = SPOT.quoted(DEAD)
    assert owned(quotes, None, ACTORS, SPOT) == quotes


def test_the_word_that_is_counted_is_carried() -> None:
    """By the quote that has it, else by its first place."""
    assert words(made(noun="farmers")) == [DEAD]
    assert words(counted(noun="pupils", evidence="at least 14")) == ["at least 14", "pupils"]


def test_the_kind_of_source_is_that_of_the_actor() -> None:
    """The article's own voice is `media`; who confirms has its own kind."""
    one = made(asserted_by="governor", confirmed_by=[{"name": "Medics", "evidence": "Medics confirmed it."}])
    assert (one.source_type, [each.source_type for each in one.confirmed_by]) == ("government", ["medical"])
    assert (made().source_type, counted().source_type) == ("media", "media")


def test_who_gives_a_number_needs_a_kind_of_source() -> None:
    """The message names the place in the file."""
    for call in (made, counted):
        with pytest.raises(GoldInvalid, match=r"/casualty_claims/0: the actor 'Red Front' gives a number"):
            call(asserted_by="Red Front")


@pytest.mark.parametrize(
    ("counts", "outcome", "expected"),
    [
        ({"killed": 2}, None, "killed"),
        ({"killed": None, "injured": "dozens"}, None, "injured"),
        ({"killed": None}, None, "killed"),
        ({"killed": 2, "injured": 3}, "injured", "injured"),
        ({"killed": 2}, "missing", "missing"),
    ],
)
def test_an_outcome_left_out_is_what_the_claim_counts(
    counts: dict[str, Any], outcome: str | None, expected: str
) -> None:
    """Written, it stands."""
    one = made(**counts, victims=[{"name": "Ali Omar", "outcome": outcome}])
    assert [each.outcome for each in one.victims] == [expected]


def test_where_dead_and_injured_are_counted_a_victim_needs_its_outcome() -> None:
    with pytest.raises(GoldInvalid, match="'Ali Omar' needs an outcome"):
        made(injured=3, victims=[{"name": "Ali Omar"}])


def test_a_victim_has_the_words_for_its_relation() -> None:
    """And the age, sex and minority as labelled."""
    note = {"name": "Ali Omar", "age": 41, "sex": "male", "relation": "his uncle", "minor": False}
    (one,) = made(victims=[note]).victims
    assert (one.age, one.sex, one.relation, one.minor) == (41, "male", "his uncle", False)
    assert [quote.quote for quote in one.evidence] == ["Ali Omar", "his uncle"]


def test_a_count_keeps_its_ends_its_unit_and_who_says_so() -> None:
    one = counted(asserted_by="governor", unit="families")
    assert (one.what, one.count.min, one.count.max, one.unit) == ("abducted", 14, None, "families")
    assert (one.asserted_by, one.source_type) == ("governor", "government")
