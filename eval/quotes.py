"""Quotes as a person writes them in a gold file, to evidence with offsets. Pure."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from schemas import Evidence

Quotes = str | tuple[str, ...]
"""One quote or several, as `locate` reads them."""

GAP: Final = " [...] "
"""Stands in a quote for all words between two places of the article."""
_NTH: Final = re.compile(r"(.*)##([1-9][0-9]*)", re.DOTALL)


class GoldInvalid(ValueError):
    """A gold file that does not fit its article or the notation; the message names the file and the place in it."""


class QuoteAbsent(ValueError):
    """The article does not have these words, or not so often."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a gold file, and the text of the article that it labels."""

    file: Path
    text: str
    path: str = ""

    def at(self, *steps: object) -> "Spot":
        """A place further down: `at("incidents", 0)` is `/incidents/0`."""
        return replace(self, path="/".join([self.path, *map(str, steps)]))

    def invalid(self, reason: object) -> GoldInvalid:
        """The error that says what is wrong here."""
        return GoldInvalid(f"{self.file}: {self.path or '/'}: {reason}")

    def quoted(self, quotes: Quotes | None, *names: str | None) -> tuple[Evidence, ...]:
        """The evidence of the quotes; where they are None, of the names.

        Raises:
            GoldInvalid: the article does not have the words.
        """
        written = (quotes,) if isinstance(quotes, str) else quotes
        try:
            if written is not None:
                return tuple(locate(quote, self.text) for quote in written)
            return tuple(_named(name, self.text) for name in names if name)
        except QuoteAbsent as absent:
            raise self.at("evidence").invalid(absent) from absent

    def carrying(self, quotes: tuple[Evidence, ...], *names: str | None) -> tuple[Evidence, ...]:
        """The quotes, and the first place of each name that none of them has."""
        for name in names:
            if name and not any(_has(quote.quote, name) for quote in quotes):
                quotes = (*quotes, *self.quoted(None, name))
        return quotes


def _has(quote: str, name: str) -> bool:
    return _whole(name, re.IGNORECASE).search(quote) is not None


def locate(quote: str, text: str, *, any_case: bool = False) -> Evidence:
    """The words of a quote as they stand in the text: whole words, letter by letter unless `any_case`.

    `words` is their first place, `words##2` their second; `first [...] last` reaches from the first words to the end of
    the next place where the last words stand, and either may have a number.

    Raises:
        QuoteAbsent: the text has no such words there.
    """
    head, gap, tail = quote.partition(GAP)
    start, end = _span(head, text, any_case=any_case)
    if gap:
        _, end = _span(tail, text, any_case=any_case, after=end)
    return Evidence(quote=text[start:end], start=start, end=end)


def words_of(quote: str) -> str:
    """The words of a quote without the number of their place: "on Friday" of "on Friday##2"."""
    numbered = _NTH.fullmatch(quote)
    return numbered[1] if numbered else quote


def _named(name: str, text: str) -> Evidence:
    """The first place of a name: as it is written or, where the text has it so nowhere, in any case."""
    try:
        return locate(name, text)
    except QuoteAbsent:
        return locate(name, text, any_case=True)


def _span(quote: str, text: str, *, any_case: bool, after: int = 0) -> tuple[int, int]:
    """Start and end of the place of the words, places counted from `after` on."""
    numbered = _NTH.fullmatch(quote)
    words, nth = (numbered[1], int(numbered[2])) if numbered else (quote, 1)
    if not words.strip():
        raise QuoteAbsent("an empty quote")
    found = list(_whole(words, re.IGNORECASE if any_case else re.NOFLAG).finditer(text, after))
    if len(found) < nth:
        raise QuoteAbsent(f"{words!r} stands only {len(found)} times" if found else f"not in the article: {words!r}")
    return found[nth - 1].span()


def _whole(words: str, flags: re.RegexFlag) -> re.Pattern[str]:
    """The words as they are; where they begin or end with a letter or digit, none may join on."""
    before = r"(?<!\w)" if re.match(r"\w", words) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", words) else ""
    return re.compile(before + re.escape(words) + after, flags)
