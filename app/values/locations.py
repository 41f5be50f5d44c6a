"""A place of the gazetteer as a location of the record: its names, its precision, and its point where it has one."""

from collections.abc import Iterable
from typing import Final, Literal

from app.values.gazetteer import Place
from schemas import Evidence, Location, NamedPlace
from schemas.codes import GEO_PRECISION_OF, UCDP_PRECISION_OF, PlacePrecision

Position = Literal["in", "near", "sea"]
"""Where a deed was done: in the town or region that is named, near the town, or at sea off it."""
_NO_POINT: Final[frozenset[PlacePrecision]] = frozenset({"country", "sea"})


def location(
    place: Place | None,
    evidence: Iterable[Evidence],
    *,
    site: str | None = None,
    admin2: str | None = None,
    position: Position = "in",
    places: Iterable[NamedPlace] = (),
) -> Location:
    """The location at a place of the gazetteer; None: the words name a site or a district in no known country.

    A country and a sea have no point, nor has a district of which only the country is known. The point of a site, of
    the surroundings of a town, and of a district is the town's or the region's: `precision` says what it stands for.
    """
    precision = _precision(place, site, admin2, position)
    point = place if place and place.kind != "country" and precision not in _NO_POINT else None
    return Location(
        site=site,
        city=place.name if place and place.kind == "city" else None,
        admin2=admin2,
        admin1=place.admin1_name if place else None,
        country=place.country if place else None,
        country_code=place.country_code if place else None,
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
        geonames_id=point.geonames_id if point else None,
        precision=precision,
        geo_precision=GEO_PRECISION_OF[precision],
        ucdp_where_prec=UCDP_PRECISION_OF[precision],
        places=tuple(places),
        evidence=tuple(evidence),
    )


def _precision(place: Place | None, site: str | None, admin2: str | None, position: Position) -> PlacePrecision:
    """The finest thing that is named and known: a site in a place that is no town is known no better than it."""
    if position == "sea":
        return "sea"
    if place is not None and place.kind == "city":
        return "near_town" if position == "near" else "site" if site else "town"
    if admin2 is not None and place is not None:
        return "admin2"
    return "admin1" if place is not None and place.kind == "region" else "country"


def named_place(name: str, place: Place | None, evidence: Evidence) -> NamedPlace:
    """One of several places of a deed; None: the gazetteer lacks it."""
    point = place if place and place.kind != "country" else None
    return NamedPlace(
        name=name,
        admin1=place.admin1_name if place else None,
        country_code=place.country_code if place else None,
        geonames_id=point.geonames_id if point else None,
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
        evidence=(evidence,),
    )
