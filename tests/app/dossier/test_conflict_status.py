from typing import Any

from app.dossier.accounts import Account
from tests.eval.records import claim, person, weapon
from tests.fakes.accounts import account, listed, listed_as, said

DEED, FATE = ("status", "sub_event_type"), ("status", "casualty_claims/victims")


def singling_out(name: str, victim: str, outcome: Any) -> Account:
    victims = (person(victim).model_copy(update={"outcome": outcome}),)
    return account(name, casualty_claims=(claim(by="police", victims=victims),))


def test_done_or_only_tried() -> None:
    found = listed_as("status", "stage", account("a"), account("b", stage="attempted"))
    assert said(found) == [("accomplished", None, "a"), ("attempted", None, "b")]
    assert found is not None
    assert not found.compatible


def test_two_kinds_of_deed() -> None:
    assert listed(account("a"), account("b", sub_event_type="Suicide bomb")) == {DEED}


def test_an_attack_by_unknown_means_is_the_coarser_value() -> None:
    unknown = account("b", sub_event_type="Attack")
    assert listed(account("a"), unknown) == set()
    assert listed(account("a"), account("b", sub_event_type="Attack", weapons=(weapon("knife", "blade"),))) == {DEED}


def test_dead_or_alive() -> None:
    found = listed_as(*FATE, singling_out("a", "Ali Omar", "killed"), singling_out("b", "Omar", "injured"))
    assert said(found) == [("killed", "police", "a"), ("injured", "police", "b")]
    assert found is not None
    assert not found.compatible


def test_who_is_missing_may_be_found_dead() -> None:
    found = listed_as(*FATE, singling_out("a", "Ali Omar", "missing"), singling_out("b", "Ali Omar", "killed"))
    assert found is not None
    assert found.compatible


def test_two_people_may_fare_differently() -> None:
    assert FATE not in listed(singling_out("a", "Ali Omar", "killed"), singling_out("b", "Sara Haddad", "injured"))
