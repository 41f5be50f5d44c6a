"""Calendar arithmetic: which days a week, a month, a weekday or a part of a year are. All ends are included."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
_SATURDAY: Final = 5  # date.weekday() counts from Monday, 0
_PARTS: Final = ("early", "mid", "late")
_LEAP_YEARS_APART: Final = 8  # at most: 1896 and 1904


def month_days(year: int, month: int) -> tuple[date, date]:
    """First and last day of a calendar month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def period_days(day: date, unit: str, back: int) -> tuple[date, date]:
    """First and last day of the calendar week (from Monday), month or year, `back` units before the one of `day`."""
    if unit == "week":
        monday = day - timedelta(days=day.weekday()) - back * WEEK
        return monday, monday + 6 * DAY
    if unit == "month":
        year, month = divmod(day.year * 12 + day.month - 1 - back, 12)
        return month_days(year, month + 1)
    return date(day.year - back, 1, 1), date(day.year - back, 12, 31)


def part_days(start: date, end: date, part: str) -> tuple[date, date]:
    """The "early", "mid" or "late" days of a month (1-10, 11-20, 21-end) or a year (thirds); any other word: all.

    A week has no such parts.
    """
    if part not in _PARTS or end - start <= WEEK:
        return start, end
    if start.month == end.month:
        cuts = (start, start.replace(day=11), start.replace(day=21))
    else:
        cuts = (start, start.replace(month=5), start.replace(month=9))
    position = _PARTS.index(part)
    return cuts[position], end if part == "late" else cuts[position + 1] - DAY


def exists(month: int, day: int) -> bool:
    """Whether some year has this day."""
    return day <= monthrange(2000, month)[1]


def latest_year(month: int, day: int, limit: date) -> int | None:
    """The latest year in which this date exists and is not after `limit`; None before the year 1."""
    years = range(limit.year, max(0, limit.year - 1 - _LEAP_YEARS_APART), -1)
    valid = (year for year in years if day <= monthrange(year, month)[1])
    return next((year for year in valid if date(year, month, day) <= limit), None)


def latest_weekday(weekday: int, limit: date) -> date:
    """The latest day with this weekday (Monday is 0) up to `limit`, included."""
    return limit - timedelta(days=(limit.weekday() - weekday) % 7)


def weekend_days(day: date, which: str) -> tuple[date, date]:
    """Saturday and Sunday: of the "next" weekend, the "last" that is over, or else the latest that has begun."""
    saturday = latest_weekday(_SATURDAY, day)
    if which == "next":
        saturday += WEEK
    elif which == "last" and day.weekday() >= _SATURDAY:
        saturday -= WEEK
    return saturday, saturday + DAY
