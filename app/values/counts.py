"""Counts from English words: "at least two" is not "two", and a number that counts nothing is no count.

Skipped are ordinals, years, ages, clock times, dates, durations, shares, money, distances, calibres and names such as
AK-47 or Resolution 1701. A singular ("a rocket") states no number.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from text_to_num import text2num

from app.values import count_words, dates
from app.values.visible import visible
from schemas.evidence import Count


@dataclass(frozen=True, slots=True)
class Hit:
    """A count as written, its qualifier included and its noun not: `text[start:end] == hit.text`."""

    start: int
    end: int
    text: str
    count: Count


@lru_cache(maxsize=64)  # each number of a clause is held against the others
def find(text: str) -> tuple[Hit, ...]:
    """The counts that a text states, in order; they do not overlap."""
    return tuple(_hits(text))


def parse(text: str) -> Count | None:
    """The first count that a phrase states; None when it states none, which is not 0."""
    hit = next(_hits(text), None)
    return hit.count if hit else None


def carries(quote: str, count: Count) -> bool:
    """Whether the quote states a count with the same ends, in digits or words; the qualifier may differ ("about").

    "1999" alone states what its text makes of it: there is no telling a year from a count.
    """
    written = visible(quote)[0]
    if count_words.YEAR.fullmatch(written):
        return count.min == count.max == int(written)
    return any((hit.count.min, hit.count.max) == (count.min, count.max) for hit in _hits(quote))


def may_mean(hit: Hit, count: Count) -> bool:
    """Whether the number written may be this count to who reads the whole sentence: "twenty, at least" is 20 or more.

    A limit that is written ("at least two") must be kept: it never means an exact number.
    """
    if (hit.count.min, hit.count.max) == (count.min, count.max):
        return True
    number = hit.count.min
    if number is not None and hit.text[:5].casefold() == "over ":  # "prayers over four": a place, to who knows better
        return count.min == count.max == number - 1
    return number is not None and number == hit.count.max and number in (count.min, count.max)


def words(count: Count) -> str:
    """The count for people to read: "4", "at least 2", "up to 12", "about 40", "2 to 3", "24 or more (plural)"."""
    if count.min is None:
        return f"up to {count.max:,}"
    if count.max is None:
        return f"{count.min:,} or more (plural)" if count.qualifier == "plural" else f"at least {count.min:,}"
    if count.min < count.max:
        return f"{count.min:,} to {count.max:,}"
    return f"about {count.min:,}" if count.qualifier == "about" else f"{count.min:,}"


def _hits(text: str) -> Iterator[Hit]:
    """The counts as the text looks: a soft hyphen inside a number is no part of it."""
    plain, offsets = visible(text)
    for start, end, count in _stated(plain):
        first, last = offsets[start], offsets[end - 1] + 1
        yield Hit(first, last, text[first:last], count)


def _stated(text: str) -> Iterator[tuple[int, int, Count]]:
    temporal = dates.find(text)
    starts = [hit.start for hit in temporal]
    for match in count_words.EXPRESSION.finditer(text):
        start, end = match.span()
        before = bisect_right(starts, end - 1) - 1
        in_date = before >= 0 and temporal[before].end > start
        if in_date or _counts_nothing(text, match) or (count := _count(match)) is None:
            continue
        yield start, end, count


# Numbers that count nothing.

_AROUND: Final = 40  # characters of context on either side


def _counts_nothing(text: str, match: re.Match[str]) -> bool:
    if match["zero"]:
        return False
    before, after = text[max(0, match.start() - _AROUND) : match.start()], text[match.end() : match.end() + _AROUND]
    contexts = list(count_words.NO_COUNT)
    if match[0].isdecimal():
        contexts += count_words.NO_COUNT_IN_DIGITS
    first = match[0].split()[0].lower()
    if first != "one" or match[0].lower() == first:
        contexts += count_words.NO_COUNT_FROM.get(first, ())
    return _is_year(match, before, after) or any(left.search(before) and right.match(after) for left, right in contexts)


def _is_year(match: re.Match[str], before: str, after: str) -> bool:
    """A bare 1900 to 2099 is a year, unless it is limited ("more than 2000") or what it counts follows."""
    written = match["high"] or match["number"] or ""
    limited = any(match[name] for name in count_words.QUALIFIERS if name != "about")
    if limited or not count_words.YEAR.fullmatch(written):
        return False
    return bool(count_words.YEAR_BEFORE.search(before)) or not count_words.COUNTED_AFTER.match(after)


# What the words say.


def _count(match: re.Match[str]) -> Count | None:
    """The count; None where the words make none ("30 to 20", "fewer than 0")."""
    if match["zero"]:
        return Count(min=0, max=0)
    if match["few"] or match["plural"]:
        return Count(min=_plural_min(match), max=None, qualifier="plural")
    low, high = _bounds(match)
    if low is None or high is None or low > high or (match["low"] and low == high):
        return None
    return _qualified(low, high, _qualifier(match, low, high))


def _plural_min(match: re.Match[str]) -> int:
    if match["scale"]:
        return 2 * count_words.SCALES[match["scale"].lower()]
    return count_words.PLURALS[_plain(match["few"] or match["plural"])]


def _qualifier(match: re.Match[str], low: int, high: int) -> str:
    rest = _plain(match["rest"] or "")
    if rest:
        return {"or so": "about", "or fewer": "at_most", "or less": "at_most"}.get(rest, "at_least")
    vague = low < high or (_plain(match[0]).endswith(" dozen") and low > count_words.SCALES["dozen"])
    return next((name for name in count_words.QUALIFIERS if match[name]), "about" if vague else "exact")


def _qualified(low: int, high: int, qualifier: str) -> Count | None:
    match qualifier:
        case "at_least" | "more_than":
            return Count(min=low + (qualifier == "more_than"), max=None, qualifier="at_least")
        case "at_most" | "fewer_than":
            most = high - (qualifier == "fewer_than")
            return Count(min=None, max=most, qualifier="at_most") if most >= 0 else None
        case "about":
            return Count(min=low, max=high, qualifier="about")
        case _:
            return Count(min=low, max=high)


def _bounds(match: re.Match[str]) -> tuple[int | None, int | None]:
    """The two ends of a range; twice the same for one number."""
    if match["number"]:
        number = _value(match["number"])
        return number, number
    low, high = _value(match["low"]), _value(match["high"])
    scale = count_words.SCALES.get(_plain(match["high"]).rpartition(" ")[2], 1)
    if low is None or high is None or any(word in _plain(match["low"]) for word in count_words.SCALES):
        return low, high
    return (low * scale if low * scale < high else low), high  # "two or three hundred"


def _value(written: str) -> int | None:
    """The number that digits or number words write; None when the words make no number."""
    plain = _plain(written)
    head, _, last = plain.rpartition(" ")
    if not last.isalpha():
        return int(re.sub(r"\D", "", plain)) if plain[:1].isdecimal() else _spelled(plain)
    if plain == "a couple":
        return 2
    if head == "half a":
        return count_words.SCALES[last] // 2
    if last == "dozen":
        one = head in {"a", "another", "the"}
        return 12 * (1 if one else _value(head) or 0)
    if head[:1].isdecimal():
        return int(Decimal(head) * count_words.SCALES[last])
    return _spelled(plain)


def _spelled(plain: str) -> int | None:
    try:
        return int(text2num(re.sub(r"\ba\b", "one", plain), "en"))
    except ValueError:  # "two thousand five million"
        return None


def _plain(written: str) -> str:
    return " ".join(re.sub("[\u2010\u2011]", "-", written.lower()).split())
