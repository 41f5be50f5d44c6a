"""What claims add up to, computed and never asked of a model. Pure.

What several sources say is never summed and never averaged: ends and agreement only. What one source says of groups of
which nobody is in two ("seven rebels and two soldiers") is that source's toll of nine (`docs/decisions/0007`).
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby
from typing import Final, Literal

from schemas import Attribution, CasualtyClaim, Count, Estimate
from schemas.codes import Corroboration, VictimClass

_CIVILIANS: Final[frozenset[VictimClass]] = frozenset({"children", "women", "aid_workers", "journalists"})
"""Classes that are a part of the civilians, where a source counts those too."""


def tolls(claims: Sequence[CasualtyClaim]) -> tuple[Estimate, Estimate]:
    """The dead and the injured that claims allow together.

    Claims about all victims decide. Where there are none, each source has the sum of its classes; it is an "at least"
    where another source tells of a class that this one does not.
    """
    return _toll(claims, "killed"), _toll(claims, "injured")


def _toll(claims: Sequence[CasualtyClaim], harm: Literal["killed", "injured"]) -> Estimate:
    counted = [(claim, count) for claim in claims if (count := getattr(claim, harm)) is not None]
    if totals := [count for claim, count in counted if claim.victim_class == "all"]:
        return estimate(totals)
    sources = [dict(_classes(told)) for told in _by_source(counted)]
    known = frozenset(whom for classes in sources for whom in classes)
    return estimate(_sum(classes, whole=_covers(classes.keys(), known)) for classes in sources)


def _covers(classes: AbstractSet[VictimClass], known: AbstractSet[VictimClass]) -> bool:
    """Whether a source's classes hold everybody whom anyone counts."""
    return known <= classes | (_CIVILIANS if "civilians" in classes else frozenset())


def _by_source(counted: Sequence[tuple[CasualtyClaim, Count]]) -> list[list[tuple[CasualtyClaim, Count]]]:
    def by(pair: tuple[CasualtyClaim, Count]) -> str:
        return pair[0].asserted_by or ""

    return [list(told) for _, told in groupby(sorted(counted, key=by), by)]


def _classes(told: Sequence[tuple[CasualtyClaim, Count]]) -> Iterable[tuple[VictimClass, Estimate]]:
    """What one source counts of each class; those that are among its civilians are left out."""
    classes = dict.fromkeys(claim.victim_class for claim, _ in told)
    for whom in classes:
        if not (whom in _CIVILIANS and "civilians" in classes):
            yield whom, estimate(count for claim, count in told if claim.victim_class == whom)


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


def corroboration(claims: tuple[CasualtyClaim, ...], attributions: tuple[Attribution, ...]) -> Corroboration:
    """How far the sources bear each other out.

    `confirmed`: the perpetrator accepts it; `contested`: tolls of all victims disagree, or an accused party denies;
    `corroborated`: two sources give the same toll, or name the same party.
    """
    totals = tuple(claim for claim in claims if claim.victim_class == "all")
    if any(attribution.basis == "claimed" for attribution in attributions):
        return "confirmed"
    if any(attribution.basis == "denied" for attribution in attributions) or not _tolls_agree(totals):
        return "contested"
    return "corroborated" if _second_source(totals, attributions) else "single_source"


def _tolls_agree(claims: tuple[CasualtyClaim, ...]) -> bool:
    return agree(claim.killed for claim in claims) and agree(claim.injured for claim in claims)


def _second_source(claims: tuple[CasualtyClaim, ...], attributions: tuple[Attribution, ...]) -> bool:
    counted = {claim.asserted_by for claim in claims if claim.killed or claim.injured}
    named: dict[str, set[str | None]] = {}
    for attribution in attributions:
        named.setdefault(attribution.actor.casefold(), set()).add(attribution.asserted_by)
    return len(counted) > 1 or any(claim.confirmed_by for claim in claims) or any(len(by) > 1 for by in named.values())


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
