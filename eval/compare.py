"""Two runs side by side on the cases that both have: the difference of each score, paired over cases."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from eval import stats
from eval.results import CaseResult, Measure, Results, Share, SuiteResult, Tally

Verdict = Literal["better", "worse", "no clear difference"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric in two runs; `found` has the scores, and the interval of second minus first."""

    suite: str
    metric: str
    found: stats.Comparison

    @property
    def verdict(self) -> Verdict:
        """What the 95 % interval allows to say of the second run; more is better in every metric."""
        low, high = self.found.low, self.found.high
        if low is not None and low > 0:
            return "better"
        return "worse" if high is not None and high < 0 else "no clear difference"


def compare(first: Results, second: Results) -> tuple[Difference, ...]:
    """Each metric of each suite that both runs have, on the cases that both have with the same text."""
    others = {suite.name: suite for suite in second.suites}
    shared = (suite for suite in first.suites if suite.name in others)
    return tuple(difference for suite in shared for difference in _compare(suite, others[suite.name]))


def unpaired(first: Results, second: Results) -> tuple[str, ...]:
    """The cases, as `suite/id`, that only one of the runs has, or that the runs have with different texts."""
    mine, others = ({(c.suite, c.id, c.article) for s in run.suites for c in s.cases} for run in (first, second))
    return tuple(sorted({f"{suite}/{name}" for suite, name, _ in mine ^ others}))


def _compare(first: SuiteResult, second: SuiteResult) -> Iterator[Difference]:
    pairs = tuple(_pairs(first, second))
    for metric in dict.fromkeys((*first.scores, *second.scores)):
        both = [got for one, other in pairs if (got := _both(one.measures.get(metric), other.measures.get(metric)))]
        found = stats.compare([one for one, _ in both], [other for _, other in both])
        if found.cases:
            yield Difference(first.name, metric, found)


def _both(one: Measure | None, other: Measure | None) -> tuple[Measure, Measure] | None:
    """The measures of one case; where only one run has one (a class that it alone named), nothing stands beside it."""
    if one is None:
        return (_nothing(other), other) if other else None
    return one, other or _nothing(one)


def _nothing(measure: Measure) -> Measure:
    return Share(hits=0, of=0) if isinstance(measure, Share) else Tally()


def _pairs(first: SuiteResult, second: SuiteResult) -> Iterator[tuple[CaseResult, CaseResult]]:
    others = {(case.id, case.article): case for case in second.cases}
    for case in first.cases:
        if other := others.get((case.id, case.article)):
            yield case, other
