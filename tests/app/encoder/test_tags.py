"""Spans as tags, and back."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.encoder.shown import Span
from app.encoder.tags import spans_of, tags_of, whole_words
from tests.app.encoder.fakes import shown, span_of


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=6))
def test_spans_that_do_not_overlap_come_back(steps: list[tuple[int, int]]) -> None:
    """Also those that touch."""
    spans, at = [], 0
    for gap, length in steps:
        spans.append(Span(at + gap, at + gap + length))
        at += gap + length + 1
    assert spans_of(np.eye(3)[tags_of(spans, at + 1)]) == spans


def test_what_goes_on_from_nothing_begins() -> None:
    """A tagger can say it."""
    assert spans_of(np.eye(3)[[0, 2, 2, 0]]) == [Span(1, 2)]


def test_a_span_is_widened_to_whole_words() -> None:
    """Pieces of one word stay together; those of two words do not."""

    class Letters:
        def encode(self, text: str, add_special_tokens: bool = True) -> object:
            offsets = [(at, at + 1) for at, letter in enumerate(text) if not letter.isspace()]
            return type("Encoded", (), {"ids": [1000] * len(offsets), "offsets": offsets})()

    given = shown("Rebels shelled Aden.", Letters())
    inside = span_of(given, "ebel")
    assert [given.words(one) for one in whole_words(given, [inside])] == ["Rebels"]
