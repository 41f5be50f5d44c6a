"""Which words name somebody, under which one name, and that all of them stand in the article."""

from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.article.ground import slice_of
from app.reader.naming import Party, in_full, joint, party, phrase, proper_runs
from app.reader.syntax import ParsedArticle, Word
from tests.app.reader.build import read

SENTENCES: Final = (
    "The minister, Joseph Tanaka, said so.",
    "Forces of the international coalition left at dawn.",
    "Police sources and witnesses counted 14 teachers.",
    "A gang known as Los Cuervos shot Superintendent Ana Mora.",
    "Al-Shabaab fired 122 mm rockets at the Red Front.",
    "“We left,” said Łukasz Żak, a shopkeeper.",
)


def noun(article: ParsedArticle, text: str) -> Word:
    return next(word for word in article.tree.words if word.text == text)


def named(text: str, head: str) -> Party:
    article = read(text)
    return party(noun(article, head), article)


@pytest.mark.parametrize(
    ("text", "head", "name"),
    [
        ("Superintendent Philip Anduwa said so.", "Anduwa", "Superintendent Philip Anduwa"),
        ("Regional governor Oleh Danylko said so.", "Danylko", "Oleh Danylko"),
        ("The Red Front left.", "Front", "Red Front"),
        ("Al-Shabaab left the town.", "Shabaab", "Al-Shabaab"),
        ("France left the talks.", "France", "France"),
        ("The Defence Ministry said so.", "Ministry", "Defence Ministry"),
        ("The Ministry of Defence said so.", "Ministry", "Ministry of Defence"),
    ],
)
def test_a_proper_name_is_the_run_of_its_capitals(text: str, head: str, name: str) -> None:
    who = named(text, head)
    assert (who.name.words, who.proper) == (name, True)


@pytest.mark.parametrize(
    ("text", "head", "name"),
    [
        ("The minister, Joseph Tanaka, said so.", "minister", "Joseph Tanaka"),
        ("Joseph Tanaka, the minister, said so.", "Tanaka", "Joseph Tanaka"),
        ("The army spokesman, Colonel Marta Ruiz, said so.", "spokesman", "Colonel Marta Ruiz"),
        ("A gang known as Los Cuervos shot the judge.", "gang", "Los Cuervos"),
        pytest.param(
            "A man who calls himself Arnulfo spoke.",
            "man",
            "Arnulfo",
            marks=pytest.mark.xfail(strict=True, reason="the parser takes Arnulfo for the subject of the main verb"),
        ),
    ],
)
def test_a_noun_stands_under_the_name_that_it_is_given(text: str, head: str, name: str) -> None:
    who = named(text, head)
    assert (who.name.words, who.proper) == (name, True)


@pytest.mark.parametrize(
    ("text", "head", "name"),
    [
        ("The 14 teachers left.", "teachers", "teachers"),
        ("Our troops left.", "troops", "troops"),
        ("His wife left.", "wife", "wife"),
        ("Two senior police officers left.", "officers", "senior police officers"),
        ("122 mm rockets fell on the farm.", "rockets", "rockets"),
        ("Russian shells fell on the farm.", "shells", "shells"),
        ("A 12-year-old boy left.", "boy", "12-year-old boy"),
    ],
)
def test_a_noun_stands_without_article_number_and_pronoun(text: str, head: str, name: str) -> None:
    who = named(text, head)
    assert (who.name.words, who.proper) == (name, False)


@pytest.mark.parametrize(
    ("text", "head", "name"),
    [
        ("Forces of the international coalition left.", "Forces", "Forces of the international coalition"),
        ("Members of the Red Front left.", "Members", "Members of the Red Front"),
        ("The head of the police said so.", "head", "head of the police"),
        ("A teacher of the village left.", "teacher", "teacher"),
    ],
)
def test_only_a_noun_that_says_little_brings_what_it_is_of(text: str, head: str, name: str) -> None:
    assert named(text, head).name.words == name


@pytest.mark.parametrize(
    ("text", "head", "name"),
    [
        ("Police sources and witnesses said so.", "sources", "Police sources and witnesses"),
        ("Doctors, nurses and drivers said so.", "Doctors", "Doctors, nurses and drivers"),
        ("Witnesses said so.", "Witnesses", "Witnesses"),
    ],
)
def test_joined_nouns_speak_with_one_voice(text: str, head: str, name: str) -> None:
    article = read(text)
    assert joint(noun(article, head), article).words == name


@pytest.mark.parametrize(
    ("text", "acronym", "full"),
    [
        ("The Rapid Support Forces left. The RSF said so.", "RSF", "Rapid Support Forces"),
        ("The Popular Front for the Liberation of Utopia left. The PFLU said so.", "PFLU",
         "Popular Front for the Liberation of Utopia"),
        ("The Human Rights Network (RNDDH) left. The RNDDH said so.", "RNDDH", "Human Rights Network"),
        ("In a note on Telegram, Jama'at Nusrat al-Islam wal-Muslimin (JNIM) said so.", "JNIM",
         "Jama'at Nusrat al-Islam wal-Muslimin"),
        ("The RSF said so. Residents saw few shops.", "RSF", "RSF"),
        ("The Red Front left. The RSF said so.", "RSF", "RSF"),
        ("The Red Support Forces left. Red said so.", "Red", "Red"),
    ],
)  # fmt: skip
def test_initials_stand_for_the_name_that_the_article_spells_out(text: str, acronym: str, full: str) -> None:
    article = read(text)
    start = text.rindex(acronym)
    name = in_full(slice_of(text, start, start + len(acronym)), article)
    assert (name.words, text[name.start : name.end]) == (full, full)


def test_ministers_in_the_plural_are_not_one_of_them() -> None:
    assert not named("Two ministers, Joseph Tanaka and Ana Mora, left.", "ministers").proper


def test_a_description_tells_office_and_name() -> None:
    described = named("The army spokesman, Colonel Marta Ruiz, said so.", "spokesman").description
    assert {"army", "spokesman", "Colonel", "Marta", "Ruiz"} <= set(described.split())


def test_proper_names_come_once_and_in_order() -> None:
    article = read("Colonel Marta Ruiz met Joseph Tanaka in Gao.")
    assert [run.words for run in proper_runs(article)] == ["Colonel Marta Ruiz", "Joseph Tanaka", "Gao"]


def test_an_article_without_names_has_none() -> None:
    assert proper_runs(read("Two farmers were killed in the raid.")) == ()


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join))
def test_every_phrase_stands_in_the_text_at_its_offsets(text: str) -> None:
    article = read(text)
    nouns = [word for word in article.tree.words if word.pos in ("NOUN", "PROPN")]
    told = [give(word, article) for word in nouns for give in (phrase, joint)]
    told += [party(word, article).name for word in nouns]
    for found in (*told, *proper_runs(article)):
        assert text[found.start : found.end] == found.words != ""
