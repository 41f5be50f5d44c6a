"""The English words for dates: one pattern for each form, and what their groups say.

Months and weekdays must have a capital, since "may", "march" and "sun" are words besides. The groups: `since`, `in`
(any preposition), `part` (early, mid, late), `which` (last, this, next), `weekday`, `day` and `last` (of the month),
`month`, `year`, `number`, `unit`, `vague`. A form may match what is no date ("March on"); the reader decides.
"""

import re
from typing import Final

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS: Final = ("a", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve")
_NUMBER_OF: Final = dict(zip(_NUMBERS, (1, 1, *range(1, 11), 12), strict=True))
_TWO_DIGITS: Final = 99
_PIVOT: Final = 69  # two digits are the years 1969 to 2068, as in POSIX strptime


def group(match: re.Match[str], name: str) -> str:
    """A group in lower case with single blanks; empty when it took no part."""
    return " ".join((match[name] or "").lower().split())


def month_of(match: re.Match[str]) -> int:
    """1 to 12."""
    return _MONTHS.index(match["month"][:3].lower()) + 1


def year_of(match: re.Match[str]) -> int | None:
    """The year; None when the words give none."""
    digits = (match["year"] or "").strip("'\u2019")
    if not digits:
        return None
    year = int(digits)
    return year if year > _TWO_DIGITS else year + (1900 if year >= _PIVOT else 2000)


def number_of(match: re.Match[str]) -> int | None:
    """The number before the unit; None when there is none, or a vague one ("several")."""
    word = group(match, "number")
    return int(word) if word.isdecimal() else _NUMBER_OF.get(word)


_FULL = "january|february|march|april|may|june|july|august|september|october|november|december"
_ANY_MONTH = rf"(?i:(?:{_FULL})\b|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
_NAMED_MONTH = rf"(?P<month>(?=[A-Z])(?i:(?:{_FULL})\b|(?:jan|feb|aug|sept?|oct|nov|dec)\.))"
_YEAR_DIGITS = r"(?:1[89]|20)[0-9]{2}(?![0-9A-Za-z]|,[0-9]|[-\u2013/][0-9])"
_SHORT_YEAR = r"['\u2019][0-9]{2}\b"
_BARE_YEAR = (  # "4 Feb 90 (AFP) --", but not "4 Feb 90 people"
    r"[0-9]{2}(?=\s*(?:$|[(\[,.;)]|--|[\u2013\u2014])|\s+(?:in|at|by|on|when|that|as|near|to|from|and)\b)"
)
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?(?![0-9A-Za-z]|[:.][0-9]|,[0-9]{3})"
_DAYS = rf"(?P<day>{_DAY})(?:[-\u2013](?P<last>{_DAY}))?"
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY)"
_PART = r"(?P<part>(?i:early|mid|late))[\s-]+"
_IN = r"(?P<in>(?P<since>(?i:since))|(?i:in|during|throughout))\s+"
_ON = rf"(?:\b(?:(?P<since>(?i:since))|(?i:(?:(?:early|late)\s+)?on))\s+)?(?:\b{_WEEKDAY},?\s+)?(?:\b(?i:the)\s+)?"
_OTHER_WEEKDAY = "".join(  # another week, or a name
    rf"(?<!\b(?i:{word})\s)"
    for word in ("every", "each", "previous", "following", "black", "good", "bloody", "palm", "easter", "ash")
)
_NUMBER = rf"(?P<number>[0-9]{{1,3}}|{'|'.join(_NUMBERS)})"

ISO_DAY: Final = re.compile(r"(?<![\w-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])")
DAY_MONTH: Final = re.compile(
    rf"{_ON}(?<![\w.,:/$£€-]){_DAYS}(?:\s+of)?\s+"
    rf"(?P<month>(?:(?=[A-Z])|(?=[a-z]{{3,9}}\.?,?\s+(?:{_YEAR_DIGITS}|{_BARE_YEAR}))){_ANY_MONTH})"
    rf"(?:,?\s+(?P<year>{_YEAR_DIGITS}|{_SHORT_YEAR}|{_BARE_YEAR}))?"
)
MONTH_DAY: Final = re.compile(
    rf"{_ON}\b(?P<month>(?=[A-Z]){_ANY_MONTH})\s+{_DAYS}(?:,?\s+(?P<year>{_YEAR_DIGITS}|{_SHORT_YEAR}))?"
)
MONTH: Final = re.compile(
    rf"(?:\b{_IN})?(?:\b{_PART}(?:(?i:in)\s+)?)?(?:\b(?P<which>(?i:last|this|next))\s+)?"
    rf"\b{_NAMED_MONTH}(?:,?\s+(?:of\s+)?(?P<year>{_YEAR_DIGITS}|{_SHORT_YEAR}))?"
)
YEAR: Final = re.compile(rf"(?:\b{_IN})?(?:\b{_PART})?(?<![\w.,:/$£€-])(?P<year>{_YEAR_DIGITS})")
WEEKDAY: Final = re.compile(
    r"(?:\b(?:(?P<since>(?i:since))|(?i:(?:(?:early|late|later|overnight)\s+)?(?:on|into)|early|late|overnight))\s+)?"
    rf"(?:\b(?P<which>(?i:last|this|next))\s+(?:past\s+)?)?{_OTHER_WEEKDAY}\b(?P<weekday>{_WEEKDAY})(?:['\u2019]s)?"
    r"(?:\s+(?i:morning|afternoon|evening|night)\b)?(?P<week>\s+(?i:(?:of\s+)?last\s+week)\b)?"
    r"(?!\w|\s+(?:Times|Telegraph|Mail|Mirror)\b)"
)
DEICTIC: Final = re.compile(
    r"""\b(?:(?:earlier|later|early|late)\s+)?(?P<word>
      the\s+day\s+before\s+yesterday | the\s+day\s+after\s+tomorrow | today | yesterday | tonight | tomorrow
    | this\s+(?:morning|afternoon|evening) | last\s+night | overnight
    )\b(?:['\u2019]s\b)?(?:\s+(?:morning|afternoon|evening|night)\b)?""",
    re.IGNORECASE | re.VERBOSE,
)
PERIOD: Final = re.compile(
    r"""(?<!\bthe\s)\b(?:(?P<since>since)\s+)?(?:(?P<part>early|earlier|mid|late|later)[\s-]+(?:in\s+)?)?
    \b(?P<which>last|this|next)\s+(?P<unit>week|month|year)\b(?:['\u2019]s\b)?(?!\s+of\b)""",
    re.IGNORECASE | re.VERBOSE,
)
WEEKEND: Final = re.compile(
    r"\b(?:(?:over|at|on|during|since)\s+)?(?P<which>last|this|the|next|this\s+past|the\s+past)\s+weekend\b",
    re.IGNORECASE,
)
AGO: Final = re.compile(
    rf"\b(?:{_NUMBER}|several|many|some|a\s+few|a\s+couple\s+of)\s+(?P<unit>hour|day|week|month|year)s?\s+ago\b",
    re.IGNORECASE,
)
ROLLING: Final = re.compile(
    rf"""\b(?:(?:in|over|during|for|within)\s+)?the\s+(?:past|last)\s+
    (?:(?:{_NUMBER}|(?P<vague>few|several|couple\s+of))\s+)?(?P<unit>hour|day|week|month|year)s?\b(?!\s+of\b)""",
    re.IGNORECASE | re.VERBOSE,
)
RECENT: Final = re.compile(
    r"\b(?:(?:in|over|during|for)\s+(?:the\s+)?)?recent\s+(?:hours|days|weeks|months|years)\b", re.IGNORECASE
)
