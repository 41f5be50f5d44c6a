"""Counts are written in one way each, and read back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values import counts
from app.values.count_notation import read_count, write_count
from app.values.count_words import PLURALS
from schemas import Count

NUMBERS = st.integers(min_value=0, max_value=10**15 - 1)


def _range(ends: tuple[int, int]) -> Count:
    return Count(min=min(ends), max=max(ends), qualifier="about")


COUNTS = st.one_of(
    st.builds(lambda number: Count(min=number, max=number), NUMBERS),
    st.builds(lambda number: Count(min=number, max=None, qualifier="at_least"), NUMBERS),
    st.builds(lambda number: Count(min=None, max=number, qualifier="at_most"), NUMBERS),
    st.builds(_range, st.tuples(NUMBERS, NUMBERS)),
    st.builds(lambda least: Count(min=least, max=None, qualifier="plural"), st.sampled_from(sorted(PLURALS.values()))),
)


@pytest.mark.parametrize(
    ("written", "count"),
    [
        (0, Count(min=0, max=0)),
        (4, Count(min=4, max=4)),
        ("4", Count(min=4, max=4)),
        ("1,200", Count(min=1_200, max=1_200)),
        ("at least 2", Count(min=2, max=None, qualifier="at_least")),
        ("At  least 12,000 ", Count(min=12_000, max=None, qualifier="at_least")),
        ("at most 10", Count(min=None, max=10, qualifier="at_most")),
        ("about 40", Count(min=40, max=40, qualifier="about")),
        ("2 to 3", Count(min=2, max=3, qualifier="about")),
        ("several", Count(min=2, max=None, qualifier="plural")),
        ("dozens", Count(min=24, max=None, qualifier="plural")),
        ("hundreds of thousands", Count(min=200_000, max=None, qualifier="plural")),
    ],
)
def test_a_count_is_read_as_it_is_written(written: int | str, count: Count) -> None:
    """Each writing means one count."""
    assert read_count(written) == count


@pytest.mark.parametrize("written", ["four", "at least two", "12,00", "4 dead", "", "3 to 2", "-1", -1, "at least"])
def test_what_is_no_count_is_refused(written: int | str) -> None:
    """English number words and half a number are no writing."""
    with pytest.raises(ValueError):
        read_count(written)


@given(COUNTS)
def test_what_is_written_is_read_back(count: Count) -> None:
    """Nothing of a count is lost in its writing."""
    assert read_count(write_count(count)) == count


@pytest.mark.parametrize(
    "words",
    [
        "no one",
        "two",
        "at least a dozen people",
        "more than 20",
        "fewer than five",
        "some 40",
        "two or three hundred",
        "several dozen",
        "a few",
        "a handful",
        "scores of",
        "several hundred",
        "many thousand",
        "several million",
        "tens of thousands",
        "hundreds of millions",
        "30 or so",
        "300-plus",
        "half a million",
    ],
)
def test_each_count_of_the_article_has_a_writing(words: str) -> None:
    """What `app.values.counts` reads can be put into a draft."""
    count = counts.parse(words)
    assert count is not None
    assert read_count(write_count(count)) == count


@pytest.mark.parametrize(
    "count",
    [
        Count(min=2, max=3),
        Count(min=2, max=3, qualifier="at_least"),
        Count(min=None, max=3, qualifier="about"),
        Count(min=7, max=None, qualifier="plural"),
    ],
)
def test_a_count_that_contradicts_itself_has_no_writing(count: Count) -> None:
    """A count that the notation cannot say is refused, and not written as another."""
    with pytest.raises(ValueError):
        write_count(count)
