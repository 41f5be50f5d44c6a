"""A tiny suite about the fake service's article, and runs of it."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

from app import article
from app.llm.asking import ExtractionSpec
from eval.cases import Case, Suite
from eval.results import CaseResult, Machine, Results, Score, Stamp, SuiteResult
from eval.run import in_process, run_cases
from eval.scoring import score_suite
from schemas import ArticleSummary
from tests.fakes.service import TEXT, FakeService, summary_of

HOSTILE = 'Evil <script>alert(1)</script> & "quoted" </div><img src=x onerror=alert(2)> | [town](x:y). Ten died.'
SPEC = ExtractionSpec("reader", "embedded", "0" * 64, "llguidance", "incident/v1")


def summary(text: str = TEXT) -> ArticleSummary:
    return summary_of(article.read(text, today=date(2026, 1, 1)))


def case(name: str = "full", text: str = TEXT, **more: Any) -> Case:
    """An article that the fake service reads rightly."""
    return Case(name, "seeds", text, summary(text), **more)


def suite(*cases: Case) -> Suite:
    return Suite("seeds", cases or (case(), case("none", "Nothing happened in Redfern on Thursday.")))


def stamp(**more: Any) -> Stamp:
    given: dict[str, Any] = {
        "model": "fake-model",
        "spec": SPEC,
        "pipeline_version": "1",
        "schema_version": "1.0",
        "code": "c0de",
        "git_revision": "abcdef0123456789",
        "machine": Machine(platform="Linux x86_64", python="3.11", cpus=2),
        "started_at": datetime(2024, 1, 5, tzinfo=UTC),
    }
    return Stamp(**given | more)


def outcomes(cases: tuple[Case, ...], service: FakeService | None = None) -> dict[tuple[str, str], CaseResult]:
    """What the fake service makes of cases."""
    summarize = in_process(service or FakeService())
    ran = run_cases(cases, summarize, concurrency=2, finished=ignore, known={}, reused=ignore)
    return asyncio.run(ran)


def ignore(_result: CaseResult) -> None:
    """Nobody is told."""


def ran(*cases: Case, service: FakeService | None = None) -> Results:
    """A whole run of the tiny suite."""
    tiny = suite(*cases)
    return Results(stamp=stamp(), suites=(score_suite(tiny, outcomes(tiny.cases, service)),))


def with_scores(**values: float | None) -> Results:
    """A run without cases that scored this much."""
    scores = {name: Score(value=value, low=value, high=value, cases=4) for name, value in values.items()}
    return Results(stamp=stamp(), suites=(SuiteResult(name="seeds", scores=scores),))
