"""Characters as a reader sees them: extended grapheme clusters (Unicode UAX #29), which no quote may cut. Pure.

A family emoji, a flag, a letter with its accents, a Devanagari syllable and CR LF are one cluster each, of several code
points.
"""

import re
from bisect import bisect_left
from functools import lru_cache
from typing import Final

import regex

_CLUSTER: Final = regex.compile(r"[\U0001F1E6-\U0001F1FF]{2}[\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}]*|\X")
r"""Flags stand apart: for each, `\X` looks back over all flags before it, in time quadratic in a run of them."""
_LINE_BREAK: Final = re.compile("\r\n")
"""The only cluster of several characters in ASCII."""


def start_of(text: str, offset: int) -> int:
    """Where the cluster begins that `offset` cuts; `offset` itself where it cuts none.

    >>> start_of("cafe\u0301", 4)
    3
    """
    return _around(text, offset)[0]


def end_of(text: str, offset: int) -> int:
    """Where the cluster ends that `offset` cuts; `offset` itself where it cuts none.

    >>> end_of("cafe\u0301", 4)
    5
    """
    return _around(text, offset)[1]


def widen(text: str, start: int, end: int) -> tuple[int, int]:
    """The least [start, end) that holds the given one and cuts no cluster; an empty one stays as it is."""
    return (start_of(text, start), end_of(text, end)) if start < end else (start, end)


def _around(text: str, offset: int) -> tuple[int, int]:
    clusters = _clusters(text)
    before = bisect_left(clusters, (offset,)) - 1
    if before >= 0 and clusters[before][1] > offset:
        return clusters[before]
    return offset, offset


@lru_cache(maxsize=16)  # each quote of an article asks
def _clusters(text: str) -> tuple[tuple[int, int], ...]:
    """The clusters of several code points, in order."""
    found = _LINE_BREAK.finditer(text) if text.isascii() else _CLUSTER.finditer(text)
    return tuple(match.span() for match in found if match.end() - match.start() > 1)
