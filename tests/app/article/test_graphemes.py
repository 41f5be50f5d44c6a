"""What a reader takes for one character is never cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.article.graphemes import end_of, start_of, widen
from tests.app.clusters import CAFE, DEVANAGARI, FAMILY, KEYCAP, TEXTS, THAI, edges


@pytest.mark.parametrize("cluster", [FAMILY, "🇫🇷", KEYCAP, "e\u0301", "क्ष", THAI, "\r\n", "👩🏽", "각"])
def test_a_cluster_is_held_whole_wherever_it_is_cut(cluster: str) -> None:
    text = f"a{cluster}b"
    end = 1 + len(cluster)
    assert {(start_of(text, cut), end_of(text, cut)) for cut in range(2, end)} <= {(1, end)}
    assert [start_of(text, cut) for cut in (0, 1, end, end + 1)] == [0, 1, end, end + 1]


@given(TEXTS | st.text(), st.integers(0, 60), st.integers(0, 60))
def test_a_span_is_widened_to_the_least_one_that_cuts_nothing(text: str, one: int, other: int) -> None:
    """By the plain `\\X` as oracle."""
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    if start < end:
        may = edges(text)
        assert widen(text, start, end) == (max(e for e in may if e <= start), min(e for e in may if e >= end))


def test_an_empty_span_stays_empty() -> None:
    assert widen(CAFE, 4, 4) == (4, 4)


def test_flags_in_a_row_are_parted_in_pairs() -> None:
    text = "🇫🇷🇩🇪🇺"
    assert [start_of(text, cut) for cut in range(6)] == [0, 0, 2, 2, 4, 5]


@pytest.mark.timeout(10)
@pytest.mark.parametrize("unit", ["🇫🇷", "🇫", "👩\u0301\u200d", "\u0301", "क्", "\u0600", "\r\n", DEVANAGARI])
def test_a_long_article_of_clusters_is_read_in_bounded_time(unit: str) -> None:
    r"""`\X` alone takes 100 s for 100,000 flags."""
    text = unit * (200_000 // len(unit))
    assert all(start_of(text, cut) <= cut <= end_of(text, cut) for cut in range(0, len(text), 1000))
