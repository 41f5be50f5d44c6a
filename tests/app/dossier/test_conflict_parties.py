from typing import Any

import pytest

from app.dossier.conflict_parties import Parties
from schemas import Actor
from tests.eval.records import QUOTED
from tests.fakes.accounts import account

STATE, REBELS = "External/Other forces", "Rebel groups"


def party(name: str, kind: Any = None, *aliases: str, of: str | None = None) -> Actor:
    return Actor(name=name, aliases=aliases, type=kind, member_of=of, evidence=QUOTED)


def knowing(*actors: Actor) -> Parties:
    """What is known where each actor is another article's."""
    return Parties([account(name, actors=(each,)) for name, each in zip("abcdef", actors, strict=False)])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (party("Hamas", REBELS), party("hamas", REBELS)),
        (party("US military", STATE, "United States"), party("United States", STATE)),
        (party("Russia", STATE), party("Moscow", STATE)),
        (party("Afghan border forces", STATE), party("Afghanistan", "State forces")),
        (party("Rapid Support Forces", REBELS), party("RSF", REBELS)),
        (party("General Rodrigo Santacruz", STATE), party("Santacruz", STATE)),
        (party("police", "State forces"), party("Mexican police", "State forces")),
        (party("US-led international coalition", STATE), party("international coalition forces", STATE)),
        (party("Arnulfo", REBELS, of="Tenth Front"), party("Tenth Front", REBELS)),
    ],
)
def test_names_of_one_party(one: Actor, other: Actor) -> None:
    parties = knowing(one, other)
    assert parties.party(one.name) == parties.party(other.name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (party("Pakistan", STATE), party("Pakistani Taliban", REBELS)),
        (party("Pakistani army", STATE), party("Afghan army", STATE)),
        (party("Free Marsh Brigade", REBELS), party("Free River Brigade", REBELS)),
        (party("United States", STATE), party("US-led international coalition", STATE)),
        (party("army", "State forces"), party("Arakan Army", REBELS)),
        (party("Iran", STATE), party("Iran-backed militia", "Political militias")),
    ],
)
def test_names_of_two_parties(one: Actor, other: Actor) -> None:
    parties = knowing(one, other)
    assert parties.party(one.name) != parties.party(other.name)


def test_a_short_name_of_two_parties_is_of_neither() -> None:
    parties = knowing(party("Front", REBELS), party("Blue Front", REBELS), party("Red Front", REBELS))
    assert len({parties.party(name) for name in ("Front", "Blue Front", "Red Front")}) == 3


def test_a_country_in_capitals_is_no_other_countrys_army() -> None:
    parties = knowing(party("US military", STATE), party("Iraqi military", STATE), party("military", STATE))
    assert len({parties.party(name) for name in ("US military", "Iraqi military", "military")}) == 3


def test_two_actors_of_one_article_are_two_parties_though_one_name_holds_the_other() -> None:
    both = (party("Taliban", REBELS), party("Pakistani Taliban", REBELS))
    parties = Parties([account("a", actors=both)])
    assert parties.party("Taliban") != parties.party("Pakistani Taliban")


def test_a_coalition_may_be_its_leader_and_a_proxy_may_not() -> None:
    parties = knowing(
        party("United States", STATE), party("US-led coalition", STATE), party("US-backed militia", REBELS)
    )
    assert parties.may_be_one("United States", "US-led coalition")
    assert not parties.may_be_one("United States", "US-backed militia")


def test_who_is_only_described_may_be_anybody_of_the_kind() -> None:
    parties = knowing(
        party("gunmen", "Political militias"), party("Los Alisios", "Political militias"), party("army", STATE)
    )
    assert parties.may_be_one("gunmen", "Los Alisios")
    assert parties.exclude("gunmen", "army")


def test_a_state_and_a_group_are_opposed() -> None:
    parties = knowing(party("army", STATE), party("Red Brigade", REBELS), party("Blue Front", REBELS), party("mob"))
    assert parties.opposed("army", "Red Brigade")
    assert not parties.opposed("Red Brigade", "Blue Front")
    assert not parties.opposed("army", "mob")


def test_a_name_that_no_record_has_is_a_party_of_its_own() -> None:
    parties = knowing()
    assert parties.party("The Red Brigade") == parties.party("Red Brigade")
    assert not parties.may_be_one("Red Brigade", "Blue Front")
