"""How likely two accounts are of one incident: evidence for and against, in bits. Pure.

Each feature adds a weight to the log-odds (record linkage after Fellegi and Sunter 1969), silence adds nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Final, Literal

from app.dossier.blocks import RECENT, family
from app.dossier.profiles import Profile
from schemas.codes import EVENT_TYPE_OF

Verdict = Literal["same", "grey", "different"]

PRIOR: Final = -4.0
SAME: Final = 1.0
GREY: Final = -1.0


@dataclass(frozen=True, slots=True)
class Reason:
    """One feature of two accounts, and what it adds to the log-odds, in bits."""

    feature: str
    weight: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """Whether two accounts are of one incident, and why."""

    score: float
    verdict: Verdict
    reasons: tuple[Reason, ...]


def exclude(one: Profile, other: Profile) -> bool:
    """Whether the days of two accounts cannot be the same: more than a day lies between them."""
    return _apart(one, other) > 1


def likeness(one: Profile, other: Profile) -> Likeness:
    """How likely two accounts are of one incident."""
    reasons = tuple(_reasons(one, other))
    bits = PRIOR + sum(reason.weight for reason in reasons)
    if exclude(one, other):
        return Likeness(0.0, "different", (Reason("days exclude each other", float("-inf")),))
    return Likeness(1 / (1 + 2**-bits), _verdict(bits), reasons)


def _verdict(bits: float) -> Verdict:
    return "same" if bits >= SAME else "grey" if bits >= GREY else "different"


def _reasons(one: Profile, other: Profile) -> Iterator[Reason]:
    yield from _time(one, other)
    yield from _place(one, other)
    yield from _kind(one, other)
    yield from _names(one, other)


# When.


def last_day(each: Profile):
    if each.end is not None:
        return each.end
    if each.published is not None and each.stage != "threatened":
        return each.published + timedelta(days=1)
    return None


def _apart(one: Profile, other: Profile) -> int:
    """Days between the two: 0 where they overlap or may, 1 for neighbouring days."""
    gaps = [
        (first.start - last).days
        for first, then in ((one, other), (other, one))
        if first.start is not None and (last := last_day(then)) is not None
    ]
    return max(0, *gaps) if gaps else 0


def _time(one: Profile, other: Profile) -> Iterator[Reason]:
    if one.start and one.end and other.start and other.end:
        widest = max((each.end - each.start).days for each in (one, other))
        if _apart(one, other) == 1:
            yield Reason("days beside each other", -2.0)
        elif widest <= 1:
            yield Reason("the same day", 2.0)
        elif widest <= 7:
            yield Reason("days that overlap within a week", 1.0)
        elif widest <= 31:
            yield Reason("days that overlap within a month", 0.5)
    elif (one.news or one.start) and (other.news or other.start):
        days = [each.start or each.published for each in (one, other)]
        if all(days):
            apart = abs((days[0] - days[1]).days)
            if apart <= RECENT:
                yield Reason("reported within days", 0.75)
            elif apart > 14:
                yield Reason("reported weeks apart", -1.0)


# Where.


def _place(one: Profile, other: Profile) -> Iterator[Reason]:
    if _shared(one.sites, other.sites):
        yield Reason("site", 1.5)
    if _shared(one.towns, other.towns):
        yield Reason("town", 2.5)
    elif one.towns and other.towns:
        far = _km(one, other)
        yield Reason("other town", 0.0 if far <= 10 else -1.0 if far <= 50 else -3.0)
    elif one.regions and other.regions:
        yield Reason("region", 0.75) if _shared(one.regions, other.regions) else Reason("other region", -2.0)
    elif one.countries and other.countries:
        yield Reason("country", 0.25) if _shared(one.countries, other.countries) else Reason("other country", -2.5)


def _km(one: Profile, other: Profile) -> float:
    """Between the nearest two of their towns; infinite where one has no point."""
    return min((_distance(a, b) for a in one.points for b in other.points), default=float("inf"))


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres on a sphere (haversine)."""
    (lat1, lon1), (lat2, lon2) = ((radians(p[0]), radians(p[1])) for p in (one, other))
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * asin(min(1.0, sqrt(h)))


# What, and who.


def _kind(one: Profile, other: Profile) -> Iterator[Reason]:
    if one.kind == other.kind:
        yield Reason("kind", 1.0)
    elif EVENT_TYPE_OF[one.kind] == EVENT_TYPE_OF[other.kind]:
        yield Reason("near kind", 0.25)
    elif family(one) != family(other):
        yield Reason("other kind", -1.5)
    if (one.stage == "threatened") != (other.stage == "threatened"):
        yield Reason("threatened", -2.0)


def _names(one: Profile, other: Profile) -> Iterator[Reason]:
    shared = set(one.parties) & set(other.parties)
    if any(not name.startswith("?") for name in shared):
        yield Reason("party", 1.5)
    elif shared:
        yield Reason("party", 0.75)
    elif _shared(one.nations, other.nations):
        yield Reason("nation", 0.5)
    if _shared(one.speakers, other.speakers):
        yield Reason("speaker", 1.0)
    if _shared(one.victims, other.victims):
        yield Reason("victim", 3.0)
    if _shared(one.targets, other.targets):
        yield Reason("target", 1.0)
    if _shared(one.weapons, other.weapons):
        yield Reason("weapon", 0.25)
    if _shared(one.counts, other.counts):
        yield Reason("count", 0.5)


def _shared(one: tuple, other: tuple) -> bool:
    return not set(one).isdisjoint(other)
