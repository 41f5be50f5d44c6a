"""Whether words of an article carry a sentence about it: its names and its numbers must stand there. Pure."""

import re
from collections.abc import Iterator
from typing import Final

from app.article.ground import locate
from app.values import counts
from app.values.gazetteer import CountryWord, country_keys
from app.values.names import key

_NAME: Final = re.compile(r"\b[A-Z][\w'\u2019-]{0,40}[a-z][\w'\u2019-]*\b|\b[A-Z]{2,}\b")
"""A word with a capital; the first word of a sentence has one in any case and is left out."""


_POSSESSIVE: Final = re.compile(r"['\u2019]s?$")
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_NO_COUNT: Final = frozenset({"one", "none"})
"""Words that stand for a noun as often as for a number."""


def missing_names(text: str, carrier: str) -> Iterator[str]:
    """The names in a sentence that do not stand in the carrier; an adjective of a country goes with its name."""
    names = (_POSSESSIVE.sub("", found[0]) for found in _NAME.finditer(text) if found.start() > 0)
    countries = {word.code for name in _NAME.findall(carrier) if (word := _country(name))}
    for name in dict.fromkeys(names):
        country = _country(name)
        if locate(carrier, name) is None and not (country and country.code in countries):
            yield name


def missing_numbers(text: str, carrier: str) -> Iterator[str]:
    """The counts that a sentence states and the carrier does not, as written."""
    stated = counts.find(carrier)
    for hit in counts.find(text):
        alike = any(counts.may_mean(other, hit.count) for other in stated)
        if hit.text.casefold() not in _NO_COUNT and not alike and not _is_year_of(hit.text, carrier):
            yield hit.text


def _is_year_of(number: str, carrier: str) -> bool:
    """Whether a number is a year that stands in the carrier: "over 2003 bomb" counts nothing."""
    years = _YEAR.findall(number)
    return bool(years) and all(locate(carrier, year) for year in years)


def _country(name: str) -> CountryWord | None:
    return country_keys().get(key(_POSSESSIVE.sub("", name)))


def objection(text: str, carrier: str) -> str | None:
    """Why the carrier does not carry a sentence: a name or a number that is not there; None: all are."""
    if name := next(missing_names(text, carrier), None):
        return f"{name!r} is not in the sentences cited"
    number = next(missing_numbers(text, carrier), None)
    return f"the number {number!r} is not in the sentences cited" if number else None
