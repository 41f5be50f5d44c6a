"""The door to the parser: its words stand in the article, and its sentences are the article's own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import article
from app.core.settings import Settings
from app.engine.weights.parser import parser_folder
from app.reader.parsing import TURN_WORDS, open_parser, turns
from tests.app.reader.build import parser, read

TEXTS: Final = (
    "The army shelled a market. Two vendors died.",
    "KANO, Nigeria\n\nA bomb killed two people.\n\nPolice said so.",
    "“We heard two shots,” said Łukasz Żak 🙂 of Gdańsk.",
    "Two   people\tdied …",
    "Don't know who's there; it's unclear.",
)
PRINTED: Final = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=60).filter(
    lambda text: any(character.isprintable() and not character.isspace() for character in text)
)


@pytest.mark.parametrize("text", TEXTS)
def test_each_word_is_the_article_s_own_at_its_offsets(text: str) -> None:
    words = read(text).tree.words
    assert words
    assert [text[word.start : word.end] for word in words] == [word.text for word in words]


@pytest.mark.parametrize("text", TEXTS)
def test_a_word_hangs_on_a_word_of_its_own_sentence(text: str) -> None:
    article = read(text)
    for sentence in article.sentences:
        inside = {word.index for word in article.tree.at(sentence.start, sentence.end)}
        assert all(article.tree.words[index].head in inside for index in inside)


@pytest.mark.parametrize("text", TEXTS)
def test_words_count_on_from_nought_in_the_order_of_the_text(text: str) -> None:
    words = read(text).tree.words
    assert [word.index for word in words] == list(range(len(words)))
    assert [word.start for word in words] == sorted(word.start for word in words)


@pytest.mark.parametrize(
    ("text", "subject", "verb"),
    [
        ("The army shelled a market.", "army", "shelled"),
        ("Two vendors were shot by soldiers.", "vendors", "shot"),
    ],
)
def test_a_subject_hangs_on_its_verb(text: str, subject: str, verb: str) -> None:
    tree = read(text).tree
    (found,) = (word for word in tree.words if word.text == subject)
    assert (found.dep[:5], tree.words[found.head].text) == ("nsubj", verb)


def test_a_lemma_is_in_lower_case() -> None:
    assert all(word.lemma == word.lemma.lower() for word in read("Rebels in Kano Said They Fired.").tree.words)


def test_a_name_has_the_type_of_its_entity_and_a_plain_word_has_none() -> None:
    types = {word.text: word.entity for word in read("France said two soldiers fled.").tree.words}
    assert (types["France"], types["fled"]) == ("GPE", "")


def test_parsing_leaves_the_article_as_it_is() -> None:
    once = read(TEXTS[1])
    assert (once.text, [s.text for s in once.sentences][-2:]) == (
        TEXTS[1],
        ["A bomb killed two people.", "Police said so."],
    )


def test_the_same_text_has_the_same_tree() -> None:
    assert read(TEXTS[0]).tree == read(TEXTS[0]).tree


def test_a_folder_without_a_pipeline_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="meta"):
        open_parser(tmp_path)


@settings(max_examples=40, deadline=None)
@given(PRINTED)
def test_any_text_gets_words_that_stand_in_it(text: str) -> None:
    assert all(text[word.start : word.end] == word.text for word in read(text).tree.words)


def test_words_that_are_new_to_the_parser_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """spaCy alone keeps each new word for as long as the process lives."""
    import spacy  # noqa: PLC0415  as the door itself does

    folder = parser_folder(Settings())
    assert folder is not None
    pipeline = spacy.load(folder, exclude=["senter"])
    monkeypatch.setattr(spacy, "load", lambda *_, **__: pipeline)
    parse, strings = open_parser(folder), pipeline.vocab.strings
    parse(read("Soldiers shot two people."))
    known = len(strings)
    parsed = parse(read("Qwertzians bombed Yxcvbnm, Asdfgia's harbour."))
    assert (len(strings), parsed.tree.words[0].text) == (known, "Qwertzians")


def test_threads_that_parse_at_once_get_what_one_gets_alone() -> None:
    articles = [read(f"{text} It was day {number}.") for number in range(5) for text in TEXTS]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(parser(), articles)) == articles


def test_a_short_article_does_not_wait_for_the_end_of_a_long_one() -> None:
    parse, long = parser(), article.read("The army shelled a market in Kano. " * 1500, today=date(2024, 6, 1))
    with ThreadPoolExecutor(1) as pool:
        parsing = pool.submit(parse, long)
        for text in TEXTS:
            parse(article.read(text, today=date(2024, 6, 1)))
        assert not parsing.done()


@pytest.mark.parametrize(("text", "sizes"), [("Two died. " * 120, [50, 50, 20]), ("a-" * 3_000, [1, 1, 1, 1])])
def test_a_turn_has_fifty_sentences_or_two_thousand_words(text: str, sizes: list[int]) -> None:
    """Case 34: the parser holds 18 kB for each word of a turn, which was gigabytes for a text without blanks."""
    found = list(turns(article.read(text, today=date(2024, 1, 4)).sentences))
    assert [len(turn) for turn in found] == sizes
    assert all(len(each.text) <= TURN_WORDS for turn in found for each in turn)
