"""How likely two accounts are of one incident: evidence for and against it, in bits. Pure.

The features of two profiles add up to log-odds (record linkage after Fellegi and Sunter 1969): a bit doubles the odds.
What an account does not say is no evidence, and nor is what reports of one incident often differ in: how many were
killed, who did it, with what. Days that exclude each other are no matter of weight: the accounts are different.

| evidence | bits | why |
|---|---|---|
| before any | -4 | most pairs that share a key are two incidents |
| same day | 2 | the strongest thing that all reports of an incident share |
| days overlap within a week, a month | 1, 0.5 | the longer the time, the more happened in it |
| neighbouring days | -3.5 | night and time zones move a deed by a day; the next day's deed is far commoner |
| news without a day, published within 3 days | 1 | news is of the last days |
| the same, weeks apart | -2 | |
| same town | 2.5 | |
| same region, same country | 0.75, 0.25 | one of the two names no town |
| other town within 10 km, 50 km, farther | -0.5, -1, -3 | a suburb, the next town, elsewhere |
| other region, other country | -2, -2.5 | |
| same site | 1.5 | two deeds at one street or building are rare |
| other site | -0.5 | one report names the street, another the building in it |
| same target, or the target of one is the site of the other | 1 | common nouns: a house, a patrol |
| other target | -0.5 | little: each report has its own word for it |
| same sub-event type | 1 | |
| other one of the event type, of the family | -0.25, -0.5 | an air strike or a missile, a clash or an attack |
| other family | -2 | an attack and the arrests after it are two incidents |
| one attempted, one only threatened | -1, -2 | |
| same party by a proper name | 1.5 | |
| same party by one word with a capital, same nation | 0.75, 0.5 | "Police" opens a sentence; one nation does much |
| same speaker | 0.5 | one governor speaks of many deeds |
| same named victim | 3 | |
| same exact number | 0.5 | small numbers are common; another number is no evidence |
| same category of weapon | 0.25 | |
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import product
from math import asin, cos, inf, radians, sin, sqrt
from typing import Final, Literal

from app.dossier.blocks import RECENT, family
from app.dossier.profiles import Profile, last_day
from schemas.codes import EVENT_TYPE_OF

Verdict = Literal["same", "grey", "different"]

WEIGHTS: Final = {
    "before any": -4.0,
    "same day": 2.0,
    "days overlap within a week": 1.0,
    "days overlap within a month": 0.5,
    "neighbouring days": -3.5,
    "published within days": 1.0,
    "published weeks apart": -2.0,
    "same town": 2.5,
    "same region": 0.75,
    "same country": 0.25,
    "other town near by": -0.5,
    "other town": -1.0,
    "other town far away": -3.0,
    "other region": -2.0,
    "other country": -2.5,
    "same site": 1.5,
    "other site": -0.5,
    "same target": 1.0,
    "other target": -0.5,
    "same kind": 1.0,
    "other kind of the type": -0.25,
    "other kind of the family": -0.5,
    "other family": -2.0,
    "one attempted": -1.0,
    "one threatened": -2.0,
    "same party": 1.5,
    "same party by one word": 0.75,
    "same nation": 0.5,
    "same speaker": 0.5,
    "same victim": 3.0,
    "same number": 0.5,
    "same weapon": 0.25,
}
"""Bits by evidence, as in the table above. Chosen on half of our labelled articles (bench/results.md)."""
SAME: Final = 1.0
"""Bits from which on two accounts are of one incident: odds of 2 to 1."""
GREY: Final = -1.0
"""Bits from which on it cannot be told: odds of 1 to 2."""
NEIGHBOURS: Final = 1
"""Days between two accounts that do not yet exclude each other."""
_WEEK: Final = 7
_MONTH: Final = 31
_LONG_AGO: Final = 14
"""Days."""
_NEAR_KM: Final = 10
_FAR_KM: Final = 50
_EARTH_KM: Final = 6371
_UNSURE: Final = "?"
"""Before the key of a name of one word, which may be a noun (`app.dossier.naming`)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence and what it adds to the log-odds, in bits."""

    feature: str
    weight: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """Whether two accounts are of one incident, and why.

    score    the probability by the evidence, 0 to 1: `same` from 2/3, `grey` from 1/3
    reasons  all evidence, with the weight before any; one of minus infinity where the days exclude each other
    """

    score: float
    verdict: Verdict
    reasons: tuple[Reason, ...]


_EXCLUDED: Final = Likeness(0.0, "different", (Reason("days exclude each other", -inf),))


def likeness(one: Profile, other: Profile) -> Likeness:
    """How likely two accounts are of one incident; the same whichever comes first."""
    apart = days_apart(one, other)
    if apart > NEIGHBOURS:
        return _EXCLUDED
    evidence = ("before any", *_time(one, other, apart), *_place(one, other), *_deed(one, other), *_names(one, other))
    bits = sum(WEIGHTS[feature] for feature in evidence)
    verdict: Verdict = "same" if bits >= SAME else "grey" if bits >= GREY else "different"
    return Likeness(1 / (1 + 2**-bits), verdict, tuple(Reason(feature, WEIGHTS[feature]) for feature in evidence))


# When.


def days_apart(one: Profile, other: Profile) -> int:
    """Days by which the one lies after the other: 0 where they overlap or may, 1 for neighbouring days."""
    return max(_after(one, other), _after(other, one), 0)


def _after(one: Profile, other: Profile) -> int:
    last = last_day(other)
    return (one.start - last).days if one.start is not None and last is not None else 0


def _time(one: Profile, other: Profile, apart: int) -> Iterator[str]:
    if one.start and one.end and other.start and other.end:
        longest = max(one.end - one.start, other.end - other.start).days
        if apart:
            yield "neighbouring days"
        elif longest <= NEIGHBOURS:
            yield "same day"
        elif longest <= _MONTH:
            yield "days overlap within a week" if longest <= _WEEK else "days overlap within a month"
    elif (days := _about(one)) and (others := _about(other)):
        between = abs(days - others)
        if between <= timedelta(days=RECENT):
            yield "published within days"
        elif between > timedelta(days=_LONG_AGO):
            yield "published weeks apart"


def _about(each: Profile) -> date | None:
    """The first day of a deed, or the day on which it was news; None: neither is known."""
    return each.start or (each.published if each.news else None)


# Where.


def _place(one: Profile, other: Profile) -> Iterator[str]:
    if _share(one.towns, other.towns) or _names_town(one, other) or _names_town(other, one):
        yield "same town"
    elif one.towns and other.towns:
        yield _other_town(one, other)
    elif one.regions and other.regions:
        yield "same region" if _share(one.regions, other.regions) else "other region"
    elif one.countries and other.countries:
        yield "same country" if _share(one.countries, other.countries) else "other country"


def _names_town(one: Profile, other: Profile) -> bool:
    """Whether a town of one is in the name of a site of the other, which has no town: a place the gazetteer lacked."""
    return not other.towns and any(_words(town) <= _words(site) for town, site in product(one.town_names, other.sites))


def _other_town(one: Profile, other: Profile) -> str:
    far = min((kilometres(here, there) for here, there in product(one.points, other.points)), default=_FAR_KM)
    return "other town near by" if far <= _NEAR_KM else "other town" if far <= _FAR_KM else "other town far away"


def kilometres(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Between two points, degrees north and east, on a sphere (haversine)."""
    south, north = radians(here[0]), radians(there[0])
    across = sin(radians(there[1] - here[1]) / 2) ** 2 * cos(south) * cos(north)
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(sin((north - south) / 2) ** 2 + across)))


