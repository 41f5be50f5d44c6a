"""Spans as tags of pieces (outside, begins, goes on), and back. Torch for the scores alone."""

from collections.abc import Iterable
from typing import Any

from app.encoder.shown import Shown, Span

OUTSIDE, BEGINS, GOES_ON = 0, 1, 2


def tags_of(spans: Iterable[Span], length: int) -> list[int]:
    """The tag of each of `length` pieces; where spans overlap, the later one goes before."""
    tags = [OUTSIDE] * length
    for span in spans:
        tags[span.first : span.last + 1] = [BEGINS] + [GOES_ON] * (span.last - span.first)
    return tags


def spans_of(scores: Any) -> list[Span]:
    """The spans of the best tag of each piece, scores (pieces, 3); what goes on from nothing begins."""
    found: list[Span] = []
    for at, tag in enumerate(scores.argmax(-1).tolist()):
        if tag == GOES_ON and found and found[-1].last == at - 1:
            found[-1] = Span(found[-1].first, at)
        elif tag != OUTSIDE:
            found.append(Span(at, at))
    return found


def whole_words(shown: Shown, spans: Iterable[Span]) -> list[Span]:
    """The spans, widened to whole words; those that meet are one."""
    found: list[Span] = []
    for span in spans:
        first, last = span.first, span.last
        while first > 0 and _joined(shown, first - 1):
            first -= 1
        while last + 1 < len(shown.pieces) and _joined(shown, last):
            last += 1
        if found and first <= found[-1].last:
            found[-1] = Span(found[-1].first, max(last, found[-1].last))
        elif shown.starts[first] < shown.ends[first]:
            found.append(Span(first, last))
    return found


def _joined(shown: Shown, at: int) -> bool:
    """Whether a piece and the next are parts of one word."""
    text, end = shown.article.text, shown.ends[at]
    touch = end == shown.starts[at + 1] and shown.starts[at] < end < len(text)
    return touch and text[end - 1].isalnum() and text[end].isalnum()
