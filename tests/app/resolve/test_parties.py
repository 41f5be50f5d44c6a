"""A party has one name wherever an incident names it, and no two parties are taken for one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.verified import Attribution, Confirmation, Statement
from app.resolve.parties import one_names, renamed
from tests.app.resolve.made import claim, incident, named, party, quote

HOUTHIS = party("Houthi movement", "Houthis", "Ansar Allah")


@pytest.mark.parametrize("name", ["Houthis", "the Houthis", "The  houthis", "Houthis'", "ansar allah", "Ansar Allah’s"])
def test_a_spelling_of_an_alias_is_the_partys_name(name: str) -> None:
    """Case, white space, a leading article and a possessive do not matter."""
    (said,) = renamed(replace(incident(), parties=(named(name),)), one_names([HOUTHIS])).parties
    assert (said.name, said.evidence) == ("Houthi movement", quote(name))


def test_every_place_of_a_name_is_put_under_it() -> None:
    """Attributions, claims, confirmations, statements and further parties name the party alike."""
    alias = named("Houthis")
    deed = replace(
        incident(),
        attribution=(Attribution("a", alias, "accused", alias, (quote("blame"),)),),
        claims=(replace(claim("Houthis"), confirmed_by=(Confirmation("c", alias, (quote("so"),)),)),),
        reactions=(Statement("s", alias, "REJECT", (quote("no"),)),),
        parties=(alias,),
    )
    assert "name='Houthis'" not in repr(renamed(deed, one_names([HOUTHIS])))


def test_a_name_of_no_party_stays_as_it_is() -> None:
    """Nothing is taken for a party by likeness: "Houthi rebels" is not listed."""
    deed = replace(incident(), parties=(named("Houthi rebels"),))
    assert renamed(deed, one_names([HOUTHIS])) == deed


def test_an_alias_of_two_parties_tells_neither() -> None:
    """ "army" of two countries is left for a person to read."""
    names = one_names([party("Israeli army", "army"), party("Lebanese army", "army")])
    assert "army" not in names


def test_a_name_goes_before_anothers_alias() -> None:
    """A party called "Army" is not the one that has "army" as an alias."""
    names = one_names([party("Israeli army", "army"), party("Army")])
    assert names["army"] == "Army"


def test_no_asserter_stays_none() -> None:
    """The article's own voice is nobody's."""
    (same,) = renamed(replace(incident(), claims=(claim(None),)), one_names([HOUTHIS])).claims
    assert same.asserted_by is None


NAMES = st.text(min_size=1, max_size=8)


@given(st.lists(NAMES, max_size=4), NAMES)
def test_renaming_twice_changes_no_more(names: list[str], said: str) -> None:
    """A party's one name is under its one name already."""
    known = one_names([party(name, said) for name in names])
    deed = replace(incident(), parties=(named(said),))
    once = renamed(deed, known)
    assert renamed(once, known) == once
