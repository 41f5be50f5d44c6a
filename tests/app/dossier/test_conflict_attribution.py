from typing import Any

from app.dossier.accounts import Account
from schemas import Actor, Attribution
from tests.eval.records import actor, blamed
from tests.fakes.accounts import account, listed, listed_as, said, words

WHO = ("attribution", "attribution/actor")
BASIS = ("scope", "attribution/basis")


def naming(name: str, *attribution: Attribution, actors: tuple[Actor, ...] = (), **more: Any) -> Account:
    return account(name, attribution=attribution, actors=actors, **more)


def state(name: str, *aliases: str) -> Actor:
    return actor(name, *aliases, kind="External/Other forces")


def test_two_parties_are_blamed() -> None:
    one = naming("a", blamed("Red Brigade", "accused", "police"))
    other = naming("b", blamed("Blue Front", "accused", "mayor"))
    found = listed_as(*WHO, one, other)
    assert said(found) == [("Red Brigade", "police", "a"), ("Blue Front", "mayor", "b")]
    assert found is not None
    assert not found.compatible


def test_two_speakers_of_one_article_blame_two_parties() -> None:
    assert listed(
        naming("a", blamed("Red Brigade", "accused", "police"), blamed("Blue Front", "accused", "mayor"))
    ) == {WHO}


def test_one_party_under_several_names_is_no_conflict() -> None:
    """An alias, an acronym, a spelling, a state and its forces."""
    pairs = [
        (("Rapid Support Forces", "accused"), ("RSF", "accused")),
        (("Hashed al-Shaabi", "accused"), ("the Hashd al Shaabi", "accused")),
        (("Russia", "accused"), ("Russian forces", "accused")),
        (("Blue Front", "accused"), ("the Front", "accused")),
    ]
    for one, other in pairs:
        left = naming("a", blamed(*one, "police"), actors=(state(one[0]),))
        right = naming(
            "b",
            blamed(*other, "mayor"),
            actors=(state(other[0], "Blue Front") if "Front" in other[0] else state(other[0]),),
        )
        assert listed(left, right) == set(), (one, other)


def test_a_party_is_accused_and_denies() -> None:
    found = listed_as(
        *WHO, naming("a", blamed("Red Brigade", "accused", "police"), blamed("Red Brigade", "denied", "spokesman"))
    )
    assert said(found) == [("Red Brigade", "police", "a"), ("not Red Brigade", "spokesman", "a")]
    assert found is not None
    assert not found.compatible


def test_a_denial_of_what_nobody_says_is_no_rival() -> None:
    one = naming("a", blamed("Red Brigade", "denied", "spokesman"), blamed("Blue Front", "accused", "police"))
    assert listed(one) == set()


def test_a_coalition_and_its_leader_can_both_be_right() -> None:
    """The coalition bears the leader's name in one article; the other has it without."""
    one = naming(
        "a",
        blamed("US military", "claimed", "US official"),
        blamed("international coalition forces", "accused_by_authorities", "spokesman"),
        actors=(state("US military", "United States"), state("international coalition forces")),
    )
    other = naming(
        "b",
        blamed("US-led international coalition", "accused", "office"),
        actors=(state("US-led international coalition"),),
    )
    found = listed_as(*WHO, one, other)
    assert found is not None
    assert found.compatible
    assert len(found.positions) == 3


def test_gunmen_may_be_the_gangs() -> None:
    one = naming("a", blamed("Gunmen", "accused", "officer"))
    other = naming("b", blamed("Los Alisios", "claimed", "El Tordo"))
    found = listed_as(*WHO, one, other)
    assert found is not None
    assert found.compatible


def test_descriptions_that_do_not_exclude_each_other_are_no_rivals() -> None:
    one = naming("a", blamed("gunmen", "accused", "officer").model_copy(update={"evidence": words("by gunmen")}))
    other = naming("b", blamed("armed men", "accused", "mayor"))
    assert listed(one, other) == set()


def test_both_sides_of_a_fight_are_no_rivals() -> None:
    """The article has both in its own voice, and each side owns up to its own part."""
    both = naming("a", blamed("Red Brigade"), blamed("Blue Front"))
    owned = (blamed("Red Brigade", "claimed", "Red spokesman"), blamed("Blue Front", "claimed", "Blue spokesman"))
    assert listed(both) == set()
    assert listed(naming("a", *owned, event_type="Battles", sub_event_type="Armed clash")) == set()
    assert listed(naming("a", *owned)) == {WHO}


def test_who_blames_a_party_is_no_rival_of_the_side_that_owns_up() -> None:
    """The army says that it fought; residents name the rebels: both took part."""
    kinds = (actor("army", kind="State forces"), actor("Red Brigade", kind="Rebel groups"))
    cluster = (
        naming("a", blamed("army", "claimed", "general"), actors=kinds, event_type="Battles"),
        naming("b", blamed("Red Brigade", "accused", "residents"), actors=kinds, event_type="Battles"),
    )
    assert WHO not in listed(*cluster)
    rival = naming("c", blamed("Blue Front", "accused", "mayor"), event_type="Battles")
    assert WHO in listed(*cluster, rival)


def test_who_makes_a_bomb_safe_is_no_rival_of_who_laid_it() -> None:
    made_safe = naming(
        "a",
        blamed("bomb squad of Rome police"),
        blamed("Red Brigade", "accused_by_authorities", "police"),
        actors=(actor("bomb squad of Rome police", kind="State forces"), actor("Red Brigade", kind="Rebel groups")),
        event_type="Strategic developments",
        sub_event_type="Disrupted weapons use",
    )
    assert listed(made_safe) == set()


def test_no_comment_is_no_denial() -> None:
    """Who has no attribution has no position on who did it; of the admission it is silent."""
    one = naming("a", blamed("US military", "claimed", "US official"))
    silent = naming("b")
    assert listed(one, silent) == {BASIS}
    assert said(listed_as(*BASIS, one, silent)) == [("claimed", "US official", "a"), (None, None, "b")]


def test_a_background_mention_is_not_silent_of_a_denial() -> None:
    one = naming("a", blamed("Red Brigade", "denied", "spokesman"))
    assert listed(one, naming("b", news=False)) == set()


def test_where_every_article_has_an_admission_or_a_denial_nobody_is_silent() -> None:
    one = naming("a", blamed("Red Brigade", "denied", "spokesman"))
    other = naming("b", blamed("Red Brigade", "claimed", "leader"))
    assert listed(one, other) == {WHO}
