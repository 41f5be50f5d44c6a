"""The map."""

from itertools import pairwise

import pytest

from app.values.radius import RADIUS_KM
from app.web.map import HEIGHT, WIDTH, overview, picture
from app.web.naming import LINE
from schemas import Evidence, Location
from schemas.codes import PlacePrecision

WORDS = (Evidence(quote="there", start=0, end=5),)


def place(latitude: float | None, longitude: float | None, precision: PlacePrecision = "town") -> Location:
    return Location(
        latitude=latitude,
        longitude=longitude,
        precision=precision,
        geo_precision=1,
        ucdp_where_prec=1,
        evidence=WORDS,
    )


@pytest.mark.parametrize("precision", ["country", "sea"])
def test_a_country_and_a_sea_have_no_point(precision: PlacePrecision) -> None:
    assert picture(place(None, None, precision)) is None


@pytest.mark.parametrize("precision", RADIUS_KM)
def test_the_circle_is_as_wide_as_the_place_is_uncertain_and_fits_the_picture(precision: PlacePrecision) -> None:
    drawn = picture(place(33.3, 44.4, precision))
    assert drawn
    assert drawn.radius < min(WIDTH, HEIGHT) / 2
    assert f"{RADIUS_KM[precision]:g} km" in drawn.label


def test_a_coast_is_drawn_where_it_is() -> None:
    """Beirut stands on its coast: land of Lebanon to the east, nothing of it 100 km to the west."""
    drawn = picture(place(33.89, 35.50))
    assert drawn
    across = [
        float(point.split()[0])
        for path in drawn.land
        for point in path[1:-1].split("L")
        if abs(float(point.split()[1]) - HEIGHT / 2) < 6 and 0 < float(point.split()[0]) < WIDTH
    ]
    assert across
    assert all(x > WIDTH / 2 - 35 for x in across)  # 100 km are 35 units


def test_poles_and_the_date_line_are_drawn_without_failing() -> None:
    assert picture(place(89.9, 179.9))
    assert picture(place(-90.0, -180.0))


def test_a_map_of_several_places_shows_all_of_them_by_their_names() -> None:
    drawn = overview([("i1", "1", place(33.3, 44.4)), ("i2", "2", place(None, None)), ("i3", "3", place(18.5, -72.3))])
    assert drawn
    assert [(spot.key, spot.label) for spot in drawn.spots] == [("i1", "1"), ("i3", "3")]
    assert all(0 < spot.x < WIDTH and 0 < spot.y < HEIGHT for spot in drawn.spots)


def test_where_nothing_has_a_point_there_is_no_map() -> None:
    assert overview([("i1", "1", place(None, None, "country"))]) is None


def test_no_coast_is_drawn_from_one_end_of_the_world_to_the_other() -> None:
    """Land that the date line crosses is drawn in pieces."""
    drawn = overview([("i1", "1", place(-18.1, 178.4)), ("i2", "2", place(64.0, -170.0)), ("i3", "3", place(50, 0))])
    assert drawn
    for path in drawn.land:
        for piece in path[1:-1].split("ZM"):
            across = [float(point.split()[0]) for point in piece.split("L")]
            assert all(abs(one - other) < WIDTH / 2 for one, other in pairwise(across))


@pytest.mark.parametrize(("latitude", "longitude", "country"), [(33.3, 44.4, "Iraq"), (4.6, -74.0, "Colombia")])
def test_a_country_has_its_name_and_no_name_covers_the_place(latitude: float, longitude: float, country: str) -> None:
    """Where the place stands in the middle of its country, the name stands beside it."""
    drawn = picture(place(latitude, longitude))
    assert drawn
    assert country in {one.name for one in drawn.names}
    assert all(abs(one.y - drawn.y) >= LINE or abs(one.x - drawn.x) > 3 for one in drawn.names)
