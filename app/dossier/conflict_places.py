"""Two places, two sites, two dates. A coarser value beside a finer one that it contains is no difference. Pure."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Final, NamedTuple

from app.dossier.conflict_names import alike, alike_among, exclude_each_other
from app.dossier.conflict_positions import Cluster, Side, conflict
from schemas import Conflict, IncidentDate, Location, TimeOfDay
from schemas.codes import DayPart

_LATE: Final[frozenset[DayPart | None]] = frozenset({"evening", "night"})
_EARLY: Final[frozenset[DayPart | None]] = frozenset({"night", "dawn"})


class _Placed(NamedTuple):
    """`town` is what is compared: the town, else the region, else the country; None: there is none, or it is at sea."""

    article_id: str
    location: Location
    town: str | None


class _Dated(NamedTuple):
    article_id: str
    given: IncidentDate
    start: date
    end: date
    time: TimeOfDay | None


def place(cluster: Cluster) -> Iterator[Conflict]:
    """Two towns or, within one, two sites."""
    placed = [
        _Placed(account.article.id, location, _town(location))
        for account in cluster.accounts
        if (location := account.incident.location) is not None
    ]
    apart = [(one, other) for one, other in combinations(_distinct(placed), 2) if _are_two(one, other)]
    yield from _towns(cluster, placed, apart) if apart else _sites(cluster, placed)


def _town(location: Location) -> str | None:
    at_sea = location.precision == "sea"
    return None if at_sea else location.city or location.admin1 or location.country


def _towns(cluster: Cluster, placed: list[_Placed], apart: list[tuple[_Placed, _Placed]]) -> tuple[Conflict, ...]:
    differing = {each.town for pair in apart for each in pair}
    return conflict(
        cluster,
        (
            Side(each.town, None, each.article_id, each.location.evidence)
            for each in placed
            if each.town is not None and each.town in differing
        ),
        kind="place",
        path="location/city",
        compatible=all(_may_both_be(one, other) for one, other in apart),
    )


def _distinct(placed: list[_Placed]) -> list[_Placed]:
    """One of those that are alike in all that is compared."""
    return list({_compared(each.location): each for each in placed}.values())


def _compared(place: Location) -> tuple[object, ...]:
    return place.city, place.admin1, place.country_code, place.geonames_id, place.precision, _named(place)


def _are_two(one: _Placed, other: _Placed) -> bool:
    """Whether two locations are in two towns, regions or countries, neither of which holds the other."""
    left, right = one.location, other.location
    if not one.town or not other.town or {one.town, *_named(left)} & {other.town, *_named(right)}:
        return False
    if left.country_code and right.country_code and left.country_code != right.country_code:
        return True
    if left.city and right.city:
        same = left.geonames_id is not None and left.geonames_id == right.geonames_id
        return not same and not alike(left.city, right.city)
    return bool(left.admin1 and right.admin1) and not alike(left.admin1 or "", right.admin1 or "")


def _named(location: Location) -> frozenset[str]:
    return frozenset(each.name for each in location.places)


def _may_both_be(one: _Placed, other: _Placed) -> bool:
    """Whether one is only near its town, or the deed was done at several places."""
    return any(each.location.precision == "near_town" or each.location.places for each in (one, other))


def _sites(cluster: Cluster, placed: list[_Placed]) -> tuple[Conflict, ...]:
    """Sites that are not the same: a part of the city and a street can both be right, two streets cannot."""
    sites = [(each, each.location.site) for each in placed if each.location.site]
    alike_to = alike_among(site for _, site in sites)
    differing = {name for name, others in alike_to.items() if len(others) < len(alike_to)}
    return conflict(
        cluster,
        (Side(site, None, each.article_id, each.location.evidence) for each, site in sites if site in differing),
        kind="place",
        path="location/site",
        compatible=not any(exclude_each_other(*pair) for pair in combinations(sorted(differing), 2)),
    )


def time(cluster: Cluster) -> Iterator[Conflict]:
    """Two dates, neither of which holds the other."""
    dated = list(_dated(cluster))
    spans = {(each.start, each.end): each for each in dated}
    apart = [(one, other) for one, other in combinations(spans.values(), 2) if not _holds(one, other)]
    differing = {(each.start, each.end) for pair in apart for each in pair}
    yield from conflict(
        cluster,
        (
            Side(each.start.isoformat(), None, each.article_id, each.given.evidence)
            for each in dated
            if (each.start, each.end) in differing
        ),
        kind="time",
        path="date/start",
        compatible=all(_overlap(one, other) for one, other in apart),
        note=_days_apart([start for start, _ in differing]),
    )


def _days_apart(starts: list[date]) -> str | None:
    days = (max(starts) - min(starts)).days if starts else 0
    return f"{days} {'day' if days == 1 else 'days'} apart." if days else None


def _dated(cluster: Cluster) -> Iterator[_Dated]:
    for account in cluster.accounts:
        found = account.incident.date
        if found is not None and found.start is not None:
            yield _Dated(account.article.id, found, found.start, found.end or found.start, account.incident.time)


def _holds(one: _Dated, other: _Dated) -> bool:
    within = one.start <= other.start and other.end <= one.end
    return within or (other.start <= one.start and one.end <= other.end)


def _overlap(one: _Dated, other: _Dated) -> bool:
    """Whether a day is in both, or the one is the night after which the other's day begins."""
    first, then = sorted((one, other), key=lambda each: each.start)
    if then.start <= first.end:
        return True
    parts = [each.time.part if each.time else None for each in (first, then)]
    return (then.start - first.end).days == 1 and parts[0] in _LATE and parts[1] in _EARLY
