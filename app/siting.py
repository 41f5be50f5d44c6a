"""When and where an incident was, from the words of its readings. Pure."""

import re
from collections.abc import Iterator
from typing import Final

from app import speech
from app.article import Article
from app.ground import Found, slice_of
from app.grouping import Group, dates_of
from app.naming import phrase
from app.normalise import codes, dates, places
from app.syntax import Word
from schemas import IncidentDate, Location

STREET: Final = re.compile(
    r"\b(?:street|road|avenue|square|district|neighbou?rhood|quarter|suburb|village|hamlet|settlement|highway|crossing|border|river|bridge)\b",
    re.IGNORECASE,
)
_PART_OF: Final = re.compile(r"(?:north|south|east|west)(?:-?(?:east|west))?(?:ern)?|central|downtown", re.IGNORECASE)
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
        for hit in dates_of(told.clause, told.deed):
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
    """A named street, quarter or village among the places, else the building that was hit; None: neither is told.

    Soonest told first; a place phrase that only names the building comes after the quarter.
    """
    named = tuple(_named_sites(group, article))
    hit = (aim.words for told in group.told for aim in told.deed.targets if aim.kind in ("building", "infrastructure"))
    return next(iter((*named, *hit, *_building_sites(group, article))), None)


def _named_sites(group: Group, article: Article) -> Iterator[Found]:
    for told in group.told:
        start, end = told.clause.noted.start, told.clause.noted.end
        for word in article.tree.at(start, end):
            if STREET.fullmatch(word.text) and word.pos in ("NOUN", "PROPN"):
                yield from _with_name(word, article)
            town = article.tree.words[word.head]
            if _PART_OF.fullmatch(word.text) and town.entity == "GPE" and town.index > word.index:
                yield slice_of(article.text, word.start, town.end)


def _building_sites(group: Group, article: Article) -> Iterator[Found]:
    """The building that the model's place is, "in a market in Gao"."""
    for told in group.told:
        place = told.clause.place
        inside = article.tree.at(place.start, place.end) if place else ()
        yield from (phrase(w, article) for w in inside if w.pos == "NOUN" and codes.target_kind(w.text) == "building")


def _with_name(word: Word, article: Article) -> Iterator[Found]:
    """The noun with its name, "Palestine street"; of "the hamlet of El Botalón" the name."""
    words = phrase(word, article)
    if any(part[:1].isupper() for part in words.words.split()):
        yield words
    for of in article.tree.under(word, "prep"):
        for name in article.tree.under(of, "pobj"):
            if of.lemma == "of" and name.pos == "PROPN" and not places.find(phrase(name, article).words):
                yield phrase(name, article)
