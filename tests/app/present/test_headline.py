"""A headline says what the record says, and shows where sources disagree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.present.headline import CHARACTERS, headline
from app.records.verified import Record
from schemas import Attribution, CasualtyClaim, Count, Estimate, Incident
from schemas.codes import Basis
from tests.fakes.service import incident, quote

WORDS = (quote("killed four people"),)


def record(*incidents: Incident, given: str | None = None, background: tuple[Incident, ...] = ()) -> Record:
    return Record(given, (), incidents, background, (), (), ())


def claim(killed: int | None, injured: int | None = None, by: str | None = None, **more: object) -> CasualtyClaim:
    made = CasualtyClaim(
        killed=None if killed is None else Count(min=killed, max=killed),
        injured=None if injured is None else Count(min=injured, max=injured),
        asserted_by=by,
        source_type="unspecified",
        evidence=WORDS,
    )
    return made.model_copy(update=more)


def said(actor: str, basis: Basis) -> Attribution:
    return Attribution(actor=actor, basis=basis, asserted_by=None, evidence=WORDS)


def main(**more: object) -> Incident:
    bare = {"casualty_claims": (), "attribution": (), "fatalities": Estimate(), "injured": Estimate()}
    return incident("0" * 64).model_copy(update=bare | more)


def test_the_model_s_headline_is_taken() -> None:
    """White space is made single blanks, and nothing else is changed."""
    assert headline(record(main(), given=" Drone kills\nfour ")) == "Drone kills four"


def test_a_long_headline_ends_after_a_whole_word() -> None:
    cut = headline(record(given="killed " * 30))
    assert cut == "killed " * 16 + "killed…"
    assert len(cut) <= CHARACTERS


@pytest.mark.parametrize("given", [None, "", " \n"])
def test_without_a_headline_one_is_composed_of_typed_values(given: str | None) -> None:
    """It can say no more than the record."""
    made = main(casualty_claims=(claim(4, by="police"),), attribution=(said("Greyline Front", "denied"),))
    assert headline(record(made, given=given)) == (
        "Air/drone strike in Valmora; 4 killed (police); Greyline Front denies it"
    )


def test_each_source_has_its_number() -> None:
    """A disagreement shows in the headline."""
    made = main(casualty_claims=(claim(4, 7, by="police"), claim(9, by="Medics"), claim(None)))
    assert headline(record(made)) == "Air/drone strike in Valmora; 4 killed, 7 injured (police); 9 killed (Medics)"


def test_whom_a_number_counts_is_said() -> None:
    made = main(casualty_claims=(claim(3, victim_class="aid_workers"), claim(2, additional=True)))
    assert headline(record(made)) == "Air/drone strike in Valmora; 3 aid workers killed; 2 more killed"


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        ("reported_as_fact", "by Front"),
        ("claimed", "claimed by Front"),
        ("accused_by_authorities", "Front accused"),
        ("accused", "Front accused"),
        ("possible", "possibly by Front"),
        ("denied", "Front denies it"),
    ],
)
def test_who_did_it_is_said_as_firmly_as_the_basis_is(basis: Basis, words: str) -> None:
    assert headline(record(main(attribution=(said("Front", basis),)))) == f"Air/drone strike in Valmora; {words}"


MANY = tuple(claim(number, by=f"the spokesman of office {number}") for number in (4, 5, 6, 7))


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (Estimate(low=4, high=7), "4 to 7 killed, by source"),
        (Estimate(low=4), "4 or more killed, by source"),
        (Estimate(high=7), "0 to 7 killed, by source"),
        (Estimate(low=4, best=4, high=4), "4 killed"),
    ],
)
def test_tolls_that_do_not_fit_give_way_to_what_they_allow_together(estimate: Estimate, words: str) -> None:
    """All at once: to leave out the last of them could hide a disagreement."""
    made = main(casualty_claims=MANY, fatalities=estimate, attribution=(said("Front", "denied"),))
    assert headline(record(made)) == f"Air/drone strike in Valmora; {words}; Front denies it"


def test_an_unnamed_kind_of_deed_has_its_event_type() -> None:
    made = main(sub_event_type="Other", event_type="Strategic developments", location=None)
    assert headline(record(made)) == "Strategic developments"


def test_without_incident_it_says_so() -> None:
    """Background is no news."""
    assert headline(record(background=(main(),))) == "No incident reported"


@given(st.none() | st.text(), st.lists(st.integers(0, 10**6), max_size=9), st.text(min_size=1, max_size=300))
def test_it_always_fits(given: str | None, numbers: list[int], actor: str) -> None:
    """`ArticleSummary.headline` takes 120 characters."""
    made = main(
        casualty_claims=tuple(claim(number, by=actor) for number in numbers), attribution=(said(actor, "claimed"),)
    )
    assert 0 < len(headline(record(made, given=given))) <= CHARACTERS