# What was done, at what.


def _deed(one: Profile, other: Profile) -> Iterator[str]:
    if one.kind == other.kind:
        yield "same kind"
    elif EVENT_TYPE_OF[one.kind] == EVENT_TYPE_OF[other.kind]:
        yield "other kind of the type"
    else:
        yield "other kind of the family" if family(one) == family(other) else "other family"
    if one.stage != other.stage:
        yield "one threatened" if "threatened" in {one.stage, other.stage} else "one attempted"
    yield from _scene(one, other)


def _scene(one: Profile, other: Profile) -> Iterator[str]:
    """Sites and targets: the target of one report is the site of another."""
    site, target = _alike(one.sites, other.sites), _alike(one.targets, other.targets)
    crossed = not (site or target) and (_alike(one.sites, other.targets) or _alike(one.targets, other.sites))
    if site:
        yield "same site"
    elif one.sites and other.sites and not (target or crossed):
        yield "other site"
    if target or crossed:
        yield "same target"
    elif one.targets and other.targets and not site:
        yield "other target"


def _alike(some: Collection[str], others: Collection[str]) -> bool:
    """Whether two of the phrases have half the words of the shorter one in common."""
    return any(
        2 * len(words & others_words) >= min(len(words), len(others_words))
        for words, others_words in product(map(_words, some), map(_words, others))
    )


@lru_cache(maxsize=8192)
def _words(phrase: str) -> frozenset[str]:
    return frozenset(phrase.split())


# Who.


def _names(one: Profile, other: Profile) -> Iterator[str]:
    parties = set(one.parties).intersection(other.parties)
    if any(not name.startswith(_UNSURE) for name in parties):
        yield "same party"
    elif parties:
        yield "same party by one word"
    elif _share(one.nations, other.nations):
        yield "same nation"
    if _share(one.speakers, other.speakers):
        yield "same speaker"
    if _share(one.victims, other.victims):
        yield "same victim"
    if _share(one.counts, other.counts):
        yield "same number"
    if _share(one.weapons, other.weapons):
        yield "same weapon"


def _share(some: Collection[str], others: Collection[str]) -> bool:
    return any(each in others for each in some)
