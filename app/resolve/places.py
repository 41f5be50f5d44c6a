"""The place of a deed under the gazetteer's names; the country and region that the model gives tell namesakes apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from app.article import Article
from app.article.ground import widened
from app.records.verified import Named, PlaceNames
from app.values import place_lookup
from app.values.gazetteer import Place, country_names
from app.values.locations import location, named_place
from app.values.places import country, country_of, find
from schemas import Evidence, Location, NamedPlace, Question, UnsupportedValue

_SHOWN: Final = 3
"""The most countries that a reason names."""
Level = Literal["city", "admin1", "country"]


@dataclass(frozen=True, slots=True)
class Located:
    """A place, what was refused of its names, and the doubts about it; `location` None: nothing of it is known."""

    location: Location | None
    refused: tuple[UnsupportedValue, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    """The names as the gazetteer has them; None: it lacks the name, or none is given. `code`: the country's."""

    code: str | None
    region: Place | None
    town: Place | None

    @property
    def finest(self) -> Place | None:
        """The finest place known."""
        return self.town or self.region or (country(self.code) if self.code else None)


def located(names: PlaceNames, article: Article) -> Located:
    """The gazetteer's place of the names: of the town, else the region, else the country.

    A town that the gazetteer lacks in the model's country is a village, and stands as the site; where there is another
    site, it is refused (`place_not_carried`), as are a region and a country that the gazetteer lacks. A town that it
    has in other countries only raises `town_not_in_country`. Without a country, the article's own mention of the town
    decides among namesakes, else the most populous stands. A site in no known country has the coarsest precision.
    """
    read = _read(names, article)
    place, words, unnamed = _named_country(names, read, article)
    unplaced = names.town if read.town is None else None
    site = names.site.name if names.site else unplaced
    refused = (*unnamed, *_unknown_wholes(names, read), *_unplaced_beside_site(names, unplaced, read))
    if place is None and site is None and names.district is None and not names.places:
        return Located(None, refused)
    district = names.district.name if names.district else None
    where = location(
        place,
        dict.fromkeys((*_quotes(names), *words)),
        site=site,
        admin2=district,
        position=names.position,
        places=(_named_place(each, read.code, article) for each in names.places),
    )
    return Located(where, refused, _questions(names, unplaced, read))


def _named_place(named: Named, code: str | None, article: Article) -> NamedPlace:
    """One of several places; the country of all of them tells namesakes apart."""
    places = place_lookup.towns(named.name, code) or place_lookup.regions(named.name, code)
    return named_place(named.name, _of_article(places, code, article), named.evidence)


def _named_country(
    names: PlaceNames, read: _Read, article: Article
) -> tuple[Place | None, tuple[Evidence, ...], tuple[UnsupportedValue, ...]]:
    """The finest place, further words for it where it is a country, and its refusal where no words are for it.

    A town of the gazetteer vouches for its country; a village that it lacks does not. Then the country itself, or some
    place in it, must stand in the article.
    """
    if read.finest is None or read.finest.kind != "country" or names.country is None:
        return read.finest, (), ()
    code = read.finest.country_code
    if any(country_of(quote.quote) == code for quote in names.quotes):
        return read.finest, (), ()
    mention = next((each for each in find(article.text) if each.place.country_code == code), None)
    if mention is None:
        reason = "the article names neither it nor a place in it that the gazetteer knows"
        return None, (), (_refusal(names, "country", names.country, reason),)
    quote = Evidence(quote=mention.text, start=mention.start, end=mention.end, match="normalised")
    quote = widened(article.text, quote)
    return read.finest, (quote,), ()


def _read(names: PlaceNames, article: Article) -> _Read:
    code = place_lookup.country_code(names.country) if names.country else None
    region = _region(names, code, article)
    inside = code or (region.country_code if region else None)
    town = _town(names.town, names, inside, region, article) if names.town else None
    return _Read(inside, region, town)


