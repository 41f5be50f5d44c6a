"""What is compared of an account: when, where, what, who, as keys. Small, JSON-able, so that an index can keep it."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from app.dossier.accounts import Account
from app.dossier.naming import names_of, phrase, proper_forms
from app.values.names import key
from schemas import Frozen, Incident, Location, NamedPlace, Report
from schemas.codes import Stage, SubEventType

_TIME_ZONES: Final = timedelta(days=1)
"""An article may be dated a day before the deed that it reports: where it happened it is tomorrow already."""


class Profile(Frozen):
    """An account as it is compared with others. Names are keys (`app.dossier.naming`), each tuple sorted, each once.

    start, end   the days of the deed, both included; None where the article's words give none. `end` is no later than
                 a day after publication: what is reported has happened, unless it is only threatened
    published    the day of the article; None: not known
    countries    ISO 3166-1 alpha-2 codes
    towns        GeoNames ids, or country and name where the gazetteer has no id
    town_names   phrases of the towns, since one report has as a site what another has as a town
    points       degrees north and east of the towns
    regions      country and first-level division
    sites        phrases of site and district (`app.dossier.naming.phrase`)
    landmarks    those of them that are proper names
    parties      names and aliases of those who did it or were hit, and of those whom these belong to; speakers apart
    nations      codes of countries that are parties, by name or by adjective ("Russian forces")
    speakers     names of people who speak
    victims      names of people who were killed, injured, abducted, arrested or are missing
    targets      phrases of what was aimed at, and of whom a claim counts
    weapons      categories
    counts       numbers that are exact, as "killed 4"
    """

    report: Report
    news: bool
    kind: SubEventType
    stage: Stage
    start: date | None
    end: date | None
    published: date | None
    countries: tuple[str, ...]
    towns: tuple[str, ...]
    town_names: tuple[str, ...]
    points: tuple[tuple[float, float], ...]
    regions: tuple[str, ...]
    sites: tuple[str, ...]
    landmarks: tuple[str, ...]
    parties: tuple[str, ...]
    nations: tuple[str, ...]
    speakers: tuple[str, ...]
    victims: tuple[str, ...]
    targets: tuple[str, ...]
    weapons: tuple[str, ...]
    counts: tuple[str, ...]


def profile(account: Account) -> Profile:
    """What is compared of an account."""
    incident = account.incident
    start, end = _days(account)
    names = names_of(incident)
    return Profile(
        report=account.report,
        news=account.news,
        kind=incident.sub_event_type,
        stage=incident.stage,
        start=start,
        end=end,
        published=account.article.published_on,
        countries=_sorted(_countries(incident)),
        towns=_sorted(_towns(incident)),
        town_names=_sorted(map(phrase, _town_names(incident))),
        points=tuple(sorted(set(_points(incident)))),
        regions=_sorted(_regions(incident)),
        sites=_sorted(map(phrase, _sites(incident))),
        landmarks=_sorted(form for site in _sites(incident) for form in proper_forms(site)),
        parties=_sorted(names.parties),
        nations=_sorted(names.nations),
        speakers=_sorted(names.speakers),
        victims=_sorted(names.victims),
        targets=_sorted(_targets(incident)),
        weapons=_sorted(weapon.category for weapon in incident.weapons if weapon.category != "other"),
        counts=_sorted(_counts(incident)),
    )


def last_day(profile: Profile) -> date | None:
    """The last possible day of a deed; without a day, a day after publication. None: any, as of what is threatened."""
    if profile.end is not None or profile.published is None or profile.stage == "threatened":
        return profile.end
    return profile.published + _TIME_ZONES


def _sorted(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({each for each in keys if each}))


def _days(account: Account) -> tuple[date | None, date | None]:
    found, published = account.incident.date, account.article.published_on
    if found is None or found.start is None or found.end is None:
        return None, None
    if published is None or account.incident.stage == "threatened":
        return found.start, found.end
    return found.start, max(found.start, min(found.end, published + _TIME_ZONES))


def _named(incident: Incident) -> tuple[Location | NamedPlace, ...]:
    """The location and each of several places in it."""
    place = incident.location
    return (place, *place.places) if place else ()


def _countries(incident: Incident) -> Iterator[str]:
    return (each.country_code for each in _named(incident) if each.country_code)


def _towns(incident: Incident) -> Iterator[str]:
    place = incident.location
    if place and place.city:
        yield _town(place.geonames_id, place.country_code, place.city)
    for each in place.places if place else ():
        yield _town(each.geonames_id, each.country_code, each.name)


def _town(geonames_id: int | None, country: str | None, name: str) -> str:
    return str(geonames_id) if geonames_id is not None else f"{country or '?'}/{key(name)}"


def _points(incident: Incident) -> Iterator[tuple[float, float]]:
    for each in _named(incident):
        is_town = isinstance(each, NamedPlace) or each.city is not None
        if is_town and each.latitude is not None and each.longitude is not None:
            yield each.latitude, each.longitude


def _regions(incident: Incident) -> Iterator[str]:
    for each in _named(incident):
        if each.admin1:
            yield f"{each.country_code or '?'}/{key(each.admin1)}"


def _town_names(incident: Incident) -> Iterator[str]:
    place = incident.location
    if place and place.city:
        yield place.city
    yield from (each.name for each in place.places) if place else ()


def _sites(incident: Incident) -> Iterator[str]:
    place = incident.location
    yield from (name for name in (place.site, place.admin2) if name) if place else ()


def _targets(incident: Incident) -> Iterator[str]:
    for target in incident.targets:
        yield phrase(target.name)
    for claim in incident.casualty_claims:
        yield phrase(claim.noun)


def _counts(incident: Incident) -> Iterator[str]:
    for claim in incident.casualty_claims:
        for what, count in (("killed", claim.killed), ("injured", claim.injured)):
            if count and count.qualifier == "exact" and count.min:
                yield f"{what} {count.min}"
    for other in incident.other_counts:
        if other.count.qualifier == "exact" and other.count.min:
            yield f"{other.what} {other.count.min}"
