"""Who says so, under one name, and how firmly it ties somebody to the deed."""

import pytest

from app.reader import sources, speakers
from tests.app.reader.build import checked, read, told


def test_one_source_has_one_name_through_an_article() -> None:
    article = read("A US official said two died. Later the US official said the strike hit a car.")
    first, second = told(article, {"said_by": "US official"}, {"said_by": "The US official"})
    assert (first.asserted.name, second.asserted.name) == ("US official", "US official")


def test_a_definite_source_brings_the_words_that_name_it() -> None:
    article = read("A city police chief said a bomb went off. Two died, the chief said.")
    _, second = told(article, {"said_by": "city police chief"}, {"said_by": "the chief"})
    assert second.asserted.name == "city police chief"
    assert [words.words for words in second.asserted.named] == ["city police chief", "chief"]


def test_without_a_source_it_is_the_article_s_own_voice() -> None:
    (only,) = told(read("A bomb killed two."), {"killed": "two"})
    assert (only.asserted.name, only.asserted.source_type, only.asserted.source()) == (None, "media", None)


@pytest.mark.parametrize(
    ("text", "words", "basis"),
    [
        ("Gunmen shot a judge.", {"attacker": "Gunmen"}, "reported_as_fact"),
        ("Suspected rebels shot a judge.", {"attacker": "Suspected rebels"}, "possible"),
        ("The Red Front said it shot a judge.", {"attacker": "Red Front", "said_by": "The Red Front"}, "claimed"),
        (
            "The Red Front said its Eagle Brigade had killed two soldiers.",
            {"attacker": "Eagle Brigade", "killed": "two soldiers"},
            "claimed",
        ),
        (
            "A teacher said the Eagle Brigade had killed two soldiers.",
            {"attacker": "Eagle Brigade", "killed": "two soldiers"},
            "accused",
        ),
        (
            "The attack bore the hallmarks of the Red Front, residents said.",
            {"attacker": "Red Front", "said_by": "residents"},
            "possible",
        ),
        (
            "Gunmen shot a judge they suspected of spying, residents said.",
            {"attacker": "Gunmen", "said_by": "residents"},
            "accused",
        ),
        (
            "The US military struck a car, a US official said.",
            {"attacker": "The US military", "said_by": "a US official"},
            "claimed",
        ),
        (
            "Rebels shot a judge, the interior ministry said.",
            {"attacker": "Rebels", "said_by": "the interior ministry"},
            "accused_by_authorities",
        ),
        ("Soldiers shot a judge, residents said.", {"attacker": "Soldiers", "said_by": "residents"}, "accused"),
        (
            "The Red Front claimed responsibility for shooting a judge.",
            {"attacker": "The Red Front", "said_by": "The Red Front"},
            "claimed",
        ),
        (
            "The army denied that the army shot a judge.",
            {"attacker": "army", "said_by": "The army"},
            None,
        ),
    ],
)
def test_the_basis_follows_the_decision_tree(text: str, words: dict[str, str], basis: str | None) -> None:
    article, clause, _ = checked(text, **words)
    (asserted,) = sources.assertions((clause,), speakers.speakers(article))
    found = clause.attacker and sources.basis(clause, clause.attacker, asserted)
    assert found == basis


@pytest.mark.parametrize(
    ("source", "actor", "same"),
    [
        ("a spokesman for the Red Front", "the Red Front", True),
        ("US official", "US military", True),
        ("Iraqi militia commanders", "Iraqi army", False),
        ("Iraq security official", "US military", False),
        ("Interior Minister", "Interior Ministry", True),
        (None, "US military", False),
        ("paramilitary Rapid Support Forces", "army", False),
        ("police officer", "soldiers", True),
    ],
)
def test_who_speaks_for_whom(source: str | None, actor: str, same: bool) -> None:
    assert sources.same_side(source, actor) is same


def test_he_said_goes_on_with_the_source_before() -> None:
    article = read("A bomb went off, governor Oleh Marchenko said. Two people were killed, he wrote.")
    first, second = told(
        article, {"said_by": "governor Oleh Marchenko"}, {"killed": "Two people", "said_by": "he wrote"}
    )
    assert second.asserted.name == first.asserted.name == "Oleh Marchenko"
