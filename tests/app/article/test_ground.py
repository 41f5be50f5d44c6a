"""Quotes are found as they stand, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.article import ground
from app.article.graphemes import end_of, start_of
from app.article.ground import fold, locate, slice_of, widened
from schemas import Evidence
from tests.app.clusters import TEXTS, edges

TEXT = "“The army’s  convoy\nwas hit” – police in Trust Square said; US troops left."


@given(st.text(), st.text())
def test_a_found_quote_is_the_slice_at_its_offsets(text: str, quote: str) -> None:
    found = locate(text, quote)
    if found is not None:
        assert text[found.start : found.end] == found.words == found.evidence.quote


@given(TEXTS | st.text(), st.integers(0, 50), st.integers(0, 50), st.text() | st.sampled_from(["4", "cafe", "क"]))
def test_nothing_is_found_outside_the_window(text: str, first: int, length: int, quote: str) -> None:
    """The window is one that a sentence can be: it cuts no grapheme cluster."""
    start, end = start_of(text, first), end_of(text, first + length)
    found = locate(text, quote, start, end)
    assert found is None or start <= found.start < found.end <= end


@given(TEXTS, st.data())
def test_a_quote_cuts_no_grapheme_cluster(text: str, data: st.DataObject) -> None:
    """Whatever stretch of the text is asked for, cut or not: family emoji, flags, accents, syllables, CR LF."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for found in filter(None, (locate(text, text[start:end]), slice_of(text, start, end))):
        assert text[found.start : found.end] == found.words
        assert found.start == found.end or {found.start, found.end} <= edges(text)


@pytest.mark.parametrize(
    ("text", "quote", "words"),
    [
        ("At Jose\u0301, four died.", "Jose", "Jose\u0301"),
        ("It killed 4\ufe0f\u20e3 people.", "4", "4\ufe0f\u20e3"),
        ("क्षति हुई", "क", "क्षति"[:3]),
        ("They came by 🚗\u200d", "came by", "came by"),
    ],
)
def test_a_quote_that_would_end_within_a_character_is_widened_and_says_so(text: str, quote: str, words: str) -> None:
    found = locate(text, quote)
    assert found is not None
    assert (found.words, found.match) == (words, "exact" if words == quote else "normalised")


def test_evidence_that_cuts_nothing_is_the_same_and_other_is_widened() -> None:
    text = "cafe\u0301 4"
    cut, whole = (Evidence(quote=text[a:b], start=a, end=b) for a, b in ((0, 4), (0, 5)))
    assert widened(text, whole) is whole
    assert widened(text, cut) == whole.model_copy(update={"match": "normalised"})


@given(st.text(), st.integers(0, 30), st.integers(0, 30))
def test_words_that_stand_between_spaces_are_found(text: str, start: int, length: int) -> None:
    """Every stretch of whole words of a text is found in it."""
    words = " ".join(text.split()[start : start + length])
    framed = f"x {words} x"
    if any(character.isalnum() for character in words):
        assert locate(framed, words) is not None


@given(st.text())
def test_a_text_without_gaps_is_folded_at_once_as_it_is_singly(text: str) -> None:
    folded, origin = fold(text)
    assert (folded, list(origin)) == (ground._folded_singly(text)[0], list(ground._folded_singly(text)[1]))


@given(st.text())
def test_folding_keeps_an_origin_for_each_character(text: str) -> None:
    folded, origin = fold(text)
    assert len(folded) == len(origin)
    assert list(origin) == sorted(origin)


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
    """But for a space that is part of a character, as one under an accent."""
    found = slice_of(text, start, start + length)
    assert text[found.start : found.end] == found.words
    left = len(found.words) - len(found.words.lstrip())
    right = len(found.words.rstrip())
    assert not left or left not in edges(found.words)
    assert right == len(found.words) or right not in edges(found.words)
