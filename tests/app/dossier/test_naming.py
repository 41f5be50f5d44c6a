"""Names by their form: proper names, countries, and nouns that are neither."""

import pytest

from app.dossier.naming import names_of, nations, phrase, proper_forms
from tests.eval.records import actor, claim, incident, person


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Tenth Front", {"tenth front"}),
        ("al-Nujaba'a", {"al nujabaa"}),
        ("M23", {"m23"}),
        ("Lord's Resistance Army", {"lord resistance army", "lra"}),
        ("Hamas", {"?hamas"}),
        ("Police", {"?police"}),
        ("police sources", set()),
        ("Militia leaders", set()),
        ("Russia", set()),
        ("US military", set()),
        ("", set()),
    ],
)
def test_a_proper_name_is_told_by_its_capitals(name: str, forms: set[str]) -> None:
    """One word with a capital may open a sentence: its key is marked. A country's name is no party of its own."""
    assert proper_forms(name) == forms


@pytest.mark.parametrize(
    ("name", "codes"), [("Russian forces", {"RU"}), ("US", {"US"}), ("us", set()), ("Ukraine", {"UA"}), ("army", set())]
)
def test_countries_are_read_from_names_and_adjectives(name: str, codes: set[str]) -> None:
    assert nations(name) == codes


def test_a_phrase_is_its_words_in_one_order() -> None:
    assert phrase("Gate of the Courthouse") == phrase("the courthouse gate") == "courthouse gate the"
    assert phrase(None) == phrase("of") == ""


def test_those_who_only_speak_are_no_parties() -> None:
    """A spokesman is no side of the deed; a party that also speaks is one."""
    spokesman = actor("Ana Torv").model_copy(update={"roles": ("speaker",)})
    front = actor("Tenth Front", "the Front").model_copy(update={"roles": ("doer", "speaker"), "member_of": "Red Army"})
    names = names_of(incident(actors=(spokesman, front), casualty_claims=(claim(victims=(person("Ali Omar"),)),)))
    assert names.parties == {"tenth front", "?front", "red army"}
    assert names.speakers == {"ana torv"}
    assert names.victims == {"ali omar"}
