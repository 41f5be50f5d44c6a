"""Names are of one party where the records say so, and else stay as many as they are."""

import pytest

from app.dossier.accounts import Account
from app.dossier.parties import parties
from schemas import Actor, ArticleRef
from tests.eval.records import actor, incident


def names(*actors: tuple[Actor, ...]) -> list[set[str]]:
    """The parties of accounts with these actors, each by the names of its mentions."""
    told = [
        Account(
            ArticleRef(id=name * 64, published_on=None, language="en", characters=1), incident(actors=each), news=True
        )
        for name, each in zip("abcdef", actors, strict=False)
    ]
    return [{mention.name for _, mention in party} for party in parties(told).parties]


RSF, FULL = actor("RSF"), actor("Rapid Support Forces")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (actor("Hashed al-Shaabi"), actor("the Hashed al Shaabi")),
        (actor("US military", "United States"), actor("United States")),
        (RSF, FULL),
        (actor("R.S.F."), FULL),
        (actor("Los Alisios", "The Alisios"), actor("cartel", "Alisios")),
        (actor("رسف", "الدعم السريع"), actor("الدعم السريع")),
    ],
)
def test_one_party(one: Actor, other: Actor) -> None:
    assert names((one,), (other,)) == names((other,), (one,)) == [{one.name, other.name}]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (actor("security official", "the official"), actor("US official", "the official")),
        (actor("Russian army", "Russia"), actor("Russian foreign ministry", "Russia")),
        (actor("Red Brigade"), actor("Red Front")),
        (actor("US"), actor("Union of Soldiers")),
        (actor("RSF"), actor("Rapid Support Force fighters")),
        (actor("international coalition forces"), actor("US-led international coalition")),
    ],
)
def test_two_parties(one: Actor, other: Actor) -> None:
    assert len(names((one,), (other,))) == 2


def test_a_countrys_name_for_two_of_its_bodies_makes_them_no_one() -> None:
    army, ministry = actor("Russian army", "Russia"), actor("foreign ministry", "Russia")
    assert names((army,), (ministry,), (actor("Russia"),)) == [{"Russian army"}, {"foreign ministry"}, {"Russia"}]


def test_what_an_article_tells_apart_is_not_put_together_by_another() -> None:
    apart = (actor("Northern Front"), actor("Front"))
    assert names(apart, (actor("Front Command", "Northern Front", "Front"),)) == [
        {"Northern Front"},
        {"Front"},
        {"Front Command"},
    ]


def test_initials_that_two_parties_have_are_nobodys() -> None:
    assert len(names((RSF,), (FULL, actor("Red Sea Force")))) == 3


def test_a_party_is_called_by_its_fullest_name() -> None:
    told = [
        Account(
            ArticleRef(id=name * 64, published_on=None, language="en", characters=1),
            incident(actors=(each,)),
            news=True,
        )
        for name, each in (("a", RSF), ("b", FULL))
    ]
    known = parties(told)
    assert known.name("a" * 64, "RSF") == known.name("b" * 64, "Rapid Support Forces") == "Rapid Support Forces"
    assert known.name("b" * 64, "RSF") == "RSF"
