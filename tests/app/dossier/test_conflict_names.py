import pytest

from app.dossier.conflict_names import Wording, alike, alike_among, exclude_each_other, form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hashed al-Shaabi", "the Hashd al Shaabi"),
        ("Houthis", "Houthi"),
        ("Mohammed Omar", "Muhammad Omar"),
        ("Dniprovskyi district", "Dniprovskiy district"),
        ("Concepción", "Concepcion"),
        ("Nujaba'a", "al-Nujaba"),
    ],
)
def test_spellings_of_one_name_have_one_form(one: str, other: str) -> None:
    assert form(one).key == form(other).key


@pytest.mark.parametrize(
    ("one", "other"),
    [("Iran", "Iraq"), ("Al-Shabab", "Al-Shaabi"), ("M23", "M25"), ("18th Brigade", "19th Brigade"), ("Mali", "Bali")],
)
def test_other_names_have_other_forms(one: str, other: str) -> None:
    assert form(one).key != form(other).key


def test_a_country_in_a_compound_is_not_the_country() -> None:
    assert form("Russian forces").countries == {"RU"}
    assert not form("US-led coalition").countries
    assert form("US-led coalition").beside == {"US"}
    assert form("Moscow").countries == {"RU"}
    assert form("eastern Baghdad").countries == frozenset()  # a seat of government in a longer name is a town


def test_alike_are_spellings_and_names_with_further_words() -> None:
    assert alike("courthouse", "courthouse gate")
    assert not alike("Palestine street", "Rashid street")
    assert not alike("Gaza City", "Kuwait City")
    names = ["courthouse", "courthouse gate", "market", "Market"]
    assert alike_among(names) == {
        "courthouse": {"courthouse", "courthouse gate"},
        "courthouse gate": {"courthouse", "courthouse gate"},
        "market": {"market", "Market"},
        "Market": {"market", "Market"},
    }


def test_two_of_one_kind_exclude_each_other() -> None:
    assert exclude_each_other("Palestine street", "Rashid street")
    assert not exclude_each_other("street", "Rashid street")
    assert not exclude_each_other("eastern Baghdad", "Palestine street")


def test_a_name_is_told_from_a_description_by_how_the_articles_write_it() -> None:
    """A capital at the head of a sentence says nothing; a word in lower case anywhere is no name."""
    wording = Wording.of(["Gunmen shot at Houthis. Gunmen fled", "Militants, gunmen and others"])
    assert [name for name in ("Gunmen", "Houthis", "Militants", "Los Alisios", "Iraq") if wording.is_name(name)] == [
        "Houthis",
        "Los Alisios",
        "Iraq",
    ]
    assert not wording.is_name("Iraqi militia commanders")
