"""Which hours of the day words may mean; what is no clock time gives none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.clock import hours_in

HOURS = st.integers(0, 23)
MINUTES = st.integers(0, 59)


@given(HOURS, MINUTES)
def test_a_time_in_digits_may_be_meant_by_itself(hour: int, minute: int) -> None:
    """Whatever else "07:30" may mean, it may be 07:30."""
    written = f"{hour:02}:{minute:02}"
    assert written in hours_in(written)


@given(HOURS, MINUTES)
def test_a_time_may_be_of_at_most_two_hours_twelve_apart(hour: int, minute: int) -> None:
    """A clock face has the same hands twice a day, and no more often."""
    found = sorted(hours_in(f"at {hour:02}:{minute:02}"))
    assert len({each[3:] for each in found}) == 1
    assert len({int(each[:2]) % 12 for each in found}) == 1


@given(st.integers(1, 12), MINUTES, st.sampled_from(["a.m.", "p.m.", "am", "PM", "A.M."]))
def test_with_a_m_or_p_m_there_is_one_hour(hour: int, minute: int, half: str) -> None:
    """The half of the day is said: nothing is open."""
    (found,) = hours_in(f"about {hour}:{minute:02} {half}")
    assert (int(found[:2]) >= 12) == (half[0].lower() == "p")
    assert int(found[:2]) % 12 == hour % 12


@given(HOURS, MINUTES)
def test_four_digits_are_a_time_of_24_hours(hour: int, minute: int) -> None:
    """ "At 0430" has no other half."""
    assert hours_in(f"At {hour:02}{minute:02} GMT") == {f"{hour:02}:{minute:02}"}


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("around 7:30 p.m.", {"19:30"}),
        ("4.40 a.m.", {"04:40"}),
        ("At 10.20\xa0a.m.", {"10:20"}),
        ("12 a.m.", {"00:00"}),
        ("12 p.m.", {"12:00"}),
        ("12:30 a.m.", {"00:30"}),
        ("At 18:20", {"18:20"}),
        ("0:15", {"00:15"}),
        ("18h30", {"18:30"}),
        ("at about 1530 hours", {"15:30"}),
        ("0430 GMT", {"04:30"}),
        ("between 0610 and 0800", {"06:10", "08:00"}),
        ("half past four", {"04:30", "16:30"}),
        ("a quarter past three on Monday morning", {"03:15", "15:15"}),
        ("quarter to one", {"00:45", "12:45"}),
        ("ten minutes to six", {"05:50", "17:50"}),
        ("twenty past eleven", {"11:20", "23:20"}),
        ("seven thirty", {"07:30", "19:30"}),
        ("nine forty-five p.m.", {"21:45"}),
        ("at six on Thursday evening", {"06:00", "18:00"}),
        ("three o'clock", {"03:00", "15:00"}),
        ("at 9 p.m. on 4 January 2024", {"21:00"}),
    ],
)
def test_clock_times_of_articles_are_read(words: str, hours: set[str]) -> None:
    """In digits and words, of 12 and of 24 hours, in either order with a date."""
    assert hours_in(words) == hours


@pytest.mark.parametrize(
    "words",
    [
        *("noon", "around midnight", "at dawn", "on Thursday evening", "shortly afterwards", ""),
        *("4 January 2024", "January 4", "in 2019", "on 5 May", "the 11th", "2024-01-04", "9/11"),
        *("12 people", "five farmers", "1,941", "12.5", "12%", "$12", "12-year-old", "two hours later", "six of them"),
        *("one morning", "half a dozen", "twenty-one", "twelve dead", "3 months", "13:00 pm", "25:10", "12:75"),
    ],
)
def test_what_is_no_clock_time_gives_no_hour(words: str) -> None:
    """A part of the day, a date, a count, a share, an age, a duration, and times that no clock shows."""
    assert hours_in(words) == frozenset()


@given(st.text())
def test_whatever_the_words_are_the_hours_are_of_a_day(words: str) -> None:
    """Nothing is raised, and what is given is 00:00 to 23:59."""
    for each in hours_in(words):
        hour, minute = map(int, each.split(":"))
        assert (len(each), 0 <= hour < 24, 0 <= minute < 60) == (5, True, True)
