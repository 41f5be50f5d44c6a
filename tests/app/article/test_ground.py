"""Quotes are found as they stand, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.article.ground import fold, locate, slice_of

TEXT = "“The army’s  convoy\nwas hit” – police in Trust Square said; US troops left."


@given(st.text(), st.text())
def test_a_found_quote_is_the_slice_at_its_offsets(text: str, quote: str) -> None:
    found = locate(text, quote)
    if found is not None:
        assert text[found.start : found.end] == found.words == found.evidence.quote


@given(st.text(), st.integers(0, 50), st.integers(0, 50), st.text())
def test_nothing_is_found_outside_the_window(text: str, start: int, length: int, quote: str) -> None:
    found = locate(text, quote, start, start + length)
    assert found is None or start <= found.start < found.end <= start + length


@given(st.text(), st.integers(0, 30), st.integers(0, 30))
def test_words_that_stand_between_spaces_are_found(text: str, start: int, length: int) -> None:
    """Every stretch of whole words of a text is found in it."""
    words = " ".join(text.split()[start : start + length])
    framed = f"x {words} x"
    if any(character.isalnum() for character in words):
        assert locate(framed, words) is not None


@given(st.text())
def test_folding_keeps_an_origin_for_each_character(text: str) -> None:
    folded, origin = fold(text)
    assert len(folded) == len(origin)
    assert origin == sorted(origin)


@pytest.mark.parametrize(
    ("quote", "words", "match"),
    [
        ("police in Trust Square", "police in Trust Square", "exact"),
        ('"The army\'s convoy was hit" -', "“The army’s  convoy\nwas hit” –", "normalised"),
        ("the Army's convoy", "The army’s  convoy", "normalised"),
        ("the police", "police", "normalised"),
        ("US", "US", "exact"),
    ],
)
def test_white_space_quotes_dashes_case_and_a_leading_article_may_differ(quote: str, words: str, match: str) -> None:
    found = locate(TEXT, quote)
    assert found is not None
    assert (found.words, found.match) == (words, match)


@pytest.mark.parametrize("quote", ["rust Square", "pol", "fire", "five convoys", "", "  ", "—", "us troops leftover"])
def test_parts_of_words_and_absent_words_are_not_found(quote: str) -> None:
    assert locate(TEXT, quote) is None


def test_a_number_is_never_alike_another() -> None:
    """Fuzzy matchers score "killed five people" high against "killed four people"."""
    assert locate("The blast killed four people.", "killed five people") is None


@given(st.text(), st.integers(0, 40), st.integers(0, 40))
def test_a_slice_has_no_white_space_at_its_ends_and_stands_where_it_says(text: str, start: int, length: int) -> None:
    found = slice_of(text, start, start + length)
    assert text[found.start : found.end] == found.words == found.words.strip()
