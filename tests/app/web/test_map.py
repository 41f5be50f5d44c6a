"""The map."""

import pytest

from app.values.radius import RADIUS_KM
from app.web.map import HEIGHT, WIDTH, picture
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
