"""What dossiers scored: by suite, by half of the stories, from gold's records or a run's."""

from pathlib import Path

import pytest
from rich.console import Console

from eval import cases
from eval.cases import Suite, dossiers, load_suite
from eval.report import markdown, terminal
from eval.results import CaseResult, Results
from eval.run import digest
from eval.scoring import score_suite
from eval.together import TOGETHER, told_together
from schemas import ArticleSummary
from tests.eval.build import stamp

TARGETS = {"dossier.clusters": 0.95, "dossier.conflicts.lenient": 0.85}
"""From gold's own records, of all stories and the seeds together."""


@pytest.fixture(scope="module")
def of_gold() -> dict[str, dict[str, float | None]]:
    found = told_together(TOGETHER)
    return {name: {metric: score.value for metric, score in scores.items()} for name, scores in found.items()}


def seeds(*missing: str) -> Results:
    """A run that answered the seeds as gold has them, but for those that are missing or failed."""
    suite = load_suite("seeds", Path("nowhere"))
    assert isinstance(suite, Suite)
    outcomes = {}
    for case in suite.cases:
        assert isinstance(case.gold, ArticleSummary)
        given = {"error": "gone"} if case.id in missing else {"output": case.gold}
        result = CaseResult.model_validate({"id": case.id, "suite": "seeds", "article": digest(case.text), **given})
        outcomes["seeds", case.id] = result
    return Results(stamp=stamp(), suites=(score_suite(suite, outcomes),))


def test_every_folder_of_the_stories_and_the_seeds_has_a_gold_dossier() -> None:
    stories = [path for path in (cases.ROOT / "gold" / "stories").iterdir() if path.is_dir()]
    assert {suite: len(dossiers(suite)) for suite in TOGETHER} == {"stories": len(stories), "seeds": 1}


def test_dossiers_are_scored_over_folders_with_the_halves_of_the_stories_apart() -> None:
    found = told_together(TOGETHER)
    assert list(found) == ["all", "stories", "seeds", "stories, odd", "stories, even"]
    counts = {name: scores["dossier.clusters"].cases for name, scores in found.items()}
    assert counts["all"] == counts["stories"] + counts["seeds"]
    assert counts["stories"] == counts["stories, odd"] + counts["stories, even"]


@pytest.mark.parametrize("metric", TARGETS)
def test_golds_records_are_put_together_as_well_as_is_promised(
    of_gold: dict[str, dict[str, float | None]], metric: str
) -> None:
    assert (of_gold["all"][metric] or 0) >= TARGETS[metric]


def test_what_articles_report_is_not_lost_when_it_is_put_together(
    of_gold: dict[str, dict[str, float | None]],
) -> None:
    """A claim or an attribution of gold that is in no incident would be missed."""
    fields = ("casualty_claims", "attribution", "reactions", "other_counts", "victims")
    assert {name: of_gold["seeds"].get(f"dossier.{name}.lenient") for name in fields} == {
        "casualty_claims": 1.0,
        "attribution": 1.0,
        "reactions": 1.0,
        "other_counts": None,
        "victims": 1.0,
    }


def test_a_run_has_the_scores_of_its_dossiers() -> None:
    run = seeds()
    assert run.suites[0].scores["dossier.clusters"].value == 1.0
    assert told_together(["seeds"], run)["seeds"]["dossier.clusters"].value == 1.0


def test_an_article_that_failed_is_missed_in_its_dossier() -> None:
    (suite,) = seeds("001_93f7a7e7bd4d643f").suites
    assert suite.scores["dossier.clusters"].value == 0.0
    incidents = suite.scores["dossier.incidents"].value
    assert incidents is not None
    assert incidents > 0


def test_a_folder_of_which_a_case_was_not_run_is_not_scored() -> None:
    run = seeds()
    part = run.suites[0].model_copy(update={"cases": run.suites[0].cases[:1]})
    with pytest.raises(ValueError, match="no whole folder of seeds"):
        told_together(["seeds"], run.model_copy(update={"suites": (part,)}))


def test_a_suite_without_dossiers_is_refused() -> None:
    with pytest.raises(ValueError, match="no gold dossiers"):
        told_together(["newswire"])


def test_a_table_has_a_column_for_each_group() -> None:
    found = told_together(["seeds"], seeds())
    console = Console(record=True, width=80)
    terminal.show_dossiers(found, console)
    assert "conflicts, strict" in console.export_text()
    assert markdown.render_dossiers(found).startswith("| metric | seeds |\n")
