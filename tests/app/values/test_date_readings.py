"""What the words for a time may mean besides the computed days, and no more."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.date_readings import may_mean

THURSDAY = date(2024, 1, 4)


def allowed(words: str, start: str, end: str | None = None) -> bool:
    return may_mean(words, THURSDAY, date.fromisoformat(start), date.fromisoformat(end or start))


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("on Sunday and Monday", "2023-12-31", "2024-01-01"),
        ("13 to 15 August", "2023-08-13", "2023-08-15"),
        ("13 to 15 August", "2019-08-13", "2019-08-15"),
        ("August 13 and 14", "2023-08-13", "2023-08-14"),
        ("two weeks ago", "2023-12-18", "2023-12-24"),
        ("in October", "2020-10-01", "2020-10-31"),
        ("Tuesday night", "2024-01-02", "2024-01-03"),
        ("in the early hours of Thursday", "2024-01-03", "2024-01-04"),
        ("next Thursday", "2024-01-11", None),
    ],
)
def test_readings_of_the_words_are_allowed(words: str, start: str, end: str | None) -> None:
    """Other weeks, other years, several days, around midnight."""
    assert allowed(words, start, end)


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("13 to 15 August", "2023-08-16"),
        ("August 7, 2021", "2022-08-07"),
        ("last October", "2020-10-03"),
        ("since Monday", "2023-12-25"),
        ("on Thursday", "2023-12-21"),
        ("on Thursday", "2024-01-05"),
        ("31 and 30 September", "2023-09-29"),
    ],
)
def test_other_days_are_not(words: str, start: str) -> None:
    """A year of its own, a far week and a day beside it are no readings."""
    assert not allowed(words, start)


EXPRESSIONS = ["one week ago", "on Friday", "since May", "May 31 and 32", "31 to 30 April", "early 2020", "overnight"]


@given(
    st.text() | st.sampled_from(EXPRESSIONS),
    st.none() | st.just(date(1, 1, 9)) | st.just(date.max) | st.dates(),
    st.dates(),
    st.dates(),
)
def test_any_text_has_an_answer(text: str, published_on: date | None, start: date, end: date) -> None:
    """No words raise, at the ends of the calendar, too."""
    assert may_mean(text, published_on, start, end) in {True, False}
