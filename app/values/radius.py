"""How far from a place's point a deed may have been."""

from typing import Final

from schemas.codes import PlacePrecision

RADIUS_KM: Final[dict[PlacePrecision, float]] = {
    "site": 10,
    "town": 10,
    "near_town": 30,
    "admin2": 60,
    "admin1": 150,
}
"""Our assumption, for circles on maps. The point of a site is its town's. A country and a sea have no point."""
