"""What dossiers scored, suite by suite, and the halves of the stories apart. Pure but for gold.

Odd stories are only scored; what puts reports together may be improved by the even ones and the seeds.
"""

from collections.abc import Sequence
from typing import Final

from eval.cases import dossiers
from eval.results import DossierResult, Results, Score
from eval.scoring import dossiers_of, scores_of
from schemas import ArticleSummary

TOGETHER: Final = ("stories", "seeds")
"""The suites that have gold dossiers."""
ALL: Final = "all"


def told_together(suites: Sequence[str], results: Results | None = None) -> dict[str, dict[str, Score]]:
    """The scores of dossiers by group, then by metric: `all`, each suite, and the odd and even stories.

    Args:
        suites: Of `TOGETHER`.
        results: The run whose outputs are put together; None: gold's own records are.

    Raises:
        ValueError: A suite without gold dossiers, or one of which the run has no whole folder.
    """
    scored = {suite: _scored(suite, results) for suite in suites}
    groups: dict[str, Sequence[DossierResult]] = dict(scored)
    if stories := scored.get("stories"):
        groups["stories, odd"] = [each for each in stories if _number(each) % 2]
        groups["stories, even"] = [each for each in stories if not _number(each) % 2]
    if len(scored) > 1:
        groups = {ALL: [each for found in scored.values() for each in found], **groups}
    return {name: scores_of(group) for name, group in groups.items()}


def _scored(suite: str, results: Results | None) -> Sequence[DossierResult]:
    if suite not in TOGETHER:
        raise ValueError(f"the suite {suite!r} has no gold dossiers; {' and '.join(TOGETHER)} have")
    if results is None:
        return dossiers_of(suite, _of_gold(suite))
    ran = (each for each in results.suites if each.name == suite)
    outputs = {case.id: case.output for each in ran for case in each.cases}
    if not (found := dossiers_of(suite, outputs)):
        raise ValueError(f"the run has no whole folder of {suite}")
    return found


def _of_gold(suite: str) -> dict[str, ArticleSummary | None]:
    return {
        case: one.summary for each in dossiers(suite) for case, one in zip(each.cases, each.gold.articles, strict=True)
    }


def _number(story: DossierResult) -> int:
    """2 of `a02`."""
    return int(story.id[1:])
