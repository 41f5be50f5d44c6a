"""Which of several namesakes a name means: by what follows it, by the countries that the text names, by population."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from app.values.gazetteer import Entry, Place, gazetteer, guards
from app.values.place_context import ends_clause, is_region_here, qualifier_start
from app.values.place_names import Name, Span, known_name

HINT_FACTOR: Final = 20
"""A namesake in a country that the text names wins over one elsewhere with up to this many times its people: Tripoli
in Lebanon over Libya's (6 times), but not Paris in Texas over France's (85 times)."""
MAIN_FACTOR: Final = 5
"""How much more the country named most counts: Santa Ana in El Salvador, although Washington is named as well."""
HAND_PEOPLE: Final = 3_000_000
"""People that a hand-written place counts for among namesakes."""
COUNTRY_FACTOR: Final = 10
"""How much a country's people count among namesakes: Mexico goes before its State of Mexico."""
_DOUBTFUL: Final = ("never", "word", "person")
HINTING_CITY: Final = 100_000
"""People: a city from this size on tells the country of the others, if its name has no near rival elsewhere."""


def hint_factors(names: Iterable[Name]) -> dict[str, int]:
    """By how much a place in each country that a text names goes before namesakes: most in the one it names most."""
    counts = Counter(_named_countries(names))
    main = {code: HINT_FACTOR * MAIN_FACTOR for code, _ in counts.most_common(1)}
    return dict.fromkeys(counts, HINT_FACTOR) | main


def _named_countries(names: Iterable[Name]) -> Iterator[str]:
    """The country of each name of a country, and of each place that is named beyond doubt."""
    for name in names:
        if name.word is not None and not name.entries:
            yield name.word.code
        elif _is_beyond_doubt(name):
            yield _best(name.entries).place.country_code


def qualified(name: Name) -> tuple[Entry, ...]:
    """The entries that agree with ", Country" or ", State" after the name; none when nothing of the kind follows."""
    start = qualifier_start(name.span)
    whole = _whole_key(name.span, start) if start is not None else None
    if whole is None:
        return ()
    wholes = [entry.place for entry in gazetteer().entries(whole) if entry.place.kind != "city"]
    return tuple(entry for entry in name.entries if any(_lies_in(entry.place, place) for place in wholes))


def _whole_key(span: Span, start: int) -> str | None:
    """The key of the country or division that closes the clause at word `start`: by its name, or a state as "Ala."."""
    words = span.words
    whole = known_name(words, start)
    if whole is not None and ends_clause(words, whole.end):
        return whole.key
    two = start + 1 < len(words) and words.joined(start)
    for end in (start + 2, start + 1) if two else (start + 1,):
        short = words.text[words.starts[start] : words.ends[end - 1]]
        full = gazetteer().abbreviations.get(" ".join(words.keys[start:end]))
        if full and not span.in_capitals and (short.isupper() or words.gap(end - 1).startswith(".")):
            return full
    return None


def choose(name: Name, entries: Sequence[Entry], factors: Mapping[str, int]) -> Place:
    """The place that a name means, of `entries`; a region of its name when "province" or the like stands with it."""
    if not is_region_here(name.span):
        return _best(list(_without_towns_region(name, entries)), factors).place
    place = _best([entry for entry in entries if entry.place.kind != "city"] or entries, factors).place
    return replace(place, kind="region", geonames_id=None) if place.kind == "city" else place


def containing(name: Name, part: Place) -> tuple[Entry, ...]:
    """The entries that a place just named may lie in: of "Atlanta, Georgia" the state."""
    return tuple(entry for entry in name.entries if entry.place.kind != "city" and _lies_in(part, entry.place))


def _lies_in(part: Place, whole: Place) -> bool:
    return part.country_code == whole.country_code and (whole.kind == "country" or part.admin1 == whole.admin1)


def _is_beyond_doubt(name: Name) -> bool:
    if not name.entries or (name.word is None and any(name.span.key in guards()[kind] for kind in _DOUBTFUL)):
        return False
    best = _best(name.entries)
    rivals = [_weight(entry) for entry in name.entries if entry.place.country_code != best.place.country_code]
    telling = best.hand or best.place.kind == "country" or best.place.population >= HINTING_CITY
    return telling and _weight(best) >= HINT_FACTOR * max(rivals, default=0)


def _without_towns_region(name: Name, entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries less GeoNames divisions named after a town in them ("Idlib"), or, as Washington, after a capital."""
    towns = [entry.place for entry in entries if entry.place.kind == "city"]
    capital = name.word.code if name.word is not None and name.word.sort == "metonym" else None
    for entry in entries:
        place = entry.place
        inside = any(town.country_code == place.country_code and town.admin1 == place.admin1 for town in towns)
        seat = place.country_code == capital and any(town.country_code == capital for town in towns)
        if entry.hand or place.kind != "region" or not (inside or seat):
            yield entry


def _best(entries: Sequence[Entry], factors: Mapping[str, int] = MappingProxyType({})) -> Entry:
    """The weightiest entry, its weight times its country's factor; of equals the first."""
    return max(entries, key=lambda entry: _weight(entry) * factors.get(entry.place.country_code, 1))


def _weight(entry: Entry) -> int:
    if entry.hand:
        return HAND_PEOPLE
    return entry.place.population * (COUNTRY_FACTOR if entry.place.kind == "country" else 1)
