"""How sure a score is: 95 % intervals by bootstrap over cases, and the paired comparison of two runs.

A score over cases is micro: the counts of all cases are summed, then the ratio is taken. So one case is one row of
counts, a resample is a sum of rows drawn with replacement, and the metric is a function of the sums. The interval is
the percentile interval (Efron 1979) of `RESAMPLES` resamples with a fixed seed: the same rows give the same interval.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from eval.results import Label, Measure, Score, Share, Tally

Sums = NDArray[np.float64]
Metric = Callable[[Sums], Sums]
"""From sums, one row each, to scores; nan where there is nothing to score."""

RESAMPLES: Final = 2000
SEED: Final = 20240104
_ENDS: Final = (2.5, 97.5)
_AT_ONCE: Final = 100  # resamples held in memory together
_FEWEST: Final = 2  # cases that an interval needs: one case resampled is itself, which looks certain and is not


@dataclass(frozen=True, slots=True)
class Rows:
    """One row of counts for each case, and the metric of their sum. `scored`: which cases had anything to score."""

    counts: Sums
    metric: Metric
    scored: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs on the same cases. `difference` is after - before, its interval [low, high].

    `worse` is the share of resamples in which `after` scores strictly lower, 0 to 1. All are None where a run has
    nothing to score, and the interval and `worse` also for fewer than two cases.
    """

    before: float | None
    after: float | None
    difference: float | None
    low: float | None
    high: float | None
    worse: float | None
    cases: int


def value(measures: Sequence[Measure]) -> float | None:
    """The score of one metric over its cases, 0 to 1: F1, share, or macro-F1; None when there is nothing to score."""
    return _number(_point(rows(measures))) if measures else None


def summarise(measures: Sequence[Measure], seed: int = SEED) -> Score:
    """The score of one metric with its 95 % interval.

    `measures` are one of each case, failed ones included, all of one kind. low and high are None for fewer than two
    cases with anything to score. Raises ValueError for measures of different kinds.
    """
    if not measures:
        return Score(value=None, low=None, high=None, cases=0)
    table = rows(measures)
    cases = int(table.scored.sum())
    low, high = _interval(_resampled((table,), seed)[0]) if cases >= _FEWEST else (None, None)
    return Score(value=_number(_point(table)), low=low, high=high, cases=cases)


def compare(before: Sequence[Measure], after: Sequence[Measure], seed: int = SEED) -> Comparison:
    """Compare two runs of one metric, case by case: measures at the same index are of the same case.

    Each resample draws the same cases of both runs, so that what makes a case hard for both cancels out.

    Raises:
        ValueError: the runs have different numbers of cases, or measures of different kinds.
    """
    if len(before) != len(after):
        raise ValueError("a paired comparison needs the same cases in both runs")
    if not before:
        return Comparison(None, None, None, None, None, None, 0)
    ours, theirs = _paired_rows(before, after)
    cases = int((ours.scored | theirs.scored).sum())
    scores = _number(_point(ours)), _number(_point(theirs))
    difference = scores[1] - scores[0] if scores[0] is not None and scores[1] is not None else None
    if difference is None or cases < _FEWEST:
        return Comparison(*scores, difference, None, None, None, cases)
    first, second = _resampled((ours, theirs), seed)
    low, high = _interval(second - first)
    worse = float(np.mean((second < first)[~np.isnan(second - first)]))
    return Comparison(*scores, difference, low, high, worse, cases)


def rows(measures: Sequence[Measure]) -> Rows:
    """The rows of counts of one metric. Raises ValueError for no measures, or for different kinds of them."""
    match _kind(measures):
        case "Tally":
            counts = [(m.tp, m.fp, m.fn) for m in measures if isinstance(m, Tally)]
            return _with_metric(counts, f1_of)
        case "Share":
            return _with_metric([(m.hits, m.of) for m in measures if isinstance(m, Share)], share_of)
        case _:
            labels = [m for m in measures if isinstance(m, Label)]
            return _label_rows(labels, sorted({label.gold for label in labels}))


def f1_of(sums: Sums) -> Sums:
    """F1 from columns tp, fp, fn."""
    found, invented, missed = sums[..., 0], sums[..., 1], sums[..., 2]
    return _divided(2 * found, 2 * found + invented + missed)


def share_of(sums: Sums) -> Sums:
    """A share from columns hits, of."""
    return _divided(sums[..., 0], sums[..., 1])


def macro_f1_of(sums: Sums) -> Sums:
    """The plain mean of the classes' F1, from columns tp, fp, fn of each class in turn.

    A class that a resample has in neither gold nor output is left out of its mean, as it is nothing to score there.
    """
    each = f1_of(sums.reshape(*sums.shape[:-1], -1, 3))
    return _divided(np.nansum(each, axis=-1), (~np.isnan(each)).sum(axis=-1).astype(float))


def _kind(measures: Sequence[Measure]) -> str:
    kinds = {type(measure).__name__ for measure in measures}
    if len(kinds) != 1:
        raise ValueError(f"one metric has measures of one kind, not {sorted(kinds)}")
    return kinds.pop()


def _paired_rows(before: Sequence[Measure], after: Sequence[Measure]) -> tuple[Rows, Rows]:
    """Rows of both over the same classes, as gold is the same."""
    both = rows([*before, *after])
    half = len(before)
    return (
        Rows(both.counts[:half], both.metric, both.scored[:half]),
        Rows(both.counts[half:], both.metric, both.scored[half:]),
    )


def _with_metric(counts: Sequence[tuple[int, ...]], metric: Metric) -> Rows:
    table = np.array(counts, dtype=np.float64)
    return Rows(table, metric, table.sum(axis=1) > 0)


def _label_rows(labels: Sequence[Label], classes: Sequence[str]) -> Rows:
    """tp, fp, fn of each class that occurs in gold; a label that gold never has is a miss of the right class only."""
    counts = [tuple(_hits(label, classes)) for label in labels]
    return Rows(np.array(counts, dtype=np.float64), macro_f1_of, np.ones(len(labels), dtype=np.bool_))


def _hits(label: Label, classes: Sequence[str]) -> Iterator[int]:
    for name in classes:
        yield int(label.gold == name == label.got)
        yield int(label.got == name != label.gold)
        yield int(label.gold == name != label.got)


def _point(table: Rows) -> float:
    return float(table.metric(table.counts.sum(axis=0, keepdims=True))[0])


def _resampled(tables: Sequence[Rows], seed: int) -> list[Sums]:
    """The scores of each table's resamples; all tables draw the same cases."""
    random = np.random.default_rng(seed)
    drawn: list[list[Sums]] = [[] for _ in tables]
    cases = len(tables[0].counts)
    for _ in range(RESAMPLES // _AT_ONCE):
        sample = random.integers(cases, size=(_AT_ONCE, cases))
        for table, scores in zip(tables, drawn, strict=True):
            scores.append(table.metric(table.counts[sample].sum(axis=1)))
    return [np.concatenate(scores) for scores in drawn]


def _interval(scores: Sums) -> tuple[float | None, float | None]:
    """The ends of the middle 95 %; resamples with nothing to score do not count."""
    kept = scores[~np.isnan(scores)]
    if not len(kept):
        return None, None
    low, high = np.percentile(kept, _ENDS)
    return float(low), float(high)


def _divided(part: Sums, whole: Sums) -> Sums:
    return np.divide(part, whole, out=np.full_like(whole, np.nan), where=whole > 0)


def _number(score: float) -> float | None:
    return None if np.isnan(score) else score
