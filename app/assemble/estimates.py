"""What claims add up to, computed and never asked of a model. Pure.

What several sources say is never summed and never averaged: ends and agreement only. What one source says of groups of
which nobody is in two ("seven rebels and two soldiers") is that source's toll of nine (`docs/decisions/0007`), and what
it counts on top of an earlier number ("19 bodies ... four more died") is added to it (`docs/decisions/0008`).
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby
from typing import Final, Literal

from schemas import CasualtyClaim, Count, Estimate, Person
from schemas.codes import VictimClass

_CIVILIANS: Final[frozenset[VictimClass]] = frozenset({"children", "women", "aid_workers", "journalists"})
"""Classes that are a part of the civilians, where a source counts those too."""

Harm = Literal["killed", "injured"]
HARMS: Final[tuple[Harm, Harm]] = ("killed", "injured")
Counted = Sequence[tuple[CasualtyClaim, Count]]
"""Claims of one source or of all, each with its number of the dead or of the injured, in the order of the article."""


def tolls(claims: Sequence[CasualtyClaim]) -> tuple[Estimate, Estimate]:
    """The dead and the injured that claims allow together.

    Claims about all victims decide, with what their source counts on top of them. Where there are none, each source has
    the sum of its classes; it is an "at least" where another source counts a class that this one does not. Who only
    counts on top of what somebody else counted leaves the upper end open. Where nobody gives a number, people who are
    singled out bound it (`_singled_out`); beside a number they add nothing, for it may hold them. Where it cannot ("no
    civilian was hurt", and a commander was killed), the upper end is open.
    """
    return _bounded(claims, "killed"), _bounded(claims, "injured")


def _bounded(claims: Sequence[CasualtyClaim], harm: Harm) -> Estimate:
    counted, alone = _toll(claims, harm), _singled_out(claims, harm)
    if counted == Estimate():
        return alone
    if alone.low is None or counted.high is None or alone.low <= counted.high:
        return counted.model_copy(update={"basis": "counted"})
    of_all = any(totals(of_one) for of_one in by_source(claims, harm))
    return Estimate(low=counted.low if of_all else alone.low, basis="counted")


def _singled_out(claims: Sequence[CasualtyClaim], harm: Harm) -> Estimate:
    """Who is singled out, where nobody counts: one person alone is 1 to 1, several are as many or more.

    Claims that single out people under different names or descriptions may speak of several: the upper end is open.
    """
    groups = [people for claim in claims if (people := [each for each in claim.victims if each.outcome == harm])]
    if not groups:
        return Estimate()
    low = max(map(len, groups))
    alone = low == 1 and all(_is_one(groups[0][0], people[0]) for people in groups)
    best = 1 if alone else None
    return Estimate(low=low, best=best, high=best, basis="singled_out")


def _is_one(one: Person, other: Person) -> bool:
    """Whether two claims single out the same person as far as their words go: by name where both give one."""
    if one.name and other.name:
        return one.name == other.name
    return one.description == other.description


def _toll(claims: Sequence[CasualtyClaim], harm: Harm) -> Estimate:
    sources = by_source(claims, harm)
    if stated := [count for of_one in sources for count in totals(of_one)]:
        whole = estimate(stated)
        adding = any(all(claim.additional for claim, _ in of_one) for of_one in sources)
        return Estimate(low=whole.low) if adding else whole
    classes = [dict(_classes(of_one)) for of_one in sources]
    known = frozenset(whom for each in classes for whom in each)
    return estimate(_sum(each, whole=_covers(each.keys(), known)) for each in classes)


def _covers(classes: AbstractSet[VictimClass], known: AbstractSet[VictimClass]) -> bool:
    """Whether a source's classes hold everybody whom anyone counts."""
    return known <= classes | (_CIVILIANS if "civilians" in classes else frozenset())


def by_source(claims: Sequence[CasualtyClaim], harm: Harm) -> list[Counted]:
    """The claims that give a number of this harm, those of one source together; sources in the order of names."""

    def by(pair: tuple[CasualtyClaim, Count]) -> str:
        return pair[0].asserted_by or ""

    counted = [(claim, count) for claim in claims if (count := getattr(claim, harm)) is not None]
    return [list(of_one) for _, of_one in groupby(sorted(counted, key=by), by)]


def totals(counted: Counted) -> list[Count]:
    """What one source counts of all victims; what comes on top is added to the number before it."""
    found: list[Count] = []
    for claim, count in counted:
        if claim.additional and found:
            found[-1] = plus(found[-1], count)
        elif claim.victim_class == "all" and not claim.additional:
            found.append(count)
    return found


def source_total(counted: Counted) -> Count:
    """What one source counts of groups together, where it gives no number of all victims."""
    return _sum(dict(_classes(counted)), whole=True)


def plus(one: Count, more: Count) -> Count:
    """Both together: ends are added, an open end stays open."""
    low = (one.min or 0) + (more.min or 0)
    high = None if one.max is None or more.max is None else one.max + more.max
    return Count(min=low, max=high, qualifier="at_least" if high is None else "exact" if low == high else "about")


def class_totals(counted: Counted, whom: VictimClass) -> list[Count]:
    """What one source counts of a class; what comes on top is added to the number before it, where there is one."""
    return _running((claim, count) for claim, count in counted if claim.victim_class == whom)


def _classes(counted: Counted) -> Iterable[tuple[VictimClass, Estimate]]:
    """What one source counts of each class; those that are among its civilians are left out."""
    classes = dict.fromkeys(claim.victim_class for claim, _ in counted)
    for whom in classes:
        if not (whom in _CIVILIANS and "civilians" in classes):
            yield whom, estimate(class_totals(counted, whom))


def _running(claims: Iterable[tuple[CasualtyClaim, Count]]) -> list[Count]:
    totals: list[Count] = []
    for claim, count in claims:
        if claim.additional and totals:
            totals[-1] = plus(totals[-1], count)
        else:
            totals.append(count)
    return totals


def _sum(classes: dict[VictimClass, Estimate], *, whole: bool) -> Count:
    """A source's classes together. Not `whole`: there are victims that it does not count."""
    low = sum(one.low or 0 for one in classes.values())
    highs = [one.high for one in classes.values() if one.high is not None]
    high = sum(highs) if whole and len(highs) == len(classes) else None
    return Count(min=low, max=high, qualifier="exact" if low == high else "at_least" if high is None else "about")


def estimate(counts: Iterable[Count | None]) -> Estimate:
    """What the counts allow together; empty when none is stated.

    Where some number fits all of them, low and high are the ends that all of them allow; where none does, the ends over
    all, and best is None.
    """
    stated = tuple(count for count in counts if count is not None)
    if not stated:
        return Estimate()
    return _agreed(stated) or Estimate(low=min(_low(count) for count in stated), high=_widest(stated))


def agree(counts: Iterable[Count | None]) -> bool:
    """Whether one number could be what all of them count; True when fewer than two are stated."""
    stated = tuple(count for count in counts if count is not None)
    return len(stated) < 2 or _agreed(stated) is not None  # noqa: PLR2004 (two can disagree)


def _agreed(counts: tuple[Count, ...]) -> Estimate | None:
    low = max(_low(count) for count in counts)
    ends = [count.max for count in counts if count.max is not None]
    high = min(ends) if ends else None
    if high is not None and low > high:
        return None
    return Estimate(low=low, best=low if low == high else None, high=high)


def _low(count: Count) -> int:
    return count.min or 0


def _widest(counts: tuple[Count, ...]) -> int | None:
    ends = [count.max for count in counts]
    return None if None in ends else max(end for end in ends if end is not None)
