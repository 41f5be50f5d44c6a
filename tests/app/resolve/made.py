"""Verified values as the tests of resolving need them: the words stand anywhere, since resolving moves no quote."""

from datetime import date

from app.article import Article, read
from app.records.verified import Claim, DateWords, Incident, Named, Party, PlaceNames, Verified
from schemas import Evidence

THURSDAY = date(2024, 1, 4)


def quote(words: str) -> Evidence:
    return Evidence(quote=words, start=0, end=len(words))


def named(name: str) -> Named:
    return Named(name, quote(name))


def article(text: str = "A bomb went off.", published_on: date | None = THURSDAY) -> Article:
    return read(text, today=date.max, published_on=published_on)


def place(
    town: str | None = None, country: str | None = None, *, region: str | None = None, site: str | None = None
) -> PlaceNames:
    first = town or region or country
    quotes = (quote(first),) if first else ()
    return PlaceNames("incidents/0/location", named(site) if site else None, town, region, country, quotes)


def days(words: str, start: str | None = None, end: str | None = None) -> DateWords:
    first, last = (date.fromisoformat(text) if text else None for text in (start, end))
    return DateWords("incidents/0/date", named(words), first, last)


def party(name: str, *aliases: str) -> Party:
    return Party("parties/0", name, aliases, None, None, (quote(name),))


def claim(by: str | None = None) -> Claim:
    asserted_by = named(by) if by else None
    return Claim("incidents/0/casualty_claims/0", None, None, "all", False, asserted_by, (), (), (quote("toll"),))


def incident(when: DateWords | None = None, where: PlaceNames | None = None) -> Incident:
    deed = (quote("A bomb went off."),)
    return Incident("incidents/0", True, "Attack", "accomplished", when, where, (), (), (), (), (), (), deed)


def verified(*incidents: Incident, parties: tuple[Party, ...] = ()) -> Verified:
    return Verified(None, parties, incidents, (), (), (), ())
