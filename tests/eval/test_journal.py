"""Finished cases on disk."""

from pathlib import Path

from app.core.errors import ModelUnavailable
from eval.journal import Journal, beside
from eval.results import CaseResult
from tests.eval.build import case, outcomes, stamp
from tests.fakes.service import FakeService

(DONE,) = outcomes((case(),)).values()


def keep(path: Path, *results: CaseResult) -> None:
    with Journal(path, stamp()) as journal:
        for result in results:
            journal.add(result)


def test_a_run_under_the_same_stamp_knows_what_is_finished(tmp_path: Path) -> None:
    keep(tmp_path / "j", DONE)
    assert Journal(tmp_path / "j", stamp()).known == {("seeds", "full"): DONE}


def test_what_was_known_stays_known_when_the_next_run_is_killed_too(tmp_path: Path) -> None:
    keep(tmp_path / "j", DONE)
    keep(tmp_path / "j")
    assert Journal(tmp_path / "j", stamp()).known


def test_a_run_under_another_stamp_begins_anew(tmp_path: Path) -> None:
    keep(tmp_path / "j", DONE)
    assert not Journal(tmp_path / "j", stamp(code="other")).known


def test_a_run_can_be_told_to_begin_anew(tmp_path: Path) -> None:
    keep(tmp_path / "j", DONE)
    assert not Journal(tmp_path / "j", stamp(), anew=True).known


def test_a_line_that_a_kill_cut_short_is_passed_over(tmp_path: Path) -> None:
    keep(tmp_path / "j", DONE, DONE.model_copy(update={"id": "second"}))
    text = (tmp_path / "j").read_text()
    (tmp_path / "j").write_text(text[: len(text) // 2 + len(text) // 4])
    assert list(Journal(tmp_path / "j", stamp()).known) == [("seeds", "full")]


def test_a_separator_inside_a_text_does_not_end_its_line(tmp_path: Path) -> None:
    odd = DONE.model_copy(update={"id": "a\u2028b\x85c"})
    keep(tmp_path / "j", odd)
    assert Journal(tmp_path / "j", stamp()).known == {("seeds", odd.id): odd}


def test_a_case_that_failed_is_tried_again(tmp_path: Path) -> None:
    (failed,) = outcomes((case(),), FakeService(error=ModelUnavailable("gone"))).values()
    keep(tmp_path / "j", failed)
    assert not Journal(tmp_path / "j", stamp()).known


def test_a_finished_case_is_on_disk_before_the_run_ends(tmp_path: Path) -> None:
    with Journal(tmp_path / "j", stamp()) as journal:
        journal.add(DONE)
        assert Journal(tmp_path / "j", stamp()).known


def test_the_journal_lies_beside_the_results() -> None:
    assert beside(Path("eval/results/run.json")) == Path("eval/results/run.cases.jsonl")
