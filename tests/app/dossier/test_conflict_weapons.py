from typing import Any

from app.dossier.accounts import Account
from tests.eval.records import exactly, weapon
from tests.fakes.accounts import account, listed, listed_as, said


def armed(name: str, *weapons: tuple[Any, ...]) -> Account:
    return account(name, weapons=tuple(weapon(*each) for each in weapons))


def test_two_articles_count_one_kind_of_weapon_differently() -> None:
    found = listed_as(
        "numeric", "weapons/count", armed("a", ("rockets", "rocket", 2)), armed("b", ("Grad rockets", "rocket", 5))
    )
    assert said(found) == [(exactly(2), None, "a"), (exactly(5), None, "b")]
    assert found is not None
    assert not found.compatible


def test_weapons_of_two_kinds_are_not_compared() -> None:
    assert listed(armed("a", ("rockets", "rocket", 2)), armed("b", ("drones", "drone", 5))) == set()


def test_two_weapons_of_one_kind_in_one_article_are_parts() -> None:
    assert listed(armed("a", ("attack drones", "drone", 2), ("drones", "drone", 5))) == set()


def test_one_article_may_count_one_weapon_twice() -> None:
    assert listed(armed("a", ("drones", "drone", 2), ("drones", "drone", 5))) == {("numeric", "weapons/count")}


def test_silence_of_weapons_is_no_conflict() -> None:
    assert listed(armed("a", ("rockets", "rocket", 2)), armed("b", ("rockets", "rocket"))) == set()
