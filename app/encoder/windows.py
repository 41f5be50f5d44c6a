"""A long article in windows that the encoder can hold. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 510
"""Pieces of a window; the encoders have 512 positions, MPNet's from 2 on."""
AROUND: Final = 96
"""Pieces before and after that a window shows besides those that are taken from it, about."""


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces [start, end) are shown, of which [keep_from, keep_to) are taken; all taken parts make up the article."""

    start: int
    end: int
    keep_from: int
    keep_to: int


def windows(markers: Sequence[int], length: int, longest: int = LONGEST, around: int = AROUND) -> list[Window]:
    """Windows over `length` pieces, taken at sentence starts where a sentence is no longer than a window.

    Example: an article of no more than `longest` pieces is one window.
    """
    if length <= longest:
        return [Window(0, length, 0, length)]
    bounds = [*markers, length]
    found, at = [], 0
    while at < length:
        limit = at + longest - 2 * around
        end = max((bound for bound in bounds if at < bound <= limit), default=min(limit, length))
        found.append(Window(max(0, at - around), min(length, end + around), at, end))
        at = end
    return found
