"""Precision, recall and F1 of what was found, invented and missed. None is nothing to score, which is not zero."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from eval.align import most_pairs
from eval.results import CaseResult, DossierResult, Share, Tally

T = TypeVar("T")


def compare(gold: Sequence[T], output: Sequence[T], same: Callable[[T, T], bool]) -> Tally:
    """Count items that are the same, paired one to one: what is said twice is found once and invented once."""
    found = most_pairs(gold, output, same)
    return Tally(tp=found, fp=len(output) - found, fn=len(gold) - found)


def add(tallies: Iterable[Tally]) -> Tally:
    """The sums of found, invented and missed."""
    kept = tuple(tallies)
    return Tally(tp=sum(t.tp for t in kept), fp=sum(t.fp for t in kept), fn=sum(t.fn for t in kept))


def tally_of(cases: Iterable[CaseResult | DossierResult], metric: str) -> Tally | None:
    """What all cases together found, invented and missed; None for a metric that counts no items, or is nobody's."""
    measures = [case.measures[metric] for case in cases if metric in case.measures]
    counted = [measure for measure in measures if isinstance(measure, Tally)]
    return add(counted) if counted else None


def add_shares(shares: Iterable[Share]) -> Share:
    """The sums of hits and chances."""
    kept = tuple(shares)
    return Share(hits=sum(s.hits for s in kept), of=sum(s.of for s in kept))


def precision(tally: Tally) -> float | None:
    """Found of all that was said, 0 to 1; None when nothing was said."""
    return _ratio(tally.tp, tally.tp + tally.fp)


def recall(tally: Tally) -> float | None:
    """Found of all that was to be found, 0 to 1; None when nothing was."""
    return _ratio(tally.tp, tally.tp + tally.fn)


def f1(tally: Tally) -> float | None:
    """Harmonic mean of precision and recall, 2tp / (2tp + fp + fn); None when nothing was said nor to be found."""
    return _ratio(2 * tally.tp, 2 * tally.tp + tally.fp + tally.fn)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
