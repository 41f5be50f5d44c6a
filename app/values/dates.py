"""Dates from English words, against the day of publication.

An own grammar, since dateparser puts "on Thursday" a week early when the article appeared on a Thursday, and takes
milliseconds for a phrase. What the words allow becomes a span of days; nothing is narrowed by guessing.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.values import date_words as words
from app.values.date_words import group, month_of, number_of, year_of
from app.values.days import (
    DAY,
    WEEK,
    exists,
    latest_weekday,
    latest_year,
    month_days,
    part_days,
    period_days,
    weekend_days,
)
from app.values.visible import visible
from schemas.codes import DatePrecision, TimePrecision


@dataclass(frozen=True, slots=True)
class Span:
    """The days [start, end], both included; None is open or unknown.

    `precision` is the unit that the words give; `time_precision` is ACLED's: 1 the day is known, 2 the week, 3 the
    month or worse.
    """

    start: date | None
    end: date | None
    precision: DatePrecision
    time_precision: TimePrecision


@dataclass(frozen=True, slots=True)
class Hit:
    """A temporal expression: `text[start:end] == hit.text`."""

    start: int
    end: int
    text: str


def find(text: str) -> tuple[Hit, ...]:
    """The temporal expressions of a text in order, prepositions included; they do not overlap.

    Ages, durations that name no time ("for two hours") and clock times are none. Soft hyphens and their kin inside
    words change nothing.
    """
    plain, offsets = visible(text)
    spans = ((offsets[match.start()], offsets[match.end() - 1] + 1) for match, _ in _matches(plain))
    return tuple(Hit(start, end, text[start:end]) for start, end in spans)


def resolve(text: str, published_on: date | None) -> Span | None:
    """The days that the first temporal expression of a text means; None when it has none.

    A weekday without "next" is the latest such day up to the day of publication; a date without its year is the latest
    such date up to the day after it (time zones). Without `published_on`, words that need it give a span of unknown
    days. A span reaches past the publication only where the words do ("tomorrow", "next week", a year to come).
    """
    for match, resolver in _matches(visible(text)[0]):
        return _resolved(match, resolver, published_on)
    return None


_Resolver = Callable[[re.Match[str], date | None], Span | None]
_UNKNOWN: Final = Span(None, None, "unknown", 3)
_UNITS: Final[dict[str, DatePrecision]] = {"day": "day", "week": "week", "month": "month", "year": "year"}


def _matches(text: str) -> Iterator[tuple[re.Match[str], _Resolver]]:
    """Leftmost expressions first, the longest of those that start together."""
    found = [(match, resolver) for form, resolver in _FORMS for match in form.finditer(text)]
    end = 0
    for match, resolver in sorted(found, key=lambda pair: (pair[0].start(), -pair[0].end())):
        if match.start() >= end and _resolved(match, resolver, None) is not None:
            end = match.end()
            yield match, resolver


def _resolved(match: re.Match[str], resolver: _Resolver, published_on: date | None) -> Span | None:
    try:
        return resolver(match, published_on)
    except (ValueError, OverflowError):  # 30 February, or a day outside the years 1 to 9999
        return None


# Spans.


def _span(start: date, end: date, precision: DatePrecision) -> Span:
    if precision == "day" and start == end:
        return Span(start, end, precision, 1)
    return Span(start, end, precision, 2 if precision in {"day", "week"} and end - start <= WEEK else 3)


def _until(start: date, end: date, precision: DatePrecision, published_on: date | None) -> Span:
    """The span, cut at the day of publication if that is within it."""
    if published_on is not None and start <= published_on < end:
        end = published_on
    return _span(start, end, precision)


def _since(start: date, precision: DatePrecision, published_on: date | None) -> Span:
    if published_on is None or published_on < start:
        return Span(start, None, precision, 3)
    return _span(start, published_on, precision)


# What each form means.


def _iso_day(match: re.Match[str], _published_on: date | None) -> Span:
    day = date.fromisoformat(match[0])
    return _span(day, day, "day")


def _calendar_day(match: re.Match[str], published_on: date | None) -> Span | None:
    month, year = month_of(match), year_of(match)
    first, last = (int(re.sub(r"\D", "", digits)) for digits in (match["day"], match["last"] or match["day"]))
    if last < first or not exists(month, last):
        return None
    if year is None and published_on is None:
        return _UNKNOWN
    limit = published_on + DAY if year is None and published_on is not None else date.max
    if year is None and (year := latest_year(month, first, limit)) is None:
        return None
    start, end = date(year, month, first), min(limit, date(year, month, last))
    return _since(start, "day", published_on) if match["since"] else _span(start, end, "day")


def _weekday(match: re.Match[str], published_on: date | None) -> Span:
    if published_on is None:
        return _UNKNOWN
    weekday, which = words.WEEKDAYS.index(group(match, "weekday")), group(match, "which")
    if match["week"]:
        day = period_days(published_on, "week", 1)[0] + weekday * DAY
    elif which == "next":
        day = latest_weekday(weekday, published_on) + WEEK
    else:
        day = latest_weekday(weekday, published_on - DAY if which == "last" else published_on)
    return _since(day, "day", published_on) if match["since"] else _span(day, day, "day")


_OFFSETS: Final = {
    "the day before yesterday": (-2, -2),
    "yesterday": (-1, -1),
    "last night": (-1, -1),
    "overnight": (-1, 0),
    "tomorrow": (1, 1),
    "the day after tomorrow": (2, 2),
}
"""Days from the day of publication, both ends included; all other words mean that day itself."""


def _deictic(match: re.Match[str], published_on: date | None) -> Span:
    if published_on is None:
        return _UNKNOWN
    first, last = _OFFSETS.get(group(match, "word"), (0, 0))
    return _span(published_on + first * DAY, published_on + last * DAY, "day")


def _named_month(match: re.Match[str], published_on: date | None) -> Span | None:
    year, month, which, part = year_of(match), month_of(match), group(match, "which"), group(match, "part")
    if match["month"].lower() in {"march", "may"} and not (year or which or part or match["in"]):
        return None  # the verb, the noun
    if year is None and published_on is None:
        return _UNKNOWN
    if year is None and published_on is not None:
        year = _nearest_year(month, which, part, published_on)
    start, end = part_days(*month_days(year or 0, month), part)
    return _since(start, "month", published_on) if match["since"] else _until(start, end, "month", published_on)


def _nearest_year(month: int, which: str, part: str, published_on: date) -> int:
    """The year of "October": the latest that has begun; "last" is over before this month, "next" is still to come."""
    year = published_on.year
    if which == "next":
        return year + (month <= published_on.month)
    if which == "last":
        return year - (month >= published_on.month)
    return year - (part_days(*month_days(year, month), part)[0] > published_on)


def _named_year(match: re.Match[str], published_on: date | None) -> Span | None:
    if not (match["in"] or match["part"]):
        return None  # any number
    year = int(match["year"])
    start, end = part_days(date(year, 1, 1), date(year, 12, 31), group(match, "part"))
    return _since(start, "year", published_on) if match["since"] else _until(start, end, "year", published_on)


def _period(match: re.Match[str], published_on: date | None) -> Span:
    if published_on is None:
        return _UNKNOWN
    unit, part = group(match, "unit"), group(match, "part")
    back = {"last": 1, "this": 0, "next": -1}[group(match, "which")]
    start, end = part_days(*period_days(published_on, unit, back), part)
    if part == "later" and back == 0:
        return _span(published_on, end, _UNITS[unit])
    if match["since"]:
        return _since(start, _UNITS[unit], published_on)
    return _until(start, end, _UNITS[unit], published_on)


def _weekend(match: re.Match[str], published_on: date | None) -> Span:
    if published_on is None:
        return _UNKNOWN
    return _until(*weekend_days(published_on, group(match, "which")), "week", published_on)


def _ago(match: re.Match[str], published_on: date | None) -> Span:
    number, unit = number_of(match), group(match, "unit")
    if published_on is None or number is None:
        return _UNKNOWN
    if unit in {"hour", "day"}:
        day = published_on - (number if unit == "day" else number // 24) * DAY
        return _span(day, day, "day")
    if unit == "week":  # seldom meant to the day
        day = published_on - number * WEEK
        return _until(day - 3 * DAY, day + 3 * DAY, "week", published_on)
    return _until(*period_days(published_on, unit, number), _UNITS[unit], published_on)


def _rolling(match: re.Match[str], published_on: date | None) -> Span:
    if published_on is None or match["vague"]:
        return _UNKNOWN
    number, unit = number_of(match) or 1, group(match, "unit")
    if unit == "hour":
        number, unit = -(-number // 24), "day"
    days = {"day": 1, "week": 7, "month": 30, "year": 365}[unit] * number
    return _span(published_on - days * DAY, published_on, _UNITS[unit])


def _vague(_match: re.Match[str], _published_on: date | None) -> Span:
    return _UNKNOWN


_FORMS: Final[tuple[tuple[re.Pattern[str], _Resolver], ...]] = (
    (words.ISO_DAY, _iso_day),
    (words.DAY_MONTH, _calendar_day),
    (words.MONTH_DAY, _calendar_day),
    (words.WEEKDAY, _weekday),
    (words.DEICTIC, _deictic),
    (words.MONTH, _named_month),
    (words.YEAR, _named_year),
    (words.PERIOD, _period),
    (words.WEEKEND, _weekend),
    (words.AGO, _ago),
    (words.ROLLING, _rolling),
    (words.RECENT, _vague),
)
