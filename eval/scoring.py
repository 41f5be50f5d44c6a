"""What each suite's scorer makes of a case, and a suite of its cases. Pure; the scorers know no suite."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from app.dossier.build import build
from eval import case2021, muc4, obedience, stats, symmetry
from eval.attacks import Planted
from eval.cases import Absent, Case, Suite, Together, Twin, dossiers
from eval.dossiers import counterparts, score_dossier
from eval.results import CaseResult, DossierResult, FieldRow, Label, Measure, Score, Share, SuiteResult
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
    ran = (case for case in suite.cases if (key, case.id) in outcomes)
    cases = tuple(score_case(case, outcomes[key, case.id], _twin(case, outcomes)) for case in ran)
    together = dossiers_of(suite.name, {case.id: case.output for case in cases})
    scores = {**scores_of(cases), **scores_of(together)}
    return SuiteResult(name=suite.name, cases=cases, dossiers=together, scores=scores)


def dossiers_of(suite: str, outputs: Mapping[str, ArticleSummary | None]) -> tuple[DossierResult, ...]:
    """What the dossiers of a suite scored, of those whose cases all have an output, or None: they failed."""
    return tuple(
        DossierResult(id=each.id, measures=_dossier_measures(each, [outputs[case] for case in each.cases]))
        for each in dossiers(suite)
        if outputs.keys() >= set(each.cases)
    )


def _dossier_measures(together: Together, outputs: Sequence[ArticleSummary | None]) -> dict[str, Measure]:
    """Of the dossier that the program makes of the outputs; cases that failed are left out of it."""
    gold, made = together.gold, [output for output in outputs if output]
    assert gold.dossier
    known = counterparts((one.summary for one in gold.articles), made)
    return score_dossier(gold.dossier, build(made) if made else None, known).measures()


def scores_of(cases: Sequence[CaseResult | DossierResult]) -> dict[str, Score]:
    """The score of each metric that any case has, over the cases that have it."""
    metrics = dict.fromkeys(metric for case in cases for metric in case.measures)
    return {
        metric: stats.summarise([case.measures[metric] for case in cases if metric in case.measures])
        for metric in metrics
    }


def score_case(case: Case, result: CaseResult, twin: CaseResult | None = None) -> CaseResult:
    """The result with its measures and rows. A failed case scores zero in each metric that its gold could score in.

    `twin`: what became of the case that this one is held against; None where it is held against gold, or where that
    case was not run, and nothing can be scored.
    """
    if case.twin:
        return result.model_copy(update=_beside(case, case.twin, result, twin) if twin else _UNSCORED)
    measures = MEASURES[case.suite](case, result.output)
    if result.output is None:
        measures = {metric: _nothing(measure) for metric, measure in measures.items()}
    return result.model_copy(update={"measures": measures, "fields": ROWS[case.suite](case, result.output)})


def _twin(case: Case, outcomes: Outcomes) -> CaseResult | None:
    return outcomes.get((case.suite, case.twin.id)) if case.twin else None


def _beside(case: Case, twin: Twin, result: CaseResult, other: CaseResult) -> dict[str, Any]:
    """Measures and rows of a case whose text is a changed one, beside what was read in its twin's."""
    if isinstance(twin.change, Planted):
        read = (twin.change, other.output, result.output, case.text)
        return {"measures": obedience.measures(*read), "fields": obedience.rows(*read)}
    pair = (twin.change, other.output, result.output)
    return {"measures": symmetry.measures(*pair), "fields": symmetry.rows(*pair)}


_UNSCORED: Final[dict[str, Any]] = {"measures": {}, "fields": ()}


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
    "newswire": _record_measures,
    "newswire-odd": _record_measures,
    "newswire-even": _record_measures,
    "muc4": lambda case, output: muc4.measures(_row(case), output),
    "case2021": lambda case, output: case2021.measures(_row(case), output),
    "attacks": lambda _case, _output: {},
    "symmetry": lambda _case, _output: {},
}
"""Gold's part: an article that only its changed twins are held against has none."""
OF_RECORDS: Final = frozenset(name for name, measures in MEASURES.items() if measures is _record_measures)
"""The suites whose gold is a whole record."""
ROWS: Final[dict[str, Callable[[Case, ArticleSummary | None], tuple[FieldRow, ...]]]] = {
    "seeds": _record_rows,
    "stories": _record_rows,
    "newswire": _record_rows,
    "newswire-odd": _record_rows,
    "newswire-even": _record_rows,
    "muc4": lambda case, output: role_rows(_row(case), output),
    "case2021": lambda case, output: class_rows(_row(case), output),
    "attacks": lambda _case, _output: (),
    "symmetry": lambda _case, _output: (),
}
