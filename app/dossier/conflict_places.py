"""Two places, two sites, two dates. A coarser value beside a finer one that it contains is no difference. Pure."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Final, NamedTuple

from app.dossier.conflict_names import alike, exclude_each_other
from app.dossier.conflict_positions import Cluster, Side, conflict
from schemas import Conflict, IncidentDate, Location, TimeOfDay
from schemas.codes import DayPart

_LATE: Final[frozenset[DayPart | None]] = frozenset({"evening", "night"})
_EARLY: Final[frozenset[DayPart | None]] = frozenset({"night", "dawn"})


class _Placed(NamedTuple):
    article_id: str
    location: Location

    @property
    def town(self) -> str | None:
        """The town, else the region: what two articles can differ in."""
        return self.location.city or self.location.admin1


class _Dated(NamedTuple):
    article_id: str
    given: IncidentDate
    start: date
    end: date
    time: TimeOfDay | None


def place(cluster: Cluster) -> Iterator[Conflict]:
    """Two towns or, within one, two sites."""
    placed = [
        _Placed(account.article.id, account.incident.location)
        for account in cluster.accounts
        if account.incident.location is not None
    ]
    towns = _distinct_towns(placed)
    apart = [(one, other) for one, other in combinations(towns, 2) if _are_two(one, other)]
    differing = {each.town for pair in apart for each in pair}
    if apart:
        yield from conflict(
            cluster,
            (
                Side(each.town, None, each.article_id, each.location.evidence)
                for each in placed
                if each.town in differing
            ),
            kind="place",
            path="location/city",
            compatible=all(_may_both_be(one, other) for one, other in apart),
        )
    else:
        yield from _sites(cluster, placed)


def _distinct_towns(placed: list[_Placed]) -> list[_Placed]:
    """One for each spelling, country and point."""
    kept = {
        (each.town, each.location.admin1, each.location.country_code, each.location.geonames_id): each
        for each in placed
    }
    return list(kept.values())


def _are_two(one: _Placed, other: _Placed) -> bool:
    """Whether two locations are in two towns, or regions, neither of which holds the other."""
    left, right = one.location, other.location
    if not one.town or not other.town or {one.town, *_named(left)} & {other.town, *_named(right)}:
        return False
    if left.city and right.city:
        same = left.geonames_id is not None and left.geonames_id == right.geonames_id
        return not same and not alike(left.city, right.city)
    return bool(left.admin1 and right.admin1) and not alike(left.admin1 or "", right.admin1 or "")


def _named(location: Location) -> set[str]:
    return {each.name for each in location.places}


def _may_both_be(one: _Placed, other: _Placed) -> bool:
    """Whether one is only near its town, or the deed was done at several places."""
    return any(each.location.precision == "near_town" or each.location.places for each in (one, other))


def _sites(cluster: Cluster, placed: list[_Placed]) -> tuple[Conflict, ...]:
    """Sites that are not the same: a part of the city and a street can both be right, two streets cannot."""
    sites = [(each, each.location.site) for each in placed if each.location.site]
    names = list(dict.fromkeys(site for _, site in sites))
    apart = [(one, other) for one, other in combinations(names, 2) if not alike(one, other)]
    differing = {name for pair in apart for name in pair}
    return conflict(
        cluster,
        (Side(site, None, each.article_id, each.location.evidence) for each, site in sites if site in differing),
        kind="place",
        path="location/site",
        compatible=not any(exclude_each_other(one, other) for one, other in apart),
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
    )


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
