"""One source's numbers are one claim where they do not contradict, and nothing of any claim is lost."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assemble.claims import merged
from app.records.verified import Claim, Named
from schemas import CasualtyClaim, Count
from tests.app.assemble.build import FOUR, NINE, SEVEN, claim, confirmation, named, party, person, quote

MEDICS = quote("Medics said four people were killed and seven were injured")


def made(*claims: Claim) -> tuple[CasualtyClaim, ...]:
    return tuple(placed.value for placed in merged(claims, ()))


def numbers(claims: Iterable[CasualtyClaim]) -> list[tuple[Count | None, Count | None]]:
    return [(each.killed, each.injured) for each in claims]


def test_a_number_given_twice_by_one_source_is_one_claim_with_both_quotes() -> None:
    (one,) = made(claim(FOUR), claim(FOUR, nth=1, evidence=(MEDICS,)))
    assert one.killed == FOUR
    assert one.evidence == (quote("killing four people"), MEDICS)


def test_killed_and_injured_of_one_source_and_class_are_one_claim() -> None:
    assert numbers(made(claim(FOUR), claim(None, SEVEN, nth=1))) == [(FOUR, SEVEN)]


def test_a_number_given_again_beside_another_is_the_same_toll() -> None:
    """The narrower claim joins the wider one, at the place of the first."""
    assert numbers(made(claim(FOUR), claim(NINE, nth=1), claim(FOUR, SEVEN, nth=2))) == [(FOUR, SEVEN), (NINE, None)]


def test_numbers_that_differ_stay_two_claims() -> None:
    """Neither is preferred, and they are never summed or averaged."""
    assert numbers(made(claim(FOUR), claim(NINE, nth=1))) == [(FOUR, None), (NINE, None)]


def test_the_injured_of_a_source_with_two_tolls_of_dead_belong_to_neither() -> None:
    """Which of the two they go with is a reading of the words, and no code does that."""
    claims = (claim(None, SEVEN), claim(FOUR, nth=1), claim(NINE, nth=2))
    assert numbers(made(*claims)) == [(None, SEVEN), (FOUR, None), (NINE, None)]


@pytest.mark.parametrize(
    "other",
    [
        claim(FOUR, by="police", nth=1),
        claim(FOUR, nth=1, victim_class="children"),
        claim(FOUR, nth=1, additional=True),
    ],
)
def test_another_source_or_class_or_number_on_top_is_another_claim(other: Claim) -> None:
    assert len(made(claim(FOUR), other)) == 2


def test_a_number_on_top_that_is_given_in_other_words_may_be_a_second_one() -> None:
    """ "Four more died" twice, in two sentences, adds up to eight, unless the model named the same words."""
    more = claim(FOUR, additional=True)
    assert len(made(more, claim(FOUR, nth=1, additional=True, evidence=(MEDICS,)))) == 2
    assert len(made(more, claim(FOUR, nth=1, additional=True))) == 1


def test_a_claim_that_only_singles_out_victims_stays_by_itself() -> None:
    """Whether they are among a toll's dead was for the model to say."""
    alone = claim(nth=1, victims=(person(None, "foreman", "incidents/0/casualty_claims/1/victims/0"),))
    assert numbers(made(claim(FOUR), alone, claim(nth=2))) == [(FOUR, None), (None, None), (None, None)]


def test_victims_of_joined_claims_stand_once_and_two_boys_of_one_claim_are_two() -> None:
    origin = "incidents/0/casualty_claims/{}/victims/{}"
    first = claim(FOUR, victims=tuple(person(None, "boy", origin.format(0, index)) for index in range(2)))
    foreman = person(None, "foreman", origin.format(1, 1))
    second = claim(FOUR, nth=1, victims=(person(None, "boy", origin.format(1, 0), "his son"), foreman))
    (one,) = made(first, second)
    assert [victim.description for victim in one.victims] == ["boy", "boy", "foreman"]
    assert one.victims[0].evidence == (quote("a foreman"), quote("his son"))


def test_confirmations_of_joined_claims_stand_once_each() -> None:
    origin = "incidents/0/casualty_claims/{}/confirmed_by/0"
    first = claim(FOUR, by="police", confirmed_by=(confirmation("Medics", origin.format(0)),))
    second = claim(FOUR, by="police", nth=1, confirmed_by=(confirmation("Medics", origin.format(1), "Medics"),))
    third = claim(FOUR, by="police", nth=2, confirmed_by=(confirmation("residents", origin.format(2)),))
    (one,) = made(first, second, third)
    assert [source.name for source in one.confirmed_by] == ["Medics", "residents"]
    assert quote("Medics") in one.confirmed_by[0].evidence


