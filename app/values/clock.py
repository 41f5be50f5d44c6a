"""Clock times in English words: which hours of the day "around 7:30 p.m." or "half past four" may mean. Pure."""

import re
from collections.abc import Iterator
from typing import Final

from text_to_num import text2num

from app.values import dates

_ONES: Final = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_FIVES: Final = "fifteen|ten|(?:twenty|thirty|forty|fifty)(?:[- ]five)?"
_HALF_DAY: Final = r"(?:\s*(?P<half>[ap])\.?\s?m\b)?"
_DIGITS: Final = re.compile(
    r"(?<![\w.,:/$\u20ac\u00a3])(?P<hour>[01]?\d|2[0-4])(?:[:.h](?P<minute>[0-5]\d)|h\b)?"
    rf"(?!\d|[.,:/]\d|\s?%|-[a-z]|(?:st|nd|rd|th)\b){_HALF_DAY}",
    re.IGNORECASE,
)
_MILITARY: Final = re.compile(r"(?<![\d.,])(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?!\d|[.,]\d)")
_PAST: Final = re.compile(
    rf"(?<![\w-])(?:(?P<quarter>quarter|half|twenty|ten|five)\s+(?:minutes\s+)?(?P<way>past|to|before|after)\s+)?"
    rf"(?P<hour>{_ONES})\b(?:[- ](?P<minute>{_FIVES})\b)?{_HALF_DAY}",
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(
    r"[\s-]{1,24}(?:people|men|women|children|police|others|more|dead|killed|wounded|injured|dozen|hundred|thousand|million|of|"
    r"day|night|morning|afternoon|evening|week|month|year|hour|minute|[a-z-]{3,30}s)\b",
    re.IGNORECASE,
)
"""What follows a number alone that counts or measures: "12 people", "two hours later", "one morning"."""
_MINUTES: Final = {"quarter": 15, "half": 30, "twenty": 20, "ten": 10, "five": 5}
_DAY: Final = 24 * 60
_HALF: Final = 12 * 60
_THIRTEEN: Final = 13 * 60
"""Minutes; before one o'clock in the afternoon a time may be of either half."""


def hours_in(words: str) -> frozenset[str]:
    """The times of the day, HH:MM, that words may mean; empty where they give no clock time.

    Without a.m. or p.m. a time from 1:00 to 12:59 may be either. The time zone is left aside: "0430 GMT" is 04:30.
    A day of the month, a year after a month or "in", and a number that counts something are no hours.

    Example:
        >>> sorted(hours_in("around 7:30"))
        ['07:30', '19:30']
    """
    return frozenset(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in _minutes(_without_dates(words)))


def _without_dates(words: str) -> str:
    for hit in dates.find(words):
        words = f"{words[: hit.start]}{' ' * (hit.end - hit.start)}{words[hit.end :]}"
    return words


def _minutes(words: str) -> Iterator[int]:
    for found in _MILITARY.finditer(words):
        yield int(found["hour"]) * 60 + int(found["minute"])
    for found in _DIGITS.finditer(words):
        if not _counts(found):
            yield from _written(int(found["hour"]), int(found["minute"] or 0), found["half"])
    for found in _PAST.finditer(words):
        if found["quarter"] or not _counts(found):
            yield from _readings(_spelled(found), found["half"])


def _counts(found: re.Match[str]) -> bool:
    """Whether a number without minutes and without a.m. or p.m. stands before what it counts."""
    alone = found["minute"] is None and found["half"] is None
    return alone and _COUNTED.match(found.string, found.end()) is not None


def _spelled(found: re.Match[str]) -> int:
    hour = int(text2num(found["hour"].lower(), "en")) * 60
    if found["minute"]:
        return hour + int(text2num(found["minute"].lower().replace(" ", "-"), "en"))
    if found["quarter"] is None:
        return hour
    minutes = _MINUTES[found["quarter"].lower()]
    return hour + minutes if found["way"].lower() in {"past", "after"} else hour - minutes


def _written(hour: int, minute: int, half: str | None) -> Iterator[int]:
    """A time in digits; "0:15" is of a clock of 24 hours."""
    minutes = hour * 60 + minute
    yield from _readings(minutes, half) if hour or half else (minutes,)


def _readings(minutes: int, half: str | None) -> Iterator[int]:
    """A time of the clock as minutes of the day: by a.m. or p.m. one, else both where it may be either."""
    if half is None:
        yield minutes % _DAY
        if minutes < _THIRTEEN:
            yield (minutes + _HALF) % _DAY
    elif minutes < _THIRTEEN:
        yield minutes % _HALF + (_HALF if half.lower() == "p" else 0)
