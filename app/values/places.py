"""Places in English news text: where they stand, and which place of the gazetteer each name means."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from app.values.gazetteer import Entry, Place, country_keys, country_names, gazetteer, guards, parse
from app.values.names import key, split
from app.values.place_context import (
    follows_name,
    is_acronym,
    is_listed,
    is_region_here,
    is_river,
    is_spliced,
    precedes_name,
    preposition_level,
    qualifies_only,
)
from app.values.place_names import Name, known_names
from app.values.place_senses import HINT_FACTOR, choose, containing, hint_factors, qualified

__all__ = [
    "Mention",
    "Place",
    "country",
    "country_named",
    "country_of",
    "find",
    "is_country",
    "may_be_place",
    "may_be_town",
    "names_country",
]

METROPOLIS: Final = 1_000_000
"""People: from here on a name that is a person's, too (Paris, Santiago), needs no preposition."""
LARGE_CITY: Final = 500_000
"""People: from here on a city may stand beside an unknown capitalised word, which else makes it a person's name."""
SMALL_REGION: Final = 500_000
SMALL_CITY: Final = 50_000
VILLAGE: Final = 15_000
"""People: a place below these needs more beside it to be one; see `_needed_level`."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text: `text` is the text's code points [start, end)."""

    start: int
    end: int
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class _Found:
    """A place found: `end` is the word after it, `level` what the words around said for it."""

    end: int
    level: int
    mention: Mention


def find(text: str, *, hints: Collection[str] = ()) -> tuple[Mention, ...]:
    """The places that a text mentions, in order, without overlap, the longest name at each position.

    Adjectives ("Iraqi police") are no places. ", Country" or ", State" after a name decides among namesakes; else the
    most populous stands, where those in `hints` count `HINT_FACTOR` times: ISO 3166-1 alpha-2 codes of the countries
    that the text is about; empty: those that it names itself.
    """
    names = tuple(known_names(split(text)))
    countries = dict.fromkeys(hints, HINT_FACTOR) or hint_factors(names)
    persons = frozenset(name.span.key for name, after in _with_next(names) if _is_person(name, after))
    found: list[_Found] = []
    for name, after in _with_next(names):
        place = _accept(name, after, found[-1] if found else None, countries, persons)
        if place is not None:
            found.append(place)
    return tuple(place.mention for place in found)


