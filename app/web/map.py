"""A small map as SVG, drawn here from outlines that are shipped: nothing is fetched. Pure but for reading the outlines.

Equirectangular, true to scale at the middle's latitude. Boundaries are Natural Earth's, 1:50m, as they stand there.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import cos, radians
from typing import Final

from app.values.radius import RADIUS_KM
from schemas import Location

WIDTH, HEIGHT = 320, 220
"""Of the picture, in its own units."""
KM_PER_DEGREE: Final = 111.2
ACROSS: Final = 6.0
"""The least that the picture shows from west to east, in radii; and at least `LEAST_KM`."""
LEAST_KM: Final = 900.0


@dataclass(frozen=True, slots=True)
class Picture:
    """What a template draws: paths and a circle in the picture's units."""

    land: tuple[str, ...]
    x: float
    y: float
    radius: float
    label: str
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class _Ring:
    """Points in hundredths of a degree, and the box around them."""

    points: tuple[tuple[int, int], ...]
    west: int
    south: int
    east: int
    north: int


def picture(place: Location) -> Picture | None:
    """The surroundings of a place; None where it has no point."""
    if place.latitude is None or place.longitude is None:
        return None
    radius_km = RADIUS_KM.get(place.precision, RADIUS_KM["admin1"])
    scale = WIDTH / max(LEAST_KM, ACROSS * radius_km)  # units a kilometre
    frame = _Frame(place.longitude, place.latitude, scale)
    return Picture(
        tuple(frame.path(ring) for ring in _rings() if frame.shows(ring)),
        WIDTH / 2,
        HEIGHT / 2,
        max(3.0, radius_km * scale),
        f"{place.latitude:.2f}, {place.longitude:.2f}, within about {radius_km:g} km",
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    longitude: float
    latitude: float
    scale: float

    @property
    def _per_degree(self) -> tuple[float, float]:
        up = KM_PER_DEGREE * self.scale
        return up * max(0.05, cos(radians(self.latitude))), up

    def shows(self, ring: _Ring) -> bool:
        """Whether any of a ring's box is in the picture."""
        across, up = self._per_degree
        half_x, half_y = WIDTH / 2 / across, HEIGHT / 2 / up
        return (
            ring.west / 100 < self.longitude + half_x
            and ring.east / 100 > self.longitude - half_x
            and ring.south / 100 < self.latitude + half_y
            and ring.north / 100 > self.latitude - half_y
        )

    def path(self, ring: _Ring) -> str:
        """The ring as an SVG path; points closer than half a unit to the one before are left out."""
        return f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in self._thinned(ring))}Z"

    def _thinned(self, ring: _Ring) -> Iterator[tuple[float, float]]:
        across, up = self._per_degree
        before: tuple[float, float] | None = None
        for longitude, latitude in ring.points:
            x = WIDTH / 2 + (longitude / 100 - self.longitude) * across
            y = HEIGHT / 2 - (latitude / 100 - self.latitude) * up
            if before is None or abs(x - before[0]) + abs(y - before[1]) > 0.5:  # noqa: PLR2004
                before = x, y
                yield before


@cache
def _rings() -> tuple[_Ring, ...]:
    packed = (files("app.web") / "data" / "borders.json.gz").read_bytes()
    countries = json.loads(gzip.decompress(packed))
    return tuple(_ring(ring) for country in countries for ring in country["rings"])


def _ring(points: list[list[int]]) -> _Ring:
    across, up = [x for x, _ in points], [y for _, y in points]
    return _Ring(tuple((x, y) for x, y in points), min(across), min(up), max(across), max(up))
