"""Spans as tags and as stretches of whole words."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.encoder.shown import Span
from app.encoder.tags import BEGINS, GOES_ON, LONGEST, OUTSIDE, possible, spans_of, tags_of
from tests.app.encoder.fakes import shown, span_of


def test_a_span_begins_and_goes_on() -> None:
    """Two that touch, and what stands around them."""
    wanted = [OUTSIDE, BEGINS, GOES_ON, BEGINS, OUTSIDE]
    assert tags_of([Span(1, 2), Span(3, 3)], 5) == wanted


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=6))
def test_sure_stretches_that_do_not_overlap_are_the_spans(steps: list[tuple[int, int]]) -> None:
    """Also those that touch."""
    spans, at = [], 0
    for gap, length in steps:
        spans.append(Span(at + gap, at + gap + length))
        at += gap + length + 1
    chances = np.full((at + 1, LONGEST), 0.1)
    for span in spans:
        chances[span.first, span.last - span.first] = 0.9
    assert spans_of(chances, 0.5) == spans


def test_of_two_that_overlap_the_likelier_is_a_span() -> None:
    """Though the other one stands before it."""
    chances = np.zeros((6, LONGEST))
    chances[1, 2], chances[3, 1] = 0.6, 0.8
    assert spans_of(chances, 0.5) == [Span(3, 4)]


def test_a_stretch_is_of_whole_words_in_one_sentence() -> None:
    """Neither the beginning of a word nor the end of a sentence and the beginning of the next."""

    class Letters:
        def encode(self, text: str, add_special_tokens: bool = True) -> object:
            offsets = [(at, at + 1) for at, letter in enumerate(text) if not letter.isspace()]
            return type("Encoded", (), {"ids": [1000] * len(offsets), "offsets": offsets})()

    given = shown("Rebels shelled Aden. Four died.", Letters())
    allowed = possible(given)
    first = [span_of(given, words) for words in ("Rebels", "Aden")]
    assert [allowed[span.first][span.last - span.first] for span in first] == [True, True]
    for part in ("Rebel", "ebels", "Aden. Four"):
        span = span_of(given, part)
        assert not allowed[span.first][span.last - span.first]
