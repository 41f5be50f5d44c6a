"""An article cut into segments, so that overlapping and crossing spans can be shown without nesting. Pure."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """The span [start, end) in code points that a value rests on; `value` is the value's key on the page."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Segment:
    """Text that the same values rest on, in the order in which they were given; none: plain text."""

    text: str
    values: tuple[str, ...] = ()


def segments(text: str, marks: Iterable[Mark]) -> tuple[Segment, ...]:
    """Cut the text at every end of a mark: the segments joined are the text, and none is empty.

    Example:
        >>> segments("four died", [Mark(0, 4, "a"), Mark(0, 9, "b")])
        (Segment(text='four', values=('a', 'b')), Segment(text=' died', values=('b',)))
    """
    given = [mark for mark in marks if mark.start < mark.end]
    cuts = sorted({0, len(text), *(mark.start for mark in given), *(mark.end for mark in given)})
    begins: dict[int, list[int]] = {}
    for number, mark in enumerate(given):
        begins.setdefault(mark.start, []).append(number)
    found, current = [], set[int]()
    for start, end in itertools.pairwise(cuts):
        current = {number for number in current if given[number].end > start} | set(begins.get(start, ()))
        values = dict.fromkeys(given[number].value for number in sorted(current))
        found.append(Segment(text[start:end], tuple(values)))
    return tuple(found)
