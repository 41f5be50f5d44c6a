"""Which days the words for a time may mean besides those that `dates.resolve` computes."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Final

from app.values import date_words as words
from app.values.dates import Span, find, resolve
from app.values.days import period_days

NEAR: Final = 8
"""Days: a bare weekday may be any such day up to so far before or after the publication."""
_AROUND_MIDNIGHT: Final = re.compile(r"\b(?:overnight|early|night|midnight|dawn)\b", re.IGNORECASE)
_LINK: Final = r"\s+(?:to|and|or|until|through)\s+"
_DAY: Final = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_DAY_BEFORE: Final = re.compile(rf"(?<![0-9]){_DAY}{_LINK}$")
_DAY_AFTER: Final = re.compile(rf"{_LINK}{_DAY}(?![0-9])")


def may_mean(text: str, published_on: date | None, start: date, end: date) -> bool:
    """Whether the words for a time allow the days [start, end]; True where that cannot be told.

    Allowed are days within the computed span; for a weekday, any such day within `NEAR` days of the publication; for a
    month, or a day of it, without its year, those of any year; for "two weeks ago" the calendar week; of several
    expressions ("on Sunday and Monday", "13 to 15 August") the days of each, and from the first to the last. Words
    around midnight ("overnight", "early on Tuesday") allow a day more at both ends. It cannot be told when no word is a
    date, or when its days are unknown.

    >>> may_mean("on Thursday", date(2024, 1, 4), date(2023, 12, 28), date(2023, 12, 28))
    True
    """
    span = resolve(text, published_on)
    if span is None or span.start is None:
        return True
    slack = int(span.precision == "day" and _AROUND_MIDNIGHT.search(text) is not None)
    return any(_holds(reading, start, end, slack) for reading in _readings(text, span, published_on, start.year))


def is_read_whole(text: str) -> bool:
    """Whether all words are one expression that code reads: "on Thursday", not "on Wednesday, the day after"."""
    return [hit.text for hit in find(text)] == [text.strip()]


def _readings(text: str, computed: Span, published_on: date | None, year: int) -> Iterator[Span]:
    """The computed span, and what else the words may mean."""
    first, *_, last = (*find(text)[:1], *find(text))
    dated = _in_year(first.text, year)
    spans = [computed] if dated is None else [computed, dated]
    yield from spans
    for span in spans:
        yield from _several(text[: first.start], text[first.end :], span)
    if first != last and (until := resolve(text[last.start :], published_on)):
        yield Span(computed.start, until.end, "day", 3)
    for hit in find(text)[1:]:  # "Sunday in July 2014": the month, too, dates the deed
        if read := resolve(hit.text, published_on):
            yield read
    if published_on is not None:
        yield from _weekdays(first.text, published_on)
        yield from _week_ago(first.text, published_on)


def _in_year(expression: str, year: int) -> Span | None:
    """The days of a month, or of a day of it, in a year; None for other expressions. A year of its own goes first."""
    month = words.MONTH.fullmatch(expression)
    return None if month and month["which"] else resolve(f"{expression} {year}", None)


def _several(before: str, after: str, span: Span) -> Iterator[Span]:
    """The span with a further day of its month: of "13 to" before "15 August", "and 14" after "August 13"."""
    for match in (_DAY_BEFORE.search(before), _DAY_AFTER.match(after)):
        if match is None or span.start is None:
            continue
        try:
            day = span.start.replace(day=int(match["day"]))
        except ValueError:  # the 31st of September
            continue
        yield Span(min(day, span.start), max(day, span.end or day), span.precision, 3)


def _weekdays(expression: str, published_on: date) -> Iterator[Span]:
    """For a weekday, the days of its name within `NEAR` days of the publication."""
    match = words.WEEKDAY.fullmatch(expression)
    if match is None or match["since"]:
        return
    wanted = words.WEEKDAYS.index(words.group(match, "weekday"))
    earliest, latest = published_on.toordinal() - NEAR, published_on.toordinal() + NEAR
    for ordinal in range(max(1, earliest), min(date.max.toordinal(), latest) + 1):
        day = date.fromordinal(ordinal)
        if day.weekday() == wanted:
            yield Span(day, day, "day", 1)


def _week_ago(expression: str, published_on: date) -> Iterator[Span]:
    """For "two weeks ago", the whole calendar week."""
    match = words.AGO.fullmatch(expression)
    number = words.number_of(match) if match else None
    if match is None or number is None or words.group(match, "unit") != "week":
        return
    with suppress(OverflowError):  # before the year 1
        yield Span(*period_days(published_on, "week", number), "week", 2)


def _holds(reading: Span, start: date, end: date, slack: int) -> bool:
    if reading.start is None or (reading.start - start).days > slack:
        return False
    return reading.end is None or (end - reading.end).days <= slack
