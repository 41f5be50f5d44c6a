"""`sitrep backfill`: what it is to do, and how it ends. That it does it: tests/backfill."""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app import backfill_command, cli
from app.backfill.plan import Plan
from app.backfill.work import Ended
from app.bulk.run import Tally


class Run(ModuleType):
    """In the place of `app.backfill_run`, which starts Ray."""

    def __init__(self) -> None:
        super().__init__("app.backfill_run")
        self.tally, self.failures, self.ended = Tally(read=1), 0, None
        self.plans: list[tuple[Plan, str | None, dict[str, bool]]] = []

    ended: Ended | None

    def backfilled(self, plan: Plan, address: str | None, **options: bool) -> SimpleNamespace:
        self.plans.append((plan, address, options))
        return SimpleNamespace(tally=self.tally, failures=self.failures, ended=self.ended)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    run = Run()
    monkeypatch.setitem(sys.modules, "app.backfill_run", run)
    return run


def begun(folder: Path, *options: str) -> Result:
    (folder / "in.jsonl").write_text('{"text": "One."}\n')
    return CliRunner().invoke(cli.app, ["backfill", str(folder / "in.jsonl"), str(folder / "out"), *options])


def test_an_endpoint_is_asked_as_often_at_once_as_is_set(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The embedded model twice, since an article is parsed meanwhile, and in small chunks."""
    assert begun(tmp_path).exit_code == 0
    monkeypatch.setenv("SITREP_LLM_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("SITREP_LLM_MODEL", "fake")
    monkeypatch.setenv("SITREP_LLM_CONCURRENCY", "50")
    begun(tmp_path)
    begun(tmp_path, "--rows", "7", "--in-flight", "9", "--actors", "3", "--published-on", "2024-01-05")
    told = [(plan.rows, plan.in_flight, plan.actors) for plan, _, _ in run.plans]
    assert told == [(4, 2, None), (64, 50, None), (7, 9, 3)]
    assert str(run.plans[2][0].published_on) == "2024-01-05"


def test_the_options_are_handed_on(run: Run, tmp_path: Path) -> None:
    begun(tmp_path, "--ray-address", "host:1", "--retry-failed", "--dossiers", "--sensitive")
    ((plan, address, options),) = run.plans
    assert (plan.sensitive, address, options) == (True, "host:1", {"retry_failed": True, "dossiers": True})
    assert [each.name for each in plan.files] == ["in.jsonl"]


@pytest.mark.parametrize(
    ("tally", "failures", "ended", "code"),
    [
        (Tally(read=2), 0, None, 0),
        (Tally(failed=1), 1, None, 4),
        (Tally(before=2), 1, None, 4),
        (Tally(partial=1), 0, None, 4),
        (Tally(), 0, Ended("budget-spent", "The budget is spent.", "Wait."), 5),
        (Tally(), 0, Ended("key-rejected", "The key is wrong.", "Check it."), 3),
    ],
)
def test_how_it_ended_is_its_exit_code(
    run: Run, tmp_path: Path, *, tally: Tally, failures: int, ended: Any, code: int
) -> None:
    """A failure counts as long as it is there, whichever run met it."""
    run.tally, run.failures, run.ended = tally, failures, ended
    result = begun(tmp_path)
    assert result.exit_code == code
    assert ended is None or ended.message in result.stderr


def test_folders_are_named_from_here_on(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The processes of a cluster are begun elsewhere."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.jsonl").write_text('{"text": "One."}\n')
    assert CliRunner().invoke(cli.app, ["backfill", "in.jsonl", "out/"]).exit_code == 0
    ((plan, _, _),) = run.plans
    assert (plan.folder.url, [each.url for each in plan.files]) == (
        f"{tmp_path}/out",
        [f"file://{tmp_path}/in.jsonl"],
    )


def test_nothing_to_read_is_an_error(run: Run, tmp_path: Path) -> None:
    result = CliRunner().invoke(cli.app, ["backfill", str(tmp_path / "*.jsonl"), str(tmp_path / "out")])
    assert (result.exit_code, "there is no file" in result.stderr, run.plans) == (2, True, [])


def test_without_the_extra_the_message_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backfill_command, "find_spec", lambda _: None)
    result = begun(tmp_path)
    assert (result.exit_code, "sitrep[ray]" in result.stderr) == (2, True)