def test_nobody_is_made_to_confirm_a_number_that_was_not_confirmed() -> None:
    """Medics confirm the dead; joined to the injured, they would confirm those, too."""
    dead = claim(
        FOUR, by="police", confirmed_by=(confirmation("Medics", "incidents/0/casualty_claims/0/confirmed_by/0"),)
    )
    assert len(made(dead, claim(None, SEVEN, by="police", nth=1))) == 2
    assert len(made(dead, claim(FOUR, SEVEN, by="police", nth=1))) == 2


def test_a_source_is_what_its_party_speaks_for() -> None:
    """The article's own voice is media; a party whose kind the draft leaves out is unspecified."""
    parties = (party("police", source_type="police"), party("Medics", "parties/1"))
    claims = (claim(FOUR, by="police"), claim(FOUR, by="Medics", nth=1), claim(FOUR, nth=2))
    kinds = [placed.value.source_type for placed in merged(claims, parties)]
    assert kinds == ["police", "unspecified", "media"]


def test_the_words_that_name_the_source_are_quoted_where_no_other_quote_has_them() -> None:
    (one,) = made(claim(FOUR, by="residents"))
    assert one.evidence == (quote("killing four people"), quote("residents"))
    said = quote("At least nine people died, residents said")
    (whole,) = made(claim(NINE, by="residents", evidence=(said,)))
    assert whole.evidence == (said,)


def test_what_was_joined_is_found_under_each_of_its_paths() -> None:
    origin = "incidents/0/casualty_claims/1/victims/0"
    (placed,) = merged((claim(FOUR), claim(None, SEVEN, nth=1, victims=(person(None, "foreman", origin),))), ())
    assert placed.moves == {
        "incidents/0/casualty_claims/0": "",
        "incidents/0/casualty_claims/1": "",
        origin: "victims/0",
    }


any_claim = st.builds(
    lambda killed, injured, by, whom, more, words: claim(
        killed,
        injured,
        victim_class=whom,
        additional=more,
        asserted_by=named(by) if by else None,
        evidence=(quote(words),),
    ),
    st.sampled_from([None, FOUR, NINE]),
    st.sampled_from([None, SEVEN, FOUR]),
    st.sampled_from([None, "police", "residents"]),
    st.sampled_from(["all", "children"]),
    st.booleans(),
    st.sampled_from(["killing four people", "four people were killed", "At least nine people died"]),
)


@given(st.lists(any_claim, max_size=8))
def test_no_number_is_lost_and_none_is_new(claims: list[Claim]) -> None:
    """Each number that a source states of a class still stands, under that source and class, and no other does."""

    def stated(of: Iterable[Claim | CasualtyClaim]) -> set[object]:
        return {
            (harm, count, each.victim_class, each.additional, _by(each))
            for each in of
            for harm in ("killed", "injured")
            if (count := getattr(each, harm))
        }

    assert stated(claims) == stated(made(*claims))


@given(
    st.lists(any_claim.filter(lambda each: not each.additional), max_size=8).flatmap(
        lambda claims: st.tuples(st.just(claims), st.permutations(claims))
    )
)
def test_what_is_joined_does_not_hang_on_the_order(orders: tuple[list[Claim], list[Claim]]) -> None:
    """It is settled by what the claims say, and not by which the model wrote first."""
    one, other = (sorted(map(str, numbers(made(*claims)))) for claims in orders)
    assert one == other


@given(st.lists(any_claim, max_size=8))
def test_merging_again_changes_nothing(claims: list[Claim]) -> None:
    """Once no two claims can be joined, none are."""
    once = made(*claims)
    again = [
        claim(
            each.killed,
            each.injured,
            victim_class=each.victim_class,
            additional=each.additional,
            asserted_by=named(each.asserted_by) if each.asserted_by else None,
            evidence=each.evidence,
        )
        for each in once
    ]
    assert numbers(made(*again)) == numbers(once)


def _by(each: Claim | CasualtyClaim) -> str | None:
    by = each.asserted_by
    return by.name if isinstance(by, Named) else by


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ({"noun": "farmers"}, {"noun": "soldiers"}, False),
        ({"noun": "farmers"}, {"noun": "farmers"}, True),
        ({"noun": "farmers"}, {}, True),
        ({"of": named("Greyline Front")}, {"of": named("Valmora army")}, False),
        ({"of": named("Greyline Front")}, {}, True),
    ],
)
def test_dead_of_one_kind_and_injured_of_another_stay_two_claims(
    one: dict[str, Any], other: dict[str, Any], together: bool
) -> None:
    """ "Four farmers killed, seven soldiers hurt": as one claim it would count injured farmers."""
    parts = made(claim(FOUR, None, "Medics", **one), claim(None, SEVEN, "Medics", nth=1, **other))
    assert len(parts) == (1 if together else 2)
