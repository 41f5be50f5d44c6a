"""How words hang together: what is under, above and below a word, and which one governs a stretch."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reader.syntax import NOT_PARSED, Tree, Word, tree

SENTENCE: Final = "The army shelled our village market"
SHELLED: Final = tree(
    tuple(
        Word(index, SENTENCE.index(text), SENTENCE.index(text) + len(text), text, text.lower(), pos, "", dep, head, "")
        for index, (text, pos, dep, head) in enumerate(
            (
                ("The", "DET", "det", 1),
                ("army", "NOUN", "nsubj", 2),
                ("shelled", "VERB", "ROOT", 2),
                ("our", "PRON", "poss", 5),
                ("village", "NOUN", "compound", 5),
                ("market", "NOUN", "dobj", 2),
            )
        )
    )
)

HEADS: Final = st.integers(0, 12).flatmap(lambda n: st.tuples(*(st.integers(0, i) for i in range(n))))
"""Governors of n words; each hangs on one before it or is a root."""


def texts(words: tuple[Word, ...]) -> list[str]:
    return [word.text for word in words]


def hanging(heads: tuple[int, ...]) -> Tree:
    """A tree of words of one letter with these governors, each word one code point from the next."""
    return tree(tuple(Word(i, 2 * i, 2 * i + 1, "w", "w", "X", "X", "dep", head, "") for i, head in enumerate(heads)))


@pytest.mark.parametrize(
    ("stretch", "words"),
    [
        ("army shelled", ["army", "shelled"]),
        ("rmy shelled", ["shelled"]),
        ("army shell", ["army"]),
        (" ", []),
    ],
)
def test_a_stretch_holds_the_words_that_lie_wholly_in_it(stretch: str, words: list[str]) -> None:
    start = SENTENCE.index(stretch)
    assert texts(SHELLED.at(start, start + len(stretch))) == words


@pytest.mark.parametrize(
    ("deps", "words"),
    [((), ["army", "market"]), (("dobj",), ["market"]), (("nsubj", "dobj"), ["army", "market"]), (("agent",), [])],
)
def test_what_depends_on_a_word_is_picked_by_label(deps: tuple[str, ...], words: list[str]) -> None:
    assert texts(SHELLED.under(SHELLED.words[2], *deps)) == words


def test_the_governors_of_a_word_are_told_from_the_nearest_to_the_root() -> None:
    assert texts(tuple(SHELLED.above(SHELLED.words[4]))) == ["market", "shelled"]


def test_a_root_has_no_governor() -> None:
    assert tuple(SHELLED.above(SHELLED.words[2])) == ()


def test_below_a_word_are_itself_and_all_that_hangs_on_it() -> None:
    assert sorted(texts(tuple(SHELLED.below(SHELLED.words[5])))) == ["market", "our", "village"]


@pytest.mark.parametrize(
    ("stretch", "head"),
    [
        ("village market", "market"),
        ("The army", "army"),
        ("army shelled our village market", "shelled"),
        ("village", "village"),
    ],
)
def test_a_stretch_is_governed_by_the_word_whose_governor_lies_outside(stretch: str, head: str) -> None:
    start = SENTENCE.index(stretch)
    found = SHELLED.head_of(start, start + len(stretch))
    assert found is not None
    assert found.text == head


def test_a_stretch_without_a_whole_word_has_no_head() -> None:
    assert SHELLED.head_of(0, 2) is None


def test_an_article_that_nobody_has_parsed_has_no_words() -> None:
    assert NOT_PARSED.at(0, 100) == ()
    assert NOT_PARSED.head_of(0, 100) is None


@given(HEADS)
def test_children_and_heads_tell_the_same(heads: tuple[int, ...]) -> None:
    whole = hanging(heads)
    told = {(head, index) for index, head in enumerate(heads) if head != index}
    assert {(parent, child) for parent, children in enumerate(whole.children) for child in children} == told


@given(HEADS)
def test_below_and_above_are_each_other_s_converse(heads: tuple[int, ...]) -> None:
    whole = hanging(heads)
    for word in whole.words:
        under = {below.index for below in whole.below(word)} - {word.index}
        assert under == {other.index for other in whole.words if word in tuple(whole.above(other))}


@given(HEADS, st.integers(0, 24), st.integers(0, 24))
def test_a_head_lies_in_its_stretch_and_its_governor_does_not(heads: tuple[int, ...], start: int, end: int) -> None:
    whole = hanging(heads)
    head = whole.head_of(start, end)
    inside = whole.at(start, end)
    assert (head is None) is not bool(inside)
    assert head is None or (head in inside and (head.head == head.index or whole.words[head.head] not in inside))
