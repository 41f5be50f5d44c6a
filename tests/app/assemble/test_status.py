"""Who is said to have done it, whether tolls agree, and who says so: facts of the record, no verdicts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assemble.status import attribution_status, origins, root, toll_status
from schemas import Attribution, CasualtyClaim
from schemas.codes import AttributionStatus, Basis, EventType
from tests.app.assemble.made import at_least, claim, exactly, person, said

STRIKE: EventType = "Explosions/Remote violence"
NAMES = st.sampled_from(["Front", "army", "police", "brigade"])
BASES = st.sampled_from(["reported_as_fact", "claimed", "accused_by_authorities", "accused", "possible", "denied"])
WHOLES = st.dictionaries(NAMES, NAMES)


@pytest.mark.parametrize(
    ("attribution", "status"),
    [
        ([], ("nobody_named",)),
        ([said("Front", "reported_as_fact")], ("own_voice",)),
        ([said("Front", "possible")], ("own_voice",)),
        ([said("Front", "claimed", "Front")], ("admitted",)),
        ([said("Front", "denied", "Front")], ("denied",)),
        ([said("Front", "accused", "army")], ("one_side_says",)),
        ([said("Front", "possible", "army")], ("one_side_says",)),
        ([said("Front", "reported_as_fact", "army")], ("one_side_says",)),
        ([said("Front", "accused", "army"), said("Front", "accused", "mayor")], ("one_side_says",)),
        ([said("Front", "accused", "army"), said("Brigade", "accused", "army")], ("one_side_says",)),
        ([said("Front", "accused", "army"), said("Front", "denied", "Front")], ("denied", "one_side_says")),
        ([said("Front", "accused", "army"), said("army", "accused", "Front")], ("rival_blame",)),
        (
            [said("Front", "accused", "army"), said("Front", "denied", "Front"), said("army", "accused", "Front")],
            ("denied", "rival_blame"),
        ),
        ([said("Front", "accused", "army"), said("Front", "claimed", "Front")], ("admitted",)),
        ([said("coalition", "accused", "Iraq"), said("US", "claimed", "US")], ("admitted", "rival_blame")),
        ([said("Front", "reported_as_fact"), said("Front", "accused", "army")], ("own_voice",)),
        ([said("Front", "reported_as_fact"), said("Front", "denied", "Front")], ("denied", "own_voice")),
        ([said("Front", "claimed", "Front"), said("Front", "denied", "army")], ("admitted", "denied")),
    ],
)
def test_all_that_holds_of_who_did_it_is_said(
    attribution: list[Attribution], status: tuple[AttributionStatus, ...]
) -> None:
    """In the order of the code list; a claim of the deed is `admitted`, whoever else is blamed."""
    assert attribution_status(attribution, STRIKE, {}) == status


@pytest.mark.parametrize(
    ("event_type", "status"), [("Battles", ("admitted",)), ("Explosions/Remote violence", ("admitted", "rival_blame"))]
)
def test_two_sides_of_a_battle_who_each_claim_their_part_are_no_rivals(
    event_type: EventType, status: tuple[AttributionStatus, ...]
) -> None:
    """Of a bomb, two claims contradict each other."""
    both = [said("army", "claimed", "army"), said("Front", "claimed", "Front")]
    assert attribution_status(both, event_type, {}) == status


def test_a_side_of_a_battle_that_only_blames_is_a_rival() -> None:
    """Each says that the other attacked."""
    both = [said("army", "accused", "Front"), said("Front", "accused", "army")]
    assert "rival_blame" in attribution_status(both, "Battles", {})


def test_a_party_and_its_members_are_one_when_they_blame_and_when_they_are_blamed() -> None:
    """The spokesman of the army is no second side; a wing of the Front is the Front."""
    wholes = {"spokesman": "army", "wing": "Front"}
    blamed = [said("Front", "accused", "army"), said("wing", "accused", "spokesman"), said("wing", "accused", "mayor")]
    assert attribution_status(blamed, STRIKE, wholes) == ("one_side_says",)
    assert "rival_blame" in attribution_status(blamed, STRIKE, {})


@given(
    st.lists(st.builds(said, NAMES, BASES, st.none() | NAMES), max_size=5),
    st.sampled_from(["Battles", STRIKE]),
    WHOLES,
)
def test_something_always_holds(attribution: list[Attribution], event_type: EventType, wholes: dict[str, str]) -> None:
    """No record leaves open what its statuses are, and nobody is named exactly where nothing is attributed."""
    status = attribution_status(attribution, event_type, wholes)
    assert status
    assert ("nobody_named" in status) == (not attribution)
    assert not {"one_side_says", "rival_blame"} <= set(status)


@given(st.permutations([said("Front", "accused", "army"), said("army", "accused", "Front"), said("Front", "possible")]))
def test_the_order_in_which_it_is_said_does_not_matter(attribution: list[Attribution]) -> None:
    assert attribution_status(attribution, STRIKE, {}) == ("rival_blame", "own_voice")


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ((), "none"),
        ((claim(None, "army", person(outcome="abducted")),), "none"),
        ((claim(None, "army", person()),), "one_source"),
        ((claim(4, "police"),), "one_source"),
        ((claim(4),), "one_source"),
        ((claim(4), claim(4, "police")), "one_source"),  # the article's own voice is no second source
        ((claim(4, "police"), claim(4, "medics")), "agree"),
        ((claim(4, "police", confirmed_by=("medics",)),), "agree"),
        ((claim(4, "police"), claim(at_least(2), "medics")), "agree"),
        ((claim(4, "police"), claim(2, "medics")), "differ"),
        ((claim(4), claim(2, "police")), "differ"),
        ((claim(at_least(5), "police"), claim(4, "medics")), "differ"),
        ((claim(4, "police", injured=exactly(7)), claim(4, "medics", injured=exactly(9))), "differ"),
        ((claim(None, "police", injured=exactly(7)), claim(4, "medics")), "agree"),
        ((claim(0, "police"), claim(1, "medics")), "differ"),
    ],
)
def test_tolls_are_none_of_one_source_agree_or_differ(claims: tuple[CasualtyClaim, ...], status: str) -> None:
    """They differ where no one number of the dead, or of the injured, could be what all of them count."""
    assert toll_status(claims, {}) == status


def test_a_source_that_revises_its_own_number_is_no_difference() -> None:
    """Nine at midnight, fourteen by morning: one source. Where another says fourteen, they agree."""
    assert toll_status((claim(9, "police"), claim(14, "police")), {}) == "one_source"
    assert toll_status((claim(9, "police"), claim(14, "police"), claim(14, "medics")), {}) == "agree"
    assert toll_status((claim(9, "police"), claim(14, "police"), claim(20, "medics")), {}) == "differ"


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ((claim(9, "police"), claim(3, "medics", victim_class="children")), "agree"),
        ((claim(9, "police"), claim(12, "medics", victim_class="children")), "differ"),
        ((claim(3, "police", victim_class="children"), claim(5, "medics", victim_class="children")), "differ"),
        ((claim(3, "police", victim_class="children"), claim(5, "medics", victim_class="combatants")), "agree"),
        ((claim(3, "police"), claim(2, "mayor", additional=True)), "agree"),
        (
            (
                claim(2, "army", victim_class="combatants"),
                claim(3, "army", victim_class="civilians"),
                claim(4, "rifles"),
            ),
            "differ",
        ),
    ],
)
def test_a_number_of_a_group_goes_with_a_number_of_all_that_can_hold_it(
    claims: tuple[CasualtyClaim, ...], status: str
) -> None:
    """ "Nine dead" and "three children among them" are no difference; nine and twelve children are."""
    assert toll_status(claims, {}) == status


def test_members_of_one_party_and_whom_it_speaks_through_are_one_source() -> None:
    """Two officials of one ministry say no more than one; with different numbers they differ nevertheless."""
    wholes = {"minister": "ministry", "official": "ministry"}
    assert toll_status((claim(4, "minister"), claim(4, "official")), wholes) == "one_source"
    assert toll_status((claim(4, "minister"), claim(2, "official")), wholes) == "differ"


def test_the_origins_are_the_first_speaker_of_each_party() -> None:
    """Who is blamed is none, nor is the article's own voice; who confirms is one."""
    wholes = {"minister": "ministry", "official": "ministry"}
    claims = (claim(4), claim(4, "official", confirmed_by=("medics", "minister")))
    attribution = (said("Front", "accused", "minister"), said("Front", "reported_as_fact"))
    assert origins(claims, attribution, wholes) == ("minister", "medics")