def _region(names: PlaceNames, code: str | None, article: Article) -> Place | None:
    """The region of the model's name; a town, where the gazetteer knows the name as a town's only.

    Without a region, the one that the model calls the country ("West Bank").
    """
    if names.region:
        found = place_lookup.regions(names.region, code) or place_lookup.towns(names.region, code)
        return _of_article(found, code, article)
    if names.country is None or code is None or place_lookup.is_country(names.country):
        return None
    return next(iter(place_lookup.regions(names.country, code)), None)


def _town(name: str, names: PlaceNames, code: str | None, region: Place | None, article: Article) -> Place | None:
    """The town of this name; a region, where the gazetteer knows the name as a region's only.

    The model's region tells namesakes apart, and does not rule out the only town of the name.
    """
    found = place_lookup.towns(name, code)
    if not found:
        return _of_article(place_lookup.regions(name, code), code, article)
    if names.region is None or len(found) == 1:
        return _of_article(found, code, article)
    within = tuple(place for place in found if _lies_in(place, names.region, region))
    return _of_article(within if within or region else found, code, article)


def _lies_in(town: Place, name: str, region: Place | None) -> bool:
    """Whether a town lies in the model's region, `name`; the gazetteer may lack it, or its division."""
    if town.admin1 is not None and place_lookup.same_division(name, town.admin1):
        return True
    return region is not None and region.admin1 in {None, town.admin1}


def _of_article(places: tuple[Place, ...], code: str | None, article: Article) -> Place | None:
    """The first of namesakes; without a country, the one that the article's own words are read as."""
    if code is not None or len({place.country_code for place in places}) <= 1:
        return next(iter(places), None)
    meant = (mention.place for mention in find(article.text) if mention.place in places)
    return next(meant, places[0])


def _quotes(names: PlaceNames) -> tuple[Evidence, ...]:
    written = (each.evidence for each in (names.site, names.district) if each)
    return tuple(dict.fromkeys((*names.quotes, *written)))


# What the gazetteer lacks.


def _unknown_wholes(names: PlaceNames, read: _Read) -> Iterator[UnsupportedValue]:
    """The model's country and region, where the gazetteer does not have them, or has the town elsewhere."""
    if names.country and place_lookup.country_code(names.country) is None:
        yield _refusal(names, "country", names.country, "the gazetteer has no such country")
    if names.region and read.town and not _lies_in(read.town, names.region, read.region):
        reason = f"the gazetteer has {read.town.name} in {read.town.admin1 or read.town.country}"
        yield _refusal(names, "admin1", names.region, reason)
    if names.region and not read.town and not read.region:
        yield _refusal(names, "admin1", names.region, f"the gazetteer has no such region{_in(read.code)}")


def _unplaced_beside_site(names: PlaceNames, unplaced: str | None, read: _Read) -> tuple[UnsupportedValue, ...]:
    """The town that the gazetteer lacks, where another name is the site."""
    if unplaced is None or names.site is None:
        return ()
    return (_refusal(names, "city", unplaced, f"the gazetteer has no such town{_in(read.code)}"),)


def _refusal(names: PlaceNames, level: Level, value: str, reason: str) -> UnsupportedValue:
    path = f"{names.origin}/{level}"
    return UnsupportedValue(path=path, value=value, code="place_not_carried", reason=f"{value!r}: {reason}")


def _in(code: str | None) -> str:
    return f" in {country_names()[code]}" if code else ""


def _questions(names: PlaceNames, unplaced: str | None, read: _Read) -> tuple[Question, ...]:
    """The doubt about a town, or a region given as one, that the gazetteer has in other countries only."""
    if unplaced is None or read.code is None:
        return ()
    others = place_lookup.towns(unplaced, None) or place_lookup.regions(unplaced, None)
    elsewhere = list(dict.fromkeys(place.country for place in others if place.country_code != read.code))[:_SHOWN]
    if not elsewhere or any(place.country_code == read.code for place in others):
        return ()
    reason = f"the gazetteer has {unplaced!r} in {', '.join(elsewhere)}, and none{_in(read.code)}"
    return (Question(path=names.origin, code="town_not_in_country", reason=reason, evidence=names.quotes),)
