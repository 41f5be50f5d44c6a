"""A place as a location: how precise it is, what is derived of that, and where it has a point."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values import place_lookup
from app.values.gazetteer import Place
from app.values.locations import Position, location, named_place
from app.values.places import country
from schemas import Evidence

WORDS = Evidence(quote="Gao", start=0, end=3)
GAO, *_ = place_lookup.towns("Gao", "ML")
IDLIB, *_ = place_lookup.regions("Idlib", "SY")
MALI = country("ML")
PLACES = st.sampled_from([None, GAO, IDLIB, MALI])
POSITIONS = st.sampled_from(["in", "near", "sea"])
OPTIONAL = st.sampled_from([None, "clinic"])


@pytest.mark.parametrize(
    ("place", "more", "expected"),
    [
        (GAO, {"site": "the clinic"}, ("site", 1, 1)),
        (GAO, {}, ("town", 1, 1)),
        (GAO, {"position": "near"}, ("near_town", 2, 2)),
        (GAO, {"position": "near", "site": "a farm"}, ("near_town", 2, 2)),
        (IDLIB, {"admin2": "Harem district"}, ("admin2", 2, 3)),
        (MALI, {"admin2": "Gao Cercle"}, ("admin2", 2, 3)),
        (IDLIB, {}, ("admin1", 3, 4)),
        (IDLIB, {"site": "a village"}, ("admin1", 3, 4)),
        (MALI, {}, ("country", 3, 6)),
        (MALI, {"site": "a base"}, ("country", 3, 6)),
        (GAO, {"position": "sea"}, ("sea", 3, 7)),
        (None, {"position": "sea", "site": "Red Sea"}, ("sea", 3, 7)),
        (None, {"site": "a base"}, ("country", 3, 6)),
    ],
)
def test_the_finest_thing_that_is_named_and_known_is_the_precision(
    place: Place | None, more: dict[str, Any], expected: tuple[str, int, int]
) -> None:
    """ACLED's 1 to 3 and UCDP's 1 to 7 follow from it."""
    made = location(place, (WORDS,), **more)
    assert (made.precision, made.geo_precision, made.ucdp_where_prec) == expected


@given(PLACES, POSITIONS, OPTIONAL, OPTIONAL)
def test_a_country_and_a_sea_are_no_point(
    place: Place | None, position: Position, site: str | None, admin2: str | None
) -> None:
    """Latitude, longitude and GeoNames id are null there, and both or neither of the first two is given elsewhere."""
    made = location(place, (WORDS,), site=site, admin2=admin2, position=position)
    assert (made.latitude is None) == (made.longitude is None)
    if made.precision in ("country", "sea"):
        assert (made.latitude, made.geonames_id) == (None, None)


def test_a_district_of_which_the_region_is_not_known_has_no_point() -> None:
    """Its country's capital is not where it is."""
    assert location(MALI, (WORDS,), admin2="Gao Cercle").latitude is None


def test_a_town_has_its_names_its_point_and_its_id() -> None:
    """As GeoNames has them."""
    made = location(GAO, (WORDS,))
    assert (made.city, made.admin1, made.country, made.country_code) == ("Gao", GAO.admin1, "Mali", "ML")
    assert (made.latitude, made.longitude) == (GAO.latitude, GAO.longitude)
    assert made.geonames_id == GAO.geonames_id is not None


def test_a_region_has_a_point_and_no_id() -> None:
    """The tables have no GeoNames id of regions."""
    made = location(IDLIB, (WORDS,))
    assert (made.city, made.admin1, made.geonames_id) == (None, "Idlib", None)
    assert made.latitude is not None


def test_of_several_places_each_has_its_own_point() -> None:
    """One that the gazetteer lacks has its name alone, and a country is no point."""
    town, village, whole = (named_place(*each, WORDS) for each in (("Gao", GAO), ("Tin-Hama", None), ("Mali", MALI)))
    assert (town.geonames_id, town.latitude, town.country_code) == (GAO.geonames_id, GAO.latitude, "ML")
    assert (village.name, village.latitude, village.country_code, village.geonames_id) == ("Tin-Hama", None, None, None)
    assert (whole.country_code, whole.latitude) == ("ML", None)
