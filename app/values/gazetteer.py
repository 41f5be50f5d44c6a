"""The shipped gazetteer: GeoNames cities and divisions, hand-written regions, countries with their adjectives.

Files, all in `data/`: `places.tsv.xz` (built by scripts/build_gazetteer.py from GeoNames, CC BY 4.0), `aliases.tsv`,
`countries.tsv` and `guards.tsv` (hand-written). Each is read once, at the first use.
"""

import lzma
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal

from app.values.names import key

Kind = Literal["city", "region", "country"]
Sort = Literal["name", "adjective", "metonym"]

DATA: Final = Path(__file__).parent / "data"
_KINDS: Final[Mapping[str, Kind]] = {"c": "city", "r": "region", "n": "country", "city": "city", "region": "region"}


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer, under its GeoNames name.

    `admin1` is the first-level division's name, None where GeoNames has none and for countries. `country_code` is
    ISO 3166-1 alpha-2 (XK: Kosovo). Coordinates are degrees, WGS 84: of a region the most populous city or, if
    hand-written, about its middle; of a country its capital. `population` is a number of people, 0 when unknown.
    `geonames_id` is None for regions, countries and hand-written places: the tables have none of theirs.
    """

    name: str
    kind: Kind
    admin1: str | None
    country: str
    country_code: str
    latitude: float
    longitude: float
    population: int
    geonames_id: int | None = None

    @property
    def admin1_name(self) -> str | None:
        """The first-level division that it lies in or is."""
        return self.name if self.kind == "region" else self.admin1


@dataclass(frozen=True, slots=True)
class Entry:
    """A place that a name may mean; `hand` marks hand-written ones, which go before GeoNames' namesakes."""

    place: Place
    hand: bool


@dataclass(frozen=True, slots=True)
class CountryWord:
    """A word that stands for a country. `upper`: only in capitals, as "US"."""

    code: str
    sort: Sort
    upper: bool


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The tables. Keys are folded names (`names.key`); rows are lines of places.tsv.xz, parsed when asked for.

    `rows_by_key` gives one row number, or several; `abbreviations` the keys of US states by those of "Ala." and "AL";
    `longest` the most words of a name that starts with a word.
    """

    rows: Sequence[str]
    rows_by_key: Mapping[str, int | tuple[int, ...]]
    country_rows: Mapping[str, str]
    country_words: Mapping[str, CountryWord]
    abbreviations: Mapping[str, str]
    longest: Mapping[str, int]

    def knows(self, name_key: str) -> bool:
        """Whether the key is a place's name or stands for a country."""
        return name_key in self.rows_by_key or name_key in self.country_words

    def entries(self, name_key: str) -> tuple[Entry, ...]:
        """What the key may mean as a place: a country first, then hand-written places, then GeoNames' in file order."""
        word = self.country_words.get(name_key)
        country = (parse(self.country_rows[word.code]),) if word and word.sort == "name" else ()
        numbers = self.rows_by_key.get(name_key, ())
        lines = [self.rows[number] for number in ((numbers,) if isinstance(numbers, int) else numbers)]
        return (*country, *sorted(map(parse, lines), key=lambda entry: not entry.hand))


@cache
def guards() -> Mapping[str, frozenset[str]]:
    """The word classes of guards.tsv, by name; the file explains them."""
    classes: dict[str, set[str]] = {}
    for line in _lines("guards.tsv"):
        name, _, members = line.partition("\t")
        classes.setdefault(name, set()).update(members.split(";") if ";" in members else members.split())
    return {name: frozenset(members) for name, members in classes.items()}


@cache
def country_names() -> Mapping[str, str]:
    """ISO 3166-1 alpha-2 code -> short English name."""
    return {code: name for code, name, *_ in read_table("countries.tsv")}


@cache
def country_keys() -> Mapping[str, CountryWord]:
    """Folded names, adjectives and metonyms of all countries; of several senses a name goes before an adjective."""
    return dict(_country_words())


@cache
def gazetteer() -> Gazetteer:
    """The tables, loaded once."""
    table = list(read_table("aliases.tsv"))
    spellings = {line[6]: line[2] for line in table if line[1] == "alias"}
    short = {key(form): key(line[3]) for line in table if line[1] == "abbreviation" for form in line[2].split(";")}
    rows = lzma.decompress((DATA / "places.tsv.xz").read_bytes()).decode().splitlines()[1:]
    rows += [_row(line) for line in table if line[1] in _KINDS]
    countries = {row.split("\t", 2)[1]: row for row in rows if row.startswith("n\t")}
    keys = _index(rows, spellings)
    words = country_keys()
    return Gazetteer(rows, keys, countries, words, short, _longest([*keys, *words, *guards()["phrase"]]))


def _index(rows: Sequence[str], spellings: Mapping[str, str]) -> dict[str, int | tuple[int, ...]]:
    """Row numbers by key, countries left out; `spellings` are further names, separated by ";", by GeoNames id."""
    index: dict[str, int | tuple[int, ...]] = {}
    for number, row in enumerate(rows):
        kind, identifier, _, keys, _ = row.split("\t", 4)
        if identifier in spellings:
            keys = "|".join([keys, *map(key, spellings[identifier].split(";"))])
        for name in keys.split("|") if kind != "n" else ():
            had = index.get(name)
            index[name] = number if had is None else (had, number) if isinstance(had, int) else (*had, number)
    return index


@lru_cache(maxsize=4096)
def parse(row: str) -> Entry:
    """The place of a row."""
    kind, identifier, name, _, code, admin1, latitude, longitude, population = row.split("\t")
    number = int(identifier) if identifier.isdecimal() else None
    point = float(latitude), float(longitude)
    place = Place(name, _KINDS[kind], admin1 or None, country_names()[code], code, *point, int(population), number)
    return Entry(place, hand=len(kind) > 1)


def _row(fields: Sequence[str]) -> str:
    """A hand-written place as a row."""
    code, kind, names, admin1, latitude, longitude, _ = fields
    keys = "|".join(dict.fromkeys(map(key, names.split(";"))))
    return "\t".join([kind, "", names.split(";")[0], keys, code, admin1, latitude, longitude, "0"])


def _country_words() -> Iterator[tuple[str, CountryWord]]:
    """Keys with what they stand for, the strongest sense last: a name, an adjective, a metonym."""
    sorts: tuple[Sort, ...] = ("metonym", "adjective", "name")
    for sort in sorts:
        for code, name, _, aliases, adjectives, metonyms, _ in read_table("countries.tsv"):
            for word in {"name": f"{name};{aliases}", "adjective": adjectives, "metonym": metonyms}[sort].split(";"):
                yield from _forms(word, code, sort)


def _forms(word: str, code: str, sort: Sort) -> Iterator[tuple[str, CountryWord]]:
    stands = CountryWord(code, sort, upper=word.replace(".", "").isupper())
    if word:
        yield key(word), stands
    if word and sort == "adjective":
        yield key(word) + "s", stands


def _longest(keys: Sequence[str]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for name in keys:
        first, blank, rest = name.partition(" ")
        if blank:
            longest[first] = max(longest.get(first, 1), rest.count(" ") + 2)
    return longest


def read_table(file: str) -> Iterator[list[str]]:
    """The rows of a hand-written table of `data/`, without its header."""
    return (line.split("\t") for line in _lines(file)[1:])


def _lines(file: str) -> list[str]:
    """A hand-written file's lines, without comments."""
    return [line for line in (DATA / file).read_text("utf-8").splitlines() if not line.startswith("#")]
