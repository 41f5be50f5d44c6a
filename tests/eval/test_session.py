"""A run from its suites to its results."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from app.article import Article
from app.core.errors import ModelUnavailable
from app.core.settings import Settings
from eval import subject
from eval.cases import Absent, Case
from eval.recordings import RecordingMissing
from eval.session import Plan, carry_out, rescore
from eval.subject import Choice
from schemas import ArticleSummary
from tests.eval.build import case, ran, suite, summary
from tests.fakes.service import TEXT, FakeService

CHOICE = Choice(Settings())


class Killed(FakeService):
    """A service during whose third article the run ends."""

    async def summarize(self, article: Article) -> ArticleSummary:
        if len(self.asked) == 2:
            raise RecordingMissing("the end")
        return await super().summarize(article)


def plan(folder: Path, *, anew: bool = False) -> Plan:
    cases = tuple(case(f"c{number}", f"Nothing happened on day {number}.") for number in range(4))
    return Plan((suite(*cases), Absent("muc4", "not there")), CHOICE, folder / "run.json", 1, anew=anew)


def serve(service: FakeService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "open_service", service.opener())


def quiet() -> Console:
    return Console(file=io.StringIO())


async def test_every_suite_is_in_the_results_absent_ones_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(FakeService(), monkeypatch)
    results = await carry_out(plan(tmp_path), quiet())
    assert [(each.name, len(each.cases), each.absent) for each in results.suites] == [
        ("seeds", 4, None),
        ("muc4", 0, "not there"),
    ]


async def test_a_run_that_was_stopped_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of four cases were finished: two are asked, and all four are in the results."""
    killed, next_one = Killed(), FakeService()
    serve(killed, monkeypatch)
    with pytest.raises(RecordingMissing):
        await carry_out(plan(tmp_path), quiet())
    serve(next_one, monkeypatch)
    results = await carry_out(plan(tmp_path), quiet())
    assert (len(killed.asked), len(next_one.asked), len(results.suites[0].cases)) == (2, 2, 4)


async def test_a_run_can_be_told_to_begin_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = FakeService()
    serve(service, monkeypatch)
    await carry_out(plan(tmp_path), quiet())
    await carry_out(plan(tmp_path), quiet())
    assert len(service.asked) == 4
    await carry_out(plan(tmp_path, anew=True), quiet())
    assert len(service.asked) == 8


async def test_a_model_that_answers_nothing_is_no_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(FakeService(error=ModelUnavailable("the engine is down")), monkeypatch)
    with pytest.raises(ModelUnavailable, match="the engine is down"):
        await carry_out(plan(tmp_path), quiet())


def test_the_same_gold_gives_the_same_scores_again() -> None:
    results = ran(case("a"), case("b"))
    again, dropped = rescore(results, [suite(case("a"), case("b"))])
    assert (again, dropped) == (results, ())


def test_changed_gold_changes_the_scores_of_the_same_outputs() -> None:
    nothing = summary().model_copy(update={"incidents": ()})
    other = Case("a", "seeds", TEXT, nothing)
    again, _ = rescore(ran(case("a")), [suite(other)])
    assert again.suites[0].scores["incidents"].value == 0.0


def test_a_case_whose_text_changed_is_left_out_and_named() -> None:
    again, dropped = rescore(ran(case("a"), case("b")), [suite(case("a"), case("b", TEXT + " More."))])
    assert ([each.id for each in again.suites[0].cases], dropped) == (["a"], ("seeds/b",))


def test_a_suite_that_is_absent_here_keeps_its_scores() -> None:
    results = ran(case("a"))
    assert rescore(results, [Absent("seeds", "not there")]) == (results, ())
