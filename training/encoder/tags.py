"""Spans as tags of pieces (outside, begins, goes on), and back. Torch for the scores alone."""

from collections.abc import Iterable
from typing import Any

from training.encoder.shown import Span

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
