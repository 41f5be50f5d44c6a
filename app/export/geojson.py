"""Events on a map: GeoJSON (RFC 7946), a feature for each, in WGS 84."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.export import cells
from app.export.about import About
from app.export.lines import Line
from app.export.table import plain
from app.values.radius import RADIUS_KM
from schemas import Location

COORDINATES: Final = ("latitude", "longitude", "geom_wkt")
"""Columns that a geometry says already."""


def as_geojson(lines: Sequence[Line], said: About) -> str:
    """A feature collection whose member `sitrep` says what it is.

    A country and a sea have no point: the geometry is null. `precision` is what the words name, from `site` to
    `country` and `sea`, and `radius_km` how far from the point the deed may have been, by our assumption.
    """
    collection = {"type": "FeatureCollection", "sitrep": said, "features": [feature(line) for line in lines]}
    return json.dumps(collection, ensure_ascii=False)


def feature(line: Line) -> dict[str, Any]:
    """One event as a feature."""
    place = line.event.incident.location
    properties = {name: value for name, value in plain(line).items() if name not in COORDINATES}
    where = {"precision": place.precision if place else None, "radius_km": _radius(place)}
    return {"type": "Feature", "id": line.event.id, "geometry": geometry(place), "properties": properties | where}


def geometry(place: Location | None) -> Mapping[str, Any] | None:
    """The point, longitude first; None where the words name no place that is one."""
    latitude, longitude = cells.point(place)
    return None if latitude is None or longitude is None else {"type": "Point", "coordinates": [longitude, latitude]}


def _radius(place: Location | None) -> float | None:
    return RADIUS_KM.get(place.precision) if place and geometry(place) else None
