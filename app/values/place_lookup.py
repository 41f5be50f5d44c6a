"""Look a single name up in the gazetteer: a country, a town of a country, a region of it.

Unlike `places.find`, which asks whether a word of a text is a place at all, these take it that the name is one, as
where a record has a field for it.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from app.values import places
from app.values.gazetteer import CountryWord, Entry, Kind, Place, country_keys, gazetteer, guards
from app.values.names import key
from app.values.place_senses import HAND_PEOPLE

_OF: Final = "of"
_DOUBTFUL: Final = ("never", "phrase")
"""Classes of names that mean a place only where its country is given: "Red Sea" is a state of Sudan's, too."""


def country_code(name: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country by its name, alias, adjective or seat of government; None: of none.

    A region's name gives its country ("West Bank"), and so does the first country or place of several
    ("Iraq and Syria", "Gaza Strip, Palestinian territories").
    """
    word = _country_word(name)
    if word is not None:
        return word.code
    mention = next(iter(places.find(f"in {name}")), None)
    return mention.place.country_code if mention else places.country_of(name)


def is_country(name: str) -> bool:
    """Whether a name stands for a country itself; False for a region's name, as "West Bank"."""
    return _country_word(name) is not None


def _country_word(name: str) -> CountryWord | None:
    return next((country_keys()[known] for known in spellings(name) if known in country_keys()), None)


def towns(name: str, code: str | None) -> tuple[Place, ...]:
    """The populated places of a name in a country (None: in any), the hand-written and the most populous first.

    >>> towns("Kiev", "UA")[0].name
    'Kyiv'
    """
    for known in spellings(name):
        if found := _ranked(known, code, "city"):
            return found
    return ()


def regions(name: str, code: str | None) -> tuple[Place, ...]:
    """The regions of a name in a country (None: in any), the hand-written and the most populous first.

    A town's name with a word for a division ("Mosul province") is a region where the gazetteer has no other, and an
    abbreviated state is one of the United States' ("Ill.").
    """
    whole = key(name)
    for known in spellings(name):
        if found := _ranked(known, code, "region"):
            return found
        named_after = _ranked(known, code, "city") if _is_division(whole, known) else ()
        if named_after:
            return tuple(replace(place, kind="region", geonames_id=None) for place in named_after)
    return _ranked(gazetteer().abbreviations.get(whole, ""), "US", "region") if code == "US" else ()


def same_division(one: str, other: str) -> bool:
    """Whether two names of divisions are spellings of one: "Anbar province" and "Anbar"."""
    return not set(spellings(one)).isdisjoint(spellings(other))


def spellings(name: str) -> Iterator[str]:
    """Keys under which a name may stand in the gazetteer, the whole one first.

    Without "the", without words like "city" and "province" at the end, "northern" and "city of" at the start, while
    more than such words is left. None for a name with digits: keys have none, and "Sector 5" is not "Sector 17".
    """
    words = [] if any(map(str.isdigit, name)) else key(name).split()
    bare = words[1:] if words[:1] == ["the"] else words
    short = _without_end(bare)
    named = [part for part in (_without_start(bare), _without_start(short)) if not _general().issuperset(part)]
    yield from dict.fromkeys(" ".join(part) for part in (words, bare, short, *named) if part)


def _kinds() -> frozenset[str]:
    """Words for kinds of places: "city", "province"."""
    return guards()["admin"] | guards()["head"]


def _general() -> frozenset[str]:
    """Words that name no place of their own: kinds of places, "northern"."""
    return _kinds() | guards()["filler"] | {_OF}


def _without_end(words: list[str]) -> list[str]:
    kinds = _kinds()
    while len(words) > 1 and words[-1] in kinds:
        words = words[:-1]
    return words


def _without_start(words: list[str]) -> list[str]:
    general = _general()
    while len(words) > 1 and words[0] in general:
        words = words[1:]
    return words


def _is_division(whole: str, known: str) -> bool:
    return not guards()["admin"].isdisjoint(whole.removesuffix(known).split() + whole.removeprefix(known).split())


def _ranked(known: str, code: str | None, kind: Kind) -> tuple[Place, ...]:
    """The places of a kind under a key. Of a country's regions, one that bears the very name goes first ("México")."""
    if code is None and any(known in guards()[doubtful] for doubtful in _DOUBTFUL):
        return ()
    entries = [entry for entry in gazetteer().entries(known) if entry.place.kind == kind]
    entries = sorted((e for e in entries if code in {None, e.place.country_code}), key=_people, reverse=True)
    if code is not None and kind == "region":
        entries.sort(key=lambda entry: key(entry.place.name) != known and not entry.hand)
    return tuple(entry.place for entry in entries)


def _people(entry: Entry) -> int:
    return HAND_PEOPLE if entry.hand else entry.place.population
