"""Weeks, months and parts of them have the days that a calendar gives."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.values import days

DATES = st.dates(min_value=date(100, 1, 1), max_value=date(9900, 1, 1))


@given(DATES, st.sampled_from(["week", "month", "year"]), st.integers(-12, 12))
def test_periods_follow_each_other_without_a_gap(day: date, unit: str, back: int) -> None:
    start, end = days.period_days(day, unit, back)
    assert days.period_days(day, unit, back + 1)[1] == start - timedelta(days=1)
    assert start < end
    assert (start <= day <= end) == (back == 0)


@given(DATES, st.sampled_from(["month", "year"]))
def test_the_parts_of_a_period_make_up_the_whole(day: date, unit: str) -> None:
    start, end = days.period_days(day, unit, 0)
    early, mid, late = (days.part_days(start, end, part) for part in ("early", "mid", "late"))
    assert (early[0], late[1]) == (start, end)
    assert (early[1] + days.DAY, mid[1] + days.DAY) == (mid[0], late[0])


@given(DATES, st.integers(0, 6))
def test_the_latest_weekday_is_within_the_last_seven_days(day: date, weekday: int) -> None:
    latest = days.latest_weekday(weekday, day)
    assert latest.weekday() == weekday
    assert 0 <= (day - latest).days < 7


def test_29_february_is_up_to_eight_years_back() -> None:
    assert days.latest_year(2, 29, date(1904, 2, 28)) == 1896
    assert days.latest_year(2, 29, date(1, 5, 1)) is None
    assert days.exists(2, 29)
    assert not days.exists(2, 30)
