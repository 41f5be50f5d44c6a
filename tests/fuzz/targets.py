"""What must hold for any text: each target takes bytes, and raises when it does not."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from app.article import ground
from app.values import counts, dates

LONGEST: Final = 2000
"""Bytes of an input: a sentence has 200."""


def quotes(data: bytes) -> None:
    """What is found stands in the text, and what is cut out of it at its words is found."""
    quote, _, text = data.decode(errors="replace").partition("\n")
    found = ground.locate(text, quote)
    if found is not None:
        assert text[found.start : found.end] == found.words == found.evidence.quote
        assert any(character.isalnum() for character in found.words)
    words = text.split(" ")
    if words and any(character.isalnum() for character in words[0]):
        assert ground.locate(text, words[0]) is not None


def numbers(data: bytes) -> None:
    """Counts stand where they say, in order, and none is upside down."""
    text, end = data.decode(errors="replace"), 0
    for hit in counts.find(text):
        assert end <= hit.start < hit.end
        assert text[hit.start : hit.end] == hit.text
        assert counts.words(hit.count)
        if hit.count.min is not None and hit.count.max is not None:
            assert 0 <= hit.count.min <= hit.count.max
        end = hit.end


def days(data: bytes) -> None:
    """Temporal expressions stand where they say, in order, and no span ends before it begins."""
    text, end = data.decode(errors="replace"), 0
    for hit in dates.find(text):
        assert end <= hit.start < hit.end <= len(text)
        end = hit.end
    for published_on in (None, date(2024, 1, 4), date.min, date.max):
        span = dates.resolve(text, published_on)
        if span is not None and span.start is not None and span.end is not None:
            assert span.start <= span.end


TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {"quotes": quotes, "numbers": numbers, "days": days}
