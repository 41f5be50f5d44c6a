"""A small map as SVG, drawn here from outlines that are shipped: nothing is fetched. Pure but for reading the outlines.

Equirectangular, true to scale at the middle's latitude. Boundaries are Natural Earth's, 1:50m, as they stand there.
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import cos, radians
from typing import Final

from app.values.radius import RADIUS_KM
from app.web.naming import CountryName, Point, names_on
from schemas import Location

WIDTH, HEIGHT = 320, 220
"""Of the picture, in its own units."""
KM_PER_DEGREE: Final = 111.2
ACROSS: Final = 6.0
"""The least that the picture shows from west to east, in radii; and at least `LEAST_KM`."""
LEAST_KM: Final = 900.0
HALF_ROUND: Final = 18_000
"""Hundredths of a degree: no coast is as long between two of its points."""
AROUND: Final = 1.25
"""How much wider than its points a map of several is."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a template draws: paths, names and a circle in the picture's units."""

    land: tuple[str, ...]
    names: tuple[CountryName, ...]
    x: float
    y: float
    radius: float
    label: str
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a map of several: its circle in the picture's units, and what it stands for."""

    x: float
    y: float
    radius: float
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Overview:
    """A map of several places."""

    land: tuple[str, ...]
    names: tuple[CountryName, ...]
    spots: tuple[Spot, ...]
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class _Ring:
    """Points in hundredths of a degree, and the box around them; `name` of the country, as Natural Earth has it."""

    name: str
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
        *frame.land(((WIDTH / 2, HEIGHT / 2),)),
        WIDTH / 2,
        HEIGHT / 2,
        max(3.0, radius_km * scale),
        f"{place.latitude:.2f}, {place.longitude:.2f}, within about {radius_km:g} km",
    )


def overview(places: Sequence[tuple[str, str, Location]]) -> Overview | None:
    """All places of several that have a point, each given with its key and label; None: none has one."""
    found = [
        (key, label, each.longitude, each.latitude, RADIUS_KM.get(each.precision, RADIUS_KM["admin1"]))
        for key, label, each in places
        if each.latitude is not None and each.longitude is not None
    ]
    if not found:
        return None
    frame = _around([longitude for *_, longitude, _, _ in found], [latitude for *_, latitude, _ in found])
    spots = tuple(
        Spot(*frame.point(longitude, latitude), max(2.0, radius_km * frame.scale), key, label)
        for key, label, longitude, latitude, radius_km in found
    )
    return Overview(*frame.land(tuple((spot.x, spot.y) for spot in spots)), spots)


def _around(longitudes: Sequence[float], latitudes: Sequence[float]) -> "_Frame":
    """A frame that shows all points, and some land around them."""
    longitude, latitude = (min(longitudes) + max(longitudes)) / 2, (min(latitudes) + max(latitudes)) / 2
    across_km = (max(longitudes) - min(longitudes)) * KM_PER_DEGREE * max(0.05, cos(radians(latitude)))
    up_km = (max(latitudes) - min(latitudes)) * KM_PER_DEGREE
    least_km = max(LEAST_KM, AROUND * across_km, AROUND * up_km * WIDTH / HEIGHT)
    return _Frame(longitude, latitude, WIDTH / least_km)


@dataclass(frozen=True, slots=True)
class _Frame:
    longitude: float
    latitude: float
    scale: float

    @property
    def _per_degree(self) -> tuple[float, float]:
        up = KM_PER_DEGREE * self.scale
        return up * max(0.05, cos(radians(self.latitude))), up

    def land(self, free: Sequence[Point]) -> tuple[tuple[str, ...], tuple[CountryName, ...]]:
        """Outlines as SVG paths, and the names of their countries, which cover no point of `free`."""
        drawn = [(ring.name, list(self._drawn(ring))) for ring in _rings() if self.shows(ring)]
        paths = tuple("".join(map(_path, pieces)) for _, pieces in drawn)
        outlines = ((name, piece) for name, pieces in drawn for piece in pieces)
        return paths, names_on(outlines, WIDTH, HEIGHT, free)

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

    def point(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a place is in the picture."""
        across, up = self._per_degree
        return WIDTH / 2 + (longitude - self.longitude) * across, HEIGHT / 2 - (latitude - self.latitude) * up

    def _drawn(self, ring: _Ring) -> Iterator[list[Point]]:
        """The ring in the picture's units, in pieces where it crosses the date line."""
        return (list(self._thinned(piece)) for piece in _pieces(ring.points))

    def _thinned(self, points: Sequence[tuple[int, int]]) -> Iterator[Point]:
        """In the picture's units; points closer than half a unit to the one before are left out."""
        before: Point | None = None
        for longitude, latitude in points:
            x, y = self.point(longitude / 100, latitude / 100)
            if before is None or abs(x - before[0]) + abs(y - before[1]) > 0.5:  # noqa: PLR2004
                before = x, y
                yield before


def _path(piece: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in piece) + "Z"


def _pieces(points: tuple[tuple[int, int], ...]) -> Iterator[tuple[tuple[int, int], ...]]:
    """A ring cut where it goes from one end of the world's map to the other."""
    start = 0
    for number, ((west, _), (east, _)) in enumerate(pairwise(points), 1):
        if abs(west - east) > HALF_ROUND:
            yield points[start:number]
            start = number
    yield points[start:]


@cache
def _rings() -> tuple[_Ring, ...]:
    packed = (files("app.web") / "data" / "borders.json.gz").read_bytes()
    countries = json.loads(gzip.decompress(packed))
    return tuple(_ring(country["name"], ring) for country in countries for ring in country["rings"])


def _ring(name: str, points: list[list[int]]) -> _Ring:
    across, up = [x for x, _ in points], [y for _, y in points]
    return _Ring(name, tuple((x, y) for x, y in points), min(across), min(up), max(across), max(up))