def country_of(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of the country that comes first, by its name, an adjective or its seat of government.

    A name that the text places elsewhere ("Tripoli, Lebanon") counts for that country. None when the text has none.
    """
    placed = {mention.start: mention.place.country_code for mention in find(text)}
    for name, after in _with_next(tuple(known_names(split(text)))):
        word, span = name.word, name.span
        if word is not None and not (span.key in guards()["person"] and _is_person(name, after)):
            seat = word.sort == "metonym" and not qualified(name)
            return word.code if seat else placed.get(span.words.starts[span.start], word.code)
    return None


def _with_next(names: Sequence[Name]) -> Iterable[tuple[Name, Name | None]]:
    return zip_longest(names, names[1:])


def _is_person(name: Name, after: Name | None, prior: _Found | None = None) -> bool:
    """Whether the name is part of a person's or another name; beside another place it is not."""
    span = name.span
    prominent = " " in span.key or _is_well_known(name, even_person=True)
    beside_next = after is not None and after.span.start == span.end and _is_well_known(after)
    beside_prior = prior is not None and prior.end == span.start
    return (not beside_prior and follows_name(span, prominent=prominent)) or (
        not beside_next and precedes_name(span, prominent=prominent)
    )


def _is_well_known(name: Name, *, even_person: bool = False) -> bool:
    """Whether the name is a country's, a region's, a hand-written place's or a large city's, and no person's."""
    places = (entry.place for entry in name.entries if not entry.hand)
    known = name.word is not None or any(entry.hand for entry in name.entries)
    large = known or any(place.kind != "city" or place.population >= LARGE_CITY for place in places)
    return large and (even_person or name.span.key not in guards()["person"])


def _accept(
    name: Name, after: Name | None, prior: _Found | None, countries: Mapping[str, int], persons: Collection[str]
) -> _Found | None:
    """The place that a name is here; None when it is none."""
    span = name.span
    if not name.entries or _is_part(name) or _is_person(name, after, prior):
        return None
    exact = qualified(name)
    listed = prior is not None and is_listed(span.words, prior.end, span.start)
    entries = exact or (containing(name, prior.mention.place) if prior and listed else ()) or name.entries
    place = choose(name, entries, countries)
    if place.kind == "city" and " " not in span.key and is_river(span):
        return None
    level = max(preposition_level(span), max(1, prior.level) if prior and listed else 0)
    if not exact and level < _needed_level(name, place, countries, persons):
        return None
    start, end = span.words.starts[span.start], span.words.ends[span.end - 1]
    return _Found(span.end, level, Mention(start, end, span.text, place))


def _is_part(name: Name) -> bool:
    """Whether the name belongs to an acronym, a compound adjective or, abbreviated as "US", to the noun after it."""
    span, word = name.span, name.word
    if word is not None and word.upper:
        return is_spliced(span) or qualifies_only(span)
    return is_spliced(span) or is_acronym(span)


def _needed_level(name: Name, place: Place, countries: Collection[str], persons: Collection[str]) -> int:
    """What the words around must say for a place (`preposition_level`); 3: only ", Country" will do."""
    known, classes = name.span.key, guards()
    if known in classes["never"] or known in classes["word"]:
        return _level_of_word(name, place, named=place.country_code in countries)
    if place.kind == "country" or any(entry.hand and entry.place == place for entry in name.entries):
        return 0
    if name.word is None and place.population < METROPOLIS and (known in classes["person"] or known in persons):
        return 2
    if place.kind == "region":
        return int(place.population < SMALL_REGION)
    if countries and place.country_code not in countries:
        return _level_abroad(place, own_name=known == key(place.name))
    return 2 * int(place.population < VILLAGE) or int(place.population < SMALL_CITY)


def _level_of_word(name: Name, place: Place, *, named: bool) -> int:
    """The level for a place whose name is an English word; `named`: the text names its country."""
    if named and is_region_here(name.span) and any(entry.place == place for entry in name.entries):
        return 0
    small = name.span.in_capitals or 0 < place.population < SMALL_CITY
    return 3 if small or name.span.key in guards()["never"] else 2


def _level_abroad(place: Place, *, own_name: bool) -> int:
    """The level for a city of a country that the text does not name, though it names others: likely a mere namesake."""
    if place.population < SMALL_CITY or (place.population < LARGE_CITY and not own_name):
        return 3
    return 2 * int(place.population < LARGE_CITY)


def country_named(word: str) -> str | None:
    """The English name of the country that the word stands for; None: for none, or it is a country's name itself.

    By its adjective or people ("Russian", "Afghans"), or its seat of government ("Moscow").
    """
    known = country_keys().get(key(word))
    return country_names()[known.code] if known and known.sort != "name" else None


def is_country(text: str) -> bool:
    """Whether the text is a country's name, adjective or seat of government, and nothing besides: "the US"."""
    return key(text.removeprefix("the ")) in country_keys()


def country(code: str) -> Place | None:
    """The country of an ISO 3166-1 alpha-2 code; None: there is none."""
    row = gazetteer().country_rows.get(code)
    return parse(row).place if row else None


def names_country(text: str) -> bool:
    """Whether the text names a country as a place; adjectives ("Iraqi police") do not."""
    return any(mention.place.kind == "country" for mention in find(text))


def may_be_place(name: str) -> bool:
    """Whether a whole name, as a dateline has it, may be a country's, a region's or a town's, and is no person's."""
    return bool(_namesakes(name))


def may_be_town(name: str) -> bool:
    """Whether it may be the name of a town or of a hand-written place; see `may_be_place`."""
    return any(entry.hand or entry.place.kind == "city" for entry in _namesakes(name))


def _namesakes(name: str) -> tuple[Entry, ...]:
    known, classes = key(name), guards()
    if known in classes["never"] or known in classes["word"]:
        return ()
    smallest = METROPOLIS if known in classes["person"] and not name.isupper() else VILLAGE
    entries = gazetteer().entries(known)
    return tuple(e for e in entries if e.hand or e.place.kind != "city" or e.place.population >= smallest)
