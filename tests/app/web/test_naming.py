"""Names of countries on a map."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.naming import LETTER, LINE, clipped, doubled_area, is_inside, middle, names_on

SQUARE = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]
HORSESHOE = [(0.0, 0.0), (90.0, 0.0), (90.0, 90.0), (60.0, 90.0), (60.0, 20.0), (30.0, 20.0), (30.0, 90.0), (0.0, 90.0)]
POINTS = st.tuples(st.floats(-200, 400), st.floats(-200, 400))


@given(st.lists(POINTS, min_size=3, max_size=3))
def test_what_is_clipped_is_in_the_picture_and_no_larger(ring: list[tuple[float, float]]) -> None:
    """Of any triangle."""
    shown = clipped(ring, 320, 220)
    assert all(-1e-6 <= x <= 320 + 1e-6 and -1e-6 <= y <= 220 + 1e-6 for x, y in shown)
    assert abs(doubled_area(shown)) <= abs(doubled_area(ring)) + 1e-6


def test_a_ring_that_holds_the_picture_is_clipped_to_it() -> None:
    """A country of which the picture shows no border fills it."""
    assert abs(doubled_area(clipped([(-9, -9), (999, -9), (999, 999), (-9, 999)], 320, 220))) / 2 == pytest.approx(
        320 * 220
    )


def test_nothing_is_left_of_a_ring_beside_the_picture() -> None:
    """A country that is not in the picture has no area there, and no name."""
    beside = [(400.0, 0.0), (500.0, 0.0), (500.0, 100.0)]
    assert clipped(beside, 320, 220) == []
    assert names_on([("Beside", beside)], 320, 220) == ()


def test_a_name_stands_in_the_middle_or_beside_what_it_may_not_cover() -> None:
    """The middle of a square is (50, 50)."""
    assert [(one.x, one.y) for one in names_on([("Land", SQUARE)], 320, 220)] == [(50, 50)]
    (moved,) = names_on([("Land", SQUARE)], 320, 220, free=[(50.0, 50.0)])
    assert abs(moved.y - 50) >= LINE
    assert is_inside((moved.x, moved.y), SQUARE)


def test_a_country_whose_middle_is_outside_of_it_has_no_name_in_its_neighbour() -> None:
    """The middle of a horseshoe, and what is below it, is another's land; the name stands in the bend or nowhere."""
    assert not is_inside(middle(HORSESHOE), HORSESHOE)
    assert all(is_inside((one.x, one.y), HORSESHOE) for one in names_on([("Bend", HORSESHOE)], 320, 220))


def test_two_names_do_not_meet() -> None:
    """Of two outlines with one middle, the smaller one's name moves."""
    inner = [(x / 2 + 25, y / 2 + 25) for x, y in SQUARE]
    one, other = names_on([("Inner", inner), ("Outer", SQUARE)], 320, 220)
    assert one.name == "Outer"
    assert abs(one.y - other.y) >= LINE or abs(one.x - other.x) >= LETTER * 5
