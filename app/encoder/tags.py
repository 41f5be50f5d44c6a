"""Spans as tags of pieces (outside, begins, goes on), and the stretches of whole words that are spans. No torch."""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np

from app.encoder.shown import Shown, Span

OUTSIDE, BEGINS, GOES_ON = 0, 1, 2
LONGEST: Final = 12
"""Pieces of the longest span that is found."""


def tags_of(spans: Iterable[Span], length: int) -> list[int]:
    """The tag of each of `length` pieces; where spans overlap, the later one goes before."""
    tags = [OUTSIDE] * length
    for span in spans:
        tags[span.first : span.last + 1] = [BEGINS] + [GOES_ON] * (span.last - span.first)
    return tags


def possible(shown: Shown) -> list[list[bool]]:
    """Whether the pieces [i, i + l] are whole words of one sentence, by i and by l below `LONGEST`."""
    length = len(shown.pieces)
    real = [start < end for start, end in zip(shown.starts, shown.ends, strict=True)]
    joined = [at + 1 < length and _joined(shown, at) for at in range(length)]
    begins = [real[at] and not (at > 0 and joined[at - 1]) for at in range(length)]
    ends = [real[at] and not joined[at] for at in range(length)]
    return [
        [
            at + more < length and begins[at] and ends[at + more] and shown.owners[at] == shown.owners[at + more]
            for more in range(LONGEST)
        ]
        for at in range(length)
    ]


def spans_of(chances: Any, limit: float) -> list[Span]:
    """The likeliest stretches that do not overlap, of chances (pieces, lengths) above a limit; in their order."""
    likely = [(float(chances[at, more]), int(at), int(more)) for at, more in np.argwhere(chances > limit)]
    taken = np.zeros(len(chances), dtype=bool)
    found: list[Span] = []
    for _, at, more in sorted(likely, key=lambda each: (-each[0], each[1:])):
        if not taken[at : at + more + 1].any():
            taken[at : at + more + 1] = True
            found.append(Span(at, at + more))
    return sorted(found)


def _joined(shown: Shown, at: int) -> bool:
    """Whether a piece and the next are parts of one word."""
    text, end = shown.article.text, shown.ends[at]
    touch = end == shown.starts[at + 1] and shown.starts[at] < end < len(text)
    return touch and text[end - 1].isalnum() and text[end].isalnum()