def test_who_says_the_same_again_is_no_further_origin() -> None:
    assert origins((claim(4, "police"), claim(4, "police")), (said("Front", "accused", "police"),), {}) == ("police",)


@given(NAMES, WHOLES)
def test_whom_a_party_belongs_to_in_the_end_is_found_whatever_the_draft_says(name: str, wholes: dict[str, str]) -> None:
    """A cycle ends; whoever belongs to somebody has the same end as it."""
    end = root(name, wholes)
    assert end in {name, *wholes.values()}
    if name in wholes:
        assert end == root(wholes[name], wholes)


def test_parties_that_belong_to_each_other_are_one() -> None:
    """Two that a draft makes members of each other are one origin, not two."""
    wholes = {"Front": "Brigade", "Brigade": "Front"}
    assert origins((claim(4, "Front"), claim(4, "Brigade")), (), wholes) == ("Front",)
    assert toll_status((claim(4, "Front"), claim(4, "Brigade")), wholes) == "one_source"


@given(st.lists(st.builds(claim, st.none() | st.integers(0, 9), st.none() | NAMES), max_size=6), WHOLES)
def test_no_number_of_claims_of_one_party_is_more_than_one_origin(
    claims: list[CasualtyClaim], wholes: dict[str, str]
) -> None:
    """Origins are pairwise of different parties, and each is a speaker."""
    found = origins(claims, (), wholes)
    assert len({root(name, wholes) for name in found}) == len(found)
    assert set(found) <= {each.asserted_by for each in claims}


def one_of(bases: tuple[Basis, ...]) -> tuple[AttributionStatus, ...]:
    return attribution_status([said("Front", basis, "army") for basis in bases], STRIKE, {})


def test_a_denial_alone_names_nobody_as_the_doer() -> None:
    """ "The army denied that the Front did it" is `denied`, and no side says who did."""
    assert one_of(("denied",)) == ("denied",)
