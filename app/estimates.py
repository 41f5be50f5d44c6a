"""What claims add up to, computed and never asked of a model. Pure.

Never a sum, never an average: ends and agreement only.
"""

from collections.abc import Iterable

from schemas import Attribution, CasualtyClaim, Count, Estimate
from schemas.codes import Corroboration


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
