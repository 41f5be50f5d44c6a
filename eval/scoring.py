"""What each suite's scorer makes of a case, and a suite of its cases. Pure; the scorers know no suite."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from eval import case2021, muc4, stats
from eval.cases import Absent, Case, Suite
from eval.results import CaseResult, FieldRow, Label, Measure, Share, SuiteResult
from eval.rows import class_rows, field_rows, role_rows
from eval.score import score
from schemas import ArticleSummary

Outcomes = Mapping[tuple[str, str], CaseResult]
"""Results by suite and id."""


def score_suite(suite: Suite | Absent, outcomes: Outcomes) -> SuiteResult:
    """The suite's cases that were run, scored against gold as it is now, and its scores with their intervals."""
    if isinstance(suite, Absent):
        return SuiteResult(name=suite.name, absent=suite.reason)
    key = suite.name
    cases = tuple(score_case(case, outcomes[key, case.id]) for case in suite.cases if (key, case.id) in outcomes)
    metrics = dict.fromkeys(metric for case in cases for metric in case.measures)
    scores = {
        metric: stats.summarise([case.measures[metric] for case in cases if metric in case.measures])
        for metric in metrics
    }
    return SuiteResult(name=suite.name, cases=cases, scores=scores)


def score_case(case: Case, result: CaseResult) -> CaseResult:
    """The result with its measures and rows. A failed case scores zero in each metric that its gold could score in."""
    measures = MEASURES[case.suite](case, result.output)
    if result.output is None:
        measures = {metric: _nothing(measure) for metric, measure in measures.items()}
    return result.model_copy(update={"measures": measures, "fields": ROWS[case.suite](case, result.output)})


def _nothing(measure: Measure) -> Measure:
    """What a failed case scores: an empty output is right about much that was not said."""
    match measure:
        case Share():
            return Share(hits=0, of=measure.of)
        case Label():
            return Label(gold=measure.gold, got=None)
        case _:
            return measure


def _record_measures(case: Case, output: ArticleSummary | None) -> dict[str, Measure]:
    assert isinstance(case.gold, ArticleSummary)
    return score(case.gold, output, case.text).measures()


def _record_rows(case: Case, output: ArticleSummary | None) -> tuple[FieldRow, ...]:
    assert isinstance(case.gold, ArticleSummary)
    return field_rows(case.gold, output)


def _row(case: Case) -> Mapping[str, Any]:
    assert not isinstance(case.gold, ArticleSummary)
    return case.gold


MEASURES: Final[dict[str, Callable[[Case, ArticleSummary | None], dict[str, Measure]]]] = {
    "seeds": _record_measures,
    "stories": _record_measures,
    "muc4": lambda case, output: muc4.measures(_row(case), output),
    "case2021": lambda case, output: case2021.measures(_row(case), output),
}
ROWS: Final[dict[str, Callable[[Case, ArticleSummary | None], tuple[FieldRow, ...]]]] = {
    "seeds": _record_rows,
    "stories": _record_rows,
    "muc4": lambda case, output: role_rows(_row(case), output),
    "case2021": lambda case, output: class_rows(_row(case), output),
}
