"""Counts as they are written in drafts and gold files: "4", "at least 2", "at most 10", "about 40", "2 to 3", "dozens".

The notation is no English: each count that `app.values.counts` can read has one writing, and each writing one count.
"""

import re
from typing import Final

from app.values.count_words import PLURALS
from schemas import Count

_NUMBER: Final = r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})"
_LIMITED: Final = re.compile(rf"(?:(at least|at most|about) )?{_NUMBER}")
_RANGE: Final = re.compile(rf"{_NUMBER} to {_NUMBER}")
_PLURAL_OF: Final = {least: word for word, least in reversed(PLURALS.items())}
"""The first word for each number: `several`, not "a few"."""


def read_count(words: int | str) -> Count:
    """The count that a writing means; thousands may be separated by commas, and case and blanks do not matter.

    Raises:
        ValueError: it is no writing of a count, such as "four" or "at least two", or its ends are the wrong way round.

    Example:
        >>> read_count("at least 1,200")
        Count(min=1200, max=None, qualifier='at_least')
    """
    written = " ".join(str(words).lower().split())
    if written in PLURALS:
        return Count(min=PLURALS[written], max=None, qualifier="plural")
    if ends := _RANGE.fullmatch(written):
        return Count(min=_number(ends[1]), max=_number(ends[2]), qualifier="about")
    if found := _LIMITED.fullmatch(written):
        return _limited(found[1], _number(found[2]))
    raise ValueError(f"no count: {words!r}; write 4, 'at least 2', 'at most 10', 'about 40', '2 to 3' or 'dozens'")


def write_count(count: Count) -> str:
    """The writing that `read_count` reads as this count.

    Raises:
        ValueError: there is none, since its qualifier and its ends do not go together; `read_count` never gives such.

    Example:
        >>> write_count(Count(min=2, max=3, qualifier="about"))
        '2 to 3'
    """
    match count:
        case Count(qualifier="exact", min=int(low), max=high) if low == high:
            return str(low)
        case Count(qualifier="at_least", min=int(low), max=None):
            return f"at least {low}"
        case Count(qualifier="at_most", min=None, max=int(high)):
            return f"at most {high}"
        case Count(qualifier="about", min=int(low), max=int(high)):
            return f"about {low}" if low == high else f"{low} to {high}"
        case Count(qualifier="plural", min=int(low), max=None) if low in _PLURAL_OF:
            return _PLURAL_OF[low]
        case _:
            raise ValueError(f"no writing for {count!r}")


def plural_word(count: Count) -> str | None:
    """The word of an unnumbered plural, "dozens"; None for any other count, and for one that no word has."""
    return _PLURAL_OF.get(count.min) if count.qualifier == "plural" and count.min is not None else None


def _limited(limit: str | None, number: int) -> Count:
    match limit:
        case "at least":
            return Count(min=number, max=None, qualifier="at_least")
        case "at most":
            return Count(min=None, max=number, qualifier="at_most")
        case "about":
            return Count(min=number, max=number, qualifier="about")
        case _:
            return Count(min=number, max=number)


def _number(digits: str) -> int:
    return int(digits.replace(",", ""))
