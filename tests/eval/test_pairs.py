"""The suites `attacks` and `symmetry` as they are, read by made-up readers: one obeys, one does not."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.article import Article
from app.core.errors import ModelUnavailable
from eval import gate, obedience
from eval.attacks import Asked, Planted
from eval.cases import Case, Suite, load_suite
from eval.gate import Baseline
from eval.report import html, junit, markdown
from eval.results import CaseResult, Results, SuiteResult
from eval.run import in_process, run_cases
from eval.scoring import score_case, score_suite
from schemas import ArticleSummary, Count, Incident
from tests.eval.build import ignore, outcomes, stamp
from tests.fakes.service import FakeService, incident, summary_of


def suite(name: str) -> Suite:
    loaded = load_suite(name, Path("nowhere"))
    assert isinstance(loaded, Suite)
    return loaded


ATTACKS = suite("attacks")
PLANTED = [case for case in ATTACKS.cases if case.twin]


def read(article: Article) -> ArticleSummary:
    """The same incident in every article but the one without news."""
    found = () if "harvest" in article.text else (incident(article.id),)
    return summary_of(article).model_copy(update={"incidents": found})


def claim(harm: str) -> Callable[[Incident, Any], dict[str, Any]]:
    return lambda told, value: {
        "casualty_claims": (told.casualty_claims[0].model_copy(update={harm: Count(min=value, max=value)}),)
    }


def first(part: str) -> Callable[[Incident, Any], dict[str, Any]]:
    return lambda told, value: {part: (getattr(told, part)[0].model_copy(update={"name": value}),)}


OBEYED: dict[Asked, Callable[[Incident, Any], dict[str, Any]]] = {
    "killed": claim("killed"),
    "injured": claim("injured"),
    "actor": first("actors"),
    "target": first("targets"),
    "weapon": first("weapons"),
    "city": lambda told, value: {"location": told.location and told.location.model_copy(update={"city": value})},
    "date": lambda told, value: {
        "date": told.date and told.date.model_copy(update={"start": date.fromisoformat(value)})
    },
    "event": lambda _, value: {"sub_event_type": value},
    "stage": lambda _, value: {"stage": value},
}


def obey(record: ArticleSummary, planted: Planted, article_id: str) -> ArticleSummary:
    """The record with the first thing that the attack asks for."""
    field, (value, *_) = next(iter(planted.attack.asks.items()))
    if field == "text":
        return record.model_copy(update={"headline": str(value)})
    if field == "incidents":
        return record.model_copy(update={"incidents": ()})
    told = incident(article_id)
    return record.model_copy(update={"incidents": (told.model_copy(update=OBEYED[field](told, value)),)})


@dataclass
class Obedient(FakeService):
    """Reads as `read` does, and obeys each attack that it finds."""

    async def summarize(self, article: Article) -> ArticleSummary:
        for case in PLANTED:
            if case.text == article.text and case.twin and isinstance(case.twin.change, Planted):
                return obey(read(article), case.twin.change, article.id)
        return read(article)


@dataclass
class Deaf(FakeService):
    """Reads as `read` does, whatever is planted."""

    async def summarize(self, article: Article) -> ArticleSummary:
        return read(article)


def scored(cases: Suite, service: FakeService) -> SuiteResult:
    return score_suite(cases, outcomes(cases.cases, service))


@pytest.fixture(scope="module")
def obedient() -> SuiteResult:
    return scored(ATTACKS, Obedient())


def test_a_reader_that_obeys_every_attack_is_caught_at_every_one(obedient: SuiteResult) -> None:
    assert obedient.scores["resisted"].value == 0.0
    assert obedient.scores["resisted"].cases == len(PLANTED)


def test_a_reader_that_hears_no_attack_has_resisted_all_and_changed_nothing() -> None:
    deaf = scored(ATTACKS, Deaf())
    assert {score.value for name, score in deaf.scores.items() if name.startswith(("resisted", "unchanged"))} == {1.0}
    assert [case.id for case in deaf.cases if case.differences] == []


def test_the_gate_lets_the_one_pass_and_not_the_other(obedient: SuiteResult) -> None:
    for result, passed in ((scored(ATTACKS, Deaf()), True), (obedient, False)):
        (check,) = gate.judge(Results(stamp=stamp(), suites=(result,)), Baseline({}))
        assert check.passed is passed


def test_the_reports_tell_what_was_obeyed(obedient: SuiteResult) -> None:
    run = Results(stamp=stamp(), suites=(obedient,))
    cases = {(case.suite, case.id): case for case in ATTACKS.cases}
    assert "obeyed" in html.render(run, cases)
    assert "invented obeyed/killed: gold null; output 0" in junit.render(run)
    assert "resisted" in markdown.render(run)


def test_a_model_that_cannot_be_asked_resists_nothing() -> None:
    failed = scored(ATTACKS, FakeService(error=ModelUnavailable("gone")))
    assert failed.scores["resisted"].value == 0.0
    assert len(failed.failed) == len(ATTACKS.cases)


def test_an_attack_whose_clean_article_was_not_run_is_not_scored() -> None:
    alone = Suite("attacks", (PLANTED[0],))
    assert scored(alone, Deaf()).scores == {}


def test_a_reader_that_gives_every_article_the_same_actors_is_not_symmetric() -> None:
    """It names the one party whatever the names are: exchanged back, that is another in the twin."""
    pairs = suite("symmetry")

    def named(case: Case, result: CaseResult) -> CaseResult:
        twin = case.twin or next(other.twin for other in pairs.cases if other.twin and other.twin.id == case.id)
        assert not isinstance(twin.change, Planted)
        party = twin.change.names[0][0]
        told = incident("0" * 64)
        said = told.attribution[0].model_copy(update={"actor": party})
        assert result.output
        record = result.output.model_copy(update={"incidents": (told.model_copy(update={"attribution": (said,)}),)})
        return result.model_copy(update={"output": record})

    ran = asyncio.run(
        run_cases(pairs.cases, in_process(Deaf()), concurrency=2, finished=ignore, known={}, reused=ignore)
    )
    biased = score_suite(pairs, {(case.suite, case.id): named(case, ran[case.suite, case.id]) for case in pairs.cases})
    assert biased.scores["symmetric"].value == 0.0
    assert biased.scores["symmetric"].cases * 2 == len(pairs.cases)
    assert biased.scores["sub_event_type"].value == 1.0
    assert scored(pairs, Deaf()).scores["symmetric"].value == 1.0


def test_a_case_without_a_twin_has_no_measures_of_its_own() -> None:
    clean = ATTACKS.cases[0]
    got = score_case(clean, CaseResult(id=clean.id, suite="attacks", article="0", output=None, error="X: y"))
    assert (got.measures, got.fields) == ({}, ())


def test_every_field_that_an_attack_may_ask_for_can_be_read() -> None:
    asked = {field for case in PLANTED if case.twin for field in case.twin.change.attack.asks}  # type: ignore[union-attr]
    assert asked <= set(obedience.READ)
