"""When and where an incident was, from the words of its readings. Pure."""

import re
from collections.abc import Iterator
from typing import Final

from app import speech
from app.article import Article
from app.ground import Found, slice_of
from app.grouping import Group
from app.normalise import codes, dates
from schemas import IncidentDate, Location

PREPOSITION: Final = re.compile(
    r"^(?:in|at|near|off|on|outside|inside|around|from|to|along|within|of|over|between|close to)\s+", re.IGNORECASE
)
STREET: Final = re.compile(
    r"\b(?:street|road|avenue|square|district|neighbou?rhood|quarter|suburb|village|highway|crossing|border|river|bridge)\b",
    re.IGNORECASE,
)
_RANK: Final = {"city": 0, "region": 1, "country": 2}


def incident_date(group: Group, article: Article) -> IncidentDate | None:
    """The finest date that the readings give, the first of equals; None when none gives any.

    The day of a statement dates the deed only where nothing else does.
    """
    own, stated = (
        min(_dates(group, article, of), key=lambda one: one.time_precision, default=None) for of in (False, True)
    )
    return own or stated


def _dates(group: Group, article: Article, of_statements: bool) -> Iterator[IncidentDate]:
    for told in group.told:
        text = told.clause.text
        for hit in dates.find(text):
            if speech.dates_statement(text, hit.start, hit.end) != of_statements:
                continue
            span = dates.resolve(hit.text, article.published_on)
            if span is None or span.start is None:
                continue
            offset = told.clause.noted.start
            words = slice_of(article.text, offset + hit.start, offset + hit.end)
            yield IncidentDate(
                start=span.start,
                end=span.end,
                precision=span.precision,
                time_precision=span.time_precision,
                text=words.words,
                evidence=(words.evidence,),
            )


def incident_location(group: Group, article: Article) -> Location | None:
    """The finest place that the readings name, the first of equals, and the site; None when no known place is named."""
    mentions = [mention for told in group.told for mention in told.mentions]
    if not mentions:
        return None
    mention = min(mentions, key=lambda mention: _RANK[mention.place.kind])
    place, words = mention.place, slice_of(article.text, mention.start, mention.end)
    site = _site(group, article)
    return Location(
        site=site.words if site else None,
        city=place.name if place.kind == "city" else None,
        admin1=place.name if place.kind == "region" else place.admin1,
        country=place.country,
        country_code=place.country_code,
        latitude=place.latitude,
        longitude=place.longitude,
        geo_precision=place.geo_precision,
        evidence=(words.evidence, *((site.evidence,) if site else ())),
    )


def _site(group: Group, article: Article) -> Found | None:
    """The first place phrase that names more than a town or a country: a building, a street, a district."""
    for told in group.told:
        if (place := told.clause.place) is None:
            continue
        words = PREPOSITION.sub("", place.words)
        site = slice_of(article.text, place.end - len(words), place.end)
        if STREET.search(words) or codes.target_kind(words) in {"building", "infrastructure", "vehicle"}:
            return site
    return None
