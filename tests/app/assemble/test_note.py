"""The note: a sentence or two from the values, which states disputes and names no victim."""

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assemble.derived import derived
from schemas import Count, Incident, Location, TimeOfDay
from schemas.codes import Basis, Stage
from tests.app.assemble.made import WORDS, at_least, claim, exactly, incident, on, person, said, tally, target

BAGHDAD = Location(
    city="Baghdad",
    country="Iraq",
    precision="town",
    geo_precision=1,
    ucdp_where_prec=1,
    evidence=WORDS,
)


def note(**more: Any) -> str:
    return derived(incident(**more), {}).note


def test_a_toll_on_which_sources_differ_is_written_with_each_number_and_who_gives_it() -> None:
    """The first seed, as a coder writes it."""
    written = note(
        date=on(date(2024, 1, 4)),
        location=BAGHDAD,
        targets=(target("vehicle"),),
        attribution=(said("US military", "claimed", "US official"),),
        casualty_claims=(
            claim(4, "police", confirmed_by=("militia sources",)),
            claim(2, "security official", injured=exactly(7)),
        ),
    )
    assert written == (
        "On 4 January 2024: Air/drone strike in Baghdad, Iraq, on vehicle. "
        "Doer: US military (claimed by US official). "
        "Toll differs: 4 killed (police, militia sources); 2 killed, 7 injured (security official)."
    )


def test_a_toll_on_which_sources_agree_is_not_called_different() -> None:
    written = note(casualty_claims=(claim(4, "police"), claim(at_least(2), "medics")))
    assert "4 killed (police); at least 2 killed (medics)." in written
    assert "differs" not in written


@pytest.mark.parametrize(
    ("basis", "by", "words"),
    [
        ("reported_as_fact", None, "Doer: Front."),
        ("reported_as_fact", "army", "Doer: Front (according to army)."),
        ("claimed", "Front", "Doer: Front (claims it)."),
        ("claimed", "spokesman", "Doer: Front (claimed by spokesman)."),
        ("accused", "army", "Doer: Front (accused by army)."),
        ("possible", None, "Doer: Front (possibly, according to the article)."),
        ("denied", "Front", "Doer: Front (denies it)."),
        ("denied", "army", "Doer: Front (denied by army)."),
    ],
)
def test_who_did_it_is_written_with_who_says_so(basis: Basis, by: str | None, words: str) -> None:
    """What somebody says is never written as the article's own word."""
    assert words in note(attribution=(said("Front", basis, by),))


@pytest.mark.parametrize(("stage", "said_so"), [("accomplished", True), ("attempted", False), ("threatened", False)])
def test_where_nobody_is_named_for_a_deed_that_was_done_it_says_so(stage: Stage, said_so: bool) -> None:
    assert ("Nobody is named as the doer." in note(stage=stage)) == said_so


def test_people_singled_out_are_counted_without_their_names() -> None:
    """By what they are; where only a name is given, as a person."""
    written = note(casualty_claims=(claim(None, "army", person("Abu Karim", "commander"), person("Omar Said", None)),))
    assert "2 or more killed, no number given: commander, one person by name." in written


NAMED: dict[str, dict[str, Any]] = {
    "target": {"targets": (target("Salma Idris", kind="person"),)},
    "target, shorter": {"targets": (target("Idris", kind="person"),)},
    "target, longer": {"targets": (target("house of Salma Idris"),)},
    "doer": {"attribution": (said("Salma Idris", "accused", "army"),)},
    "accuser": {"attribution": (said("Front", "accused", "Salma Idris"),)},
    "source": {"casualty_claims": (claim(4, "Salma Idris", person("Salma Idris")),)},
    "confirming": {"casualty_claims": (claim(4, "a", person("Salma Idris"), confirmed_by=("Salma Idris",)),)},
    "description": {"casualty_claims": (claim(None, "a", person("Salma Idris", "uncle of Salma Idris")),)},
    "count": {"other_counts": (tally("arrested", 3, "Salma Idris"),)},
}


