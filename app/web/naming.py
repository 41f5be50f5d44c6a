"""Where the names of countries stand on a small map: in the middle of what of each the picture shows. Pure.

What is shown is the ring clipped to the picture (Sutherland and Hodgman); its middle is the centroid of that area.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from typing import Final

Point = tuple[float, float]
LEAST: Final = 700.0
"""Square units of the picture: of what is smaller no name is drawn."""
LETTER, LINE = 3.9, 8.0
"""Width of a letter and height of a line at the size that names are drawn in, in units of the picture."""
LINES: Final = (0, 1.5, -1.5, 3, -3)
"""How far from the middle a name may stand, in lines."""


@dataclass(frozen=True, slots=True)
class CountryName:
    """A name, drawn around its middle (x, y)."""

    x: float
    y: float
    name: str

    @property
    def half(self) -> float:
        """Half its width."""
        return len(self.name) * LETTER / 2


def names_on(
    rings: Iterable[tuple[str, Sequence[Point]]], width: float, height: float, free: Sequence[Point] = ()
) -> tuple[CountryName, ...]:
    """The names that have room, the largest countries first; no two of them meet, and none covers a point of `free`.

    Args:
        rings: the name of a country with an outline of it, in units of the picture; a country may have several.
        width: of the picture.
        height: of the picture.
        free: points that no name may cover.
    """
    largest: dict[str, tuple[float, list[Point]]] = {}
    for name, ring in rings:
        shown = clipped(ring, width, height)
        area = abs(doubled_area(shown)) / 2
        if area > max(LEAST, largest.get(name, (0.0, []))[0]):
            largest[name] = area, shown
    placed: list[CountryName] = []
    for name, (_, shown) in sorted(largest.items(), key=lambda item: -item[1][0]):
        places = _places(name, shown, width, height)
        placed.extend(islice((one for one in places if _has_room(one, placed, free)), 1))
    return tuple(placed)


def _places(name: str, shown: Sequence[Point], width: float, height: float) -> Iterator[CountryName]:
    """The middle, then lines below and above it, where they are inside; none for a name wider than the picture."""
    x, y = middle(shown)
    half = CountryName(x, y, name).half
    for lines in LINES if 2 * half <= width else ():
        if is_inside((x, y + lines * LINE), shown):
            across = min(max(x, half), width - half)
            yield CountryName(across, min(max(y + lines * LINE, LINE), height - LINE), name)


def _has_room(one: CountryName, placed: Iterable[CountryName], free: Iterable[Point]) -> bool:
    """Whether a name meets none that is placed, and stays half a line away from each point of `free`."""
    taken = chain(((other.x, other.y, other.half) for other in placed), ((x, y, LINE / 2) for x, y in free))
    return all(abs(one.y - y) >= LINE or abs(one.x - x) >= one.half + half for x, y, half in taken)


def clipped(ring: Sequence[Point], width: float, height: float) -> list[Point]:
    """What of a ring is in [0, width] x [0, height]; an empty list where nothing is."""
    shown = list(ring)
    for axis, bound, sign in ((0, 0.0, 1), (0, width, -1), (1, 0.0, 1), (1, height, -1)):
        shown = list(_cut(shown, axis, bound, sign))
    return shown


def _cut(ring: Sequence[Point], axis: int, bound: float, sign: int) -> Iterator[Point]:
    """The part of a ring on one side of a line: where `sign` times its coordinate is not below that of the bound."""
    for one, other in pairwise([*ring[-1:], *ring]):
        before, after = sign * (one[axis] - bound), sign * (other[axis] - bound)
        if (before < 0) != (after < 0):
            share = before / (before - after)
            yield one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])
        if after >= 0:
            yield other


def doubled_area(ring: Sequence[Point]) -> float:
    """Twice the area of a ring, negative where it runs the other way round."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring[-1:], *ring]))


def middle(ring: Sequence[Point]) -> Point:
    """The centroid of a ring with an area."""
    doubled = doubled_area(ring)
    x = y = 0.0
    for a, b in pairwise([*ring[-1:], *ring]):
        cross = a[0] * b[1] - b[0] * a[1]
        x += (a[0] + b[0]) * cross
        y += (a[1] + b[1]) * cross
    return x / (3 * doubled), y / (3 * doubled)


def is_inside(point: Point, ring: Sequence[Point]) -> bool:
    """Whether a point is in a ring, by how often a line from it to the right crosses it."""
    x, y = point
    crossings = (
        (a[1] > y) != (b[1] > y) and x < a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
        for a, b in pairwise([*ring[-1:], *ring])
    )
    return sum(crossings) % 2 == 1
