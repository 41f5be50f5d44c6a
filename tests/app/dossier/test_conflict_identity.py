from typing import Any

from app.dossier.accounts import Account
from schemas import Actor
from tests.eval.records import QUOTED, actor, blamed, claim, target
from tests.fakes.accounts import account, listed, listed_as, said, words

PARTY, TARGET = ("identity", "actors"), ("identity", "targets")


def hitting(name: str, of: str, kind: Any = "Political militias", **more: Any) -> Account:
    return account(
        name,
        targets=(target("headquarters").model_copy(update={"of": of}),),
        **{"actors": (actor(of, kind=kind),), **more},
    )


def member(name: str, of: str) -> Actor:
    return Actor(name=name, type="Political militias", member_of=of, evidence=QUOTED)


def test_the_party_attacked_has_two_names() -> None:
    """Nobody says how the two go together, and nothing excludes it; their headquarters are not listed again."""
    one, other = hitting("a", "al-Nujaba'a"), hitting("b", "Hashed al-Shaabi")
    found = listed_as(*PARTY, one, other)
    assert said(found) == [("al-Nujaba'a", None, "a"), ("Hashed al-Shaabi", None, "b")]
    assert found is not None
    assert found.compatible
    assert listed(one, other) == {PARTY}


def test_parties_of_two_kinds_cannot_be_one() -> None:
    found = listed_as(*PARTY, hitting("a", "Red Brigade", "Rebel groups"), hitting("b", "Sudan", "State forces"))
    assert found is not None
    assert not found.compatible


def test_a_part_and_its_whole_are_one_party() -> None:
    whole = hitting("b", "Hashed al-Shaabi", actors=(member("al-Nujaba'a", "Hashed al-Shaabi"),))
    assert listed(hitting("a", "al-Nujaba'a"), whole) == set()


def test_a_description_that_excludes_nothing_is_no_second_name() -> None:
    assert listed(hitting("a", "al-Nujaba'a"), hitting("b", "militia", kind=None)) == set()


def test_parties_that_one_article_tells_apart_are_two() -> None:
    both = (actor("Red Brigade"), actor("Blue Front"))
    assert listed(hitting("a", "Red Brigade", actors=both), hitting("b", "Blue Front")) == set()


def test_in_a_fight_the_dead_of_either_side_are_counted() -> None:
    """The other side is a doer, and no second name of who was attacked."""
    one = hitting("a", "Blue Front", attribution=(blamed("Red Brigade"),))
    other = account("b", casualty_claims=(claim(3, of="Red Brigade"),))
    assert PARTY not in listed(one, other)


def test_two_targets_of_one_kind_exclude_each_other() -> None:
    """One of them at least has a name; who has none may be the same."""
    one = account("a", targets=(target("Shifa hospital"),), evidence=words("Rockets hit Shifa hospital."))
    other = account("b", targets=(target("Quds hospital"),))
    found = listed_as(*TARGET, one, other)
    assert said(found) == [("Shifa hospital", None, "a"), ("Quds hospital", None, "b")]
    assert found is not None
    assert not found.compatible
    assert listed(one, account("c", targets=(target("the hospital"),))) == set()


def test_targets_without_a_name_are_told_apart_by_nobody() -> None:
    one, other = (account(name, targets=(target(what),)) for name, what in (("a", "fuel depot"), ("b", "arms depot")))
    assert listed(one, other) == set()


def test_targets_of_two_kinds_may_both_be_hit() -> None:
    one, other = (account(name, targets=(target(what),)) for name, what in (("a", "bus stop"), ("b", "pharmacy")))
    assert listed(one, other) == set()