@pytest.mark.parametrize("where", NAMED)
def test_the_name_of_a_victim_never_stands_in_it(where: str) -> None:
    """Wherever else the record has it: the note is what is copied on."""
    claims = NAMED[where].get("casualty_claims", (claim(None, "army", person("Salma Idris", "nurse")),))
    written = note(**{**NAMED[where], "casualty_claims": claims})
    assert "Idris" not in written
    assert "erson" in written


def test_a_name_that_only_shares_letters_with_a_victim_s_stands() -> None:
    """ "Army" is no part of "Karmy"."""
    written = note(
        attribution=(said("Front", "accused", "Army"),), casualty_claims=(claim(None, "a", person("Ali Karmy")),)
    )
    assert "Doer: Front (accused by Army)." in written


def test_counts_besides_casualties_stand_with_their_nouns() -> None:
    counts = (
        tally("abducted", 14, "governor", noun="pupils"),
        tally("displaced", 300, unit="families"),
        tally("participants", 2000, "police"),
    )
    assert note(other_counts=counts).endswith(
        "14 pupils abducted (governor). 300 families displaced (the article). 2,000 people took part (police)."
    )


def test_what_a_source_counts_on_top_is_called_more() -> None:
    assert "4 more killed (doctor)" in note(casualty_claims=(claim(19, "doctor"), claim(4, "doctor", additional=True)))


def test_an_unnumbered_plural_is_written_as_a_word() -> None:
    """Not as the number that it is at least."""
    dozens = Count(min=24, max=None, qualifier="plural")
    assert "dozens of people killed (police)" in note(casualty_claims=(claim(dozens, "police", noun="people"),)).lower()


def test_the_noun_of_a_claim_stands_with_its_first_number_alone() -> None:
    """ "Killing a family of five and wounding scores in the bazaar": nobody says that the wounded are the family."""
    both = claim(5, "radio", noun="family").model_copy(update={"injured": Count(min=40, max=40, qualifier="exact")})
    assert "5 family killed, 40 injured (radio)" in note(casualty_claims=(both,))
    more = both.model_copy(update={"additional": True})
    assert "5 more family killed, 40 more injured (radio)" in note(casualty_claims=(more,))


def test_a_time_of_day_stands_beside_the_day() -> None:
    seven = TimeOfDay(text="7:30 p.m.", hour="19:30", evidence=WORDS)
    assert note(date=on(date(2024, 1, 4)), time=seven).startswith("On 4 January 2024 (19:30): Air/drone strike.")


def test_more_than_four_targets_are_counted() -> None:
    assert ", on a, b, c, d, 2 more." in note(targets=tuple(map(target, "abcdef")))


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12).filter(
    str.strip
)


@given(TEXTS, TEXTS, st.none() | TEXTS, st.none() | TEXTS)
def test_it_is_sentences_whatever_the_values_are(name: str, doer: str, by: str | None, noun: str | None) -> None:
    """Capital first, full stop last, no double space; the same values give the same note."""
    given_values = {
        "targets": (target(name),),
        "attribution": (said(doer, "accused", by),),
        "casualty_claims": (claim(4, by, noun=noun),),
    }
    written = note(**given_values)
    assert (written[0], written[-1]) == ("A", ".")
    assert not re.search(r"\s\s", written)
    assert written == note(**given_values)


def test_a_name_that_ends_in_a_full_stop_adds_none() -> None:
    assert note(targets=(target("office in the U.S."),)).startswith("Air/drone strike, on office in the U.S. Nobody")


@given(st.lists(st.integers(0, 50), min_size=1, max_size=5))
def test_each_number_that_is_given_stands_in_it(numbers: list[int]) -> None:
    """Disputed or not, none is left out."""
    written = note(casualty_claims=tuple(claim(each, f"source {index}") for index, each in enumerate(numbers)))
    assert all(f"{each} killed (source {index})" in written for index, each in enumerate(numbers))


def test_the_incident_itself_keeps_its_names() -> None:
    """Only the note leaves them out."""
    one = incident(targets=(target("Salma Idris"),), casualty_claims=(claim(None, "a", person("Salma Idris")),))
    done: Incident = derived(one, {})
    assert (done.targets, done.casualty_claims) == (one.targets, one.casualty_claims)
