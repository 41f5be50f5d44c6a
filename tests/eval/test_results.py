"""One run as one value."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.core.errors import DraftInvalid
from eval.results import Label, Results, Share, Tally, read_results, write_results
from tests.eval.build import case, ran, stamp
from tests.fakes.service import FakeService


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    results = ran()
    write_results(results, tmp_path / "deep" / "results.json")
    assert read_results(tmp_path / "deep" / "results.json") == results
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["results.json"]


def test_each_kind_of_measure_comes_back_as_itself() -> None:
    (suite,) = ran(case()).suites
    measures = {"tally": Tally(tp=1), "share": Share(hits=0, of=0), "label": Label(gold="Attack", got=None)}
    kept = suite.cases[0].model_copy(update={"measures": measures})
    assert type(kept).model_validate_json(kept.model_dump_json()).measures == measures


def test_results_of_another_version_are_refused() -> None:
    text = ran(case()).model_dump_json().replace('"results_version":"1"', '"results_version":"0"')
    with pytest.raises(ValidationError):
        Results.model_validate_json(text)


def test_a_suite_counts_its_failed_and_partial_cases_and_unsupported_values() -> None:
    (partial,) = ran(case(), service=FakeService(partial=True)).suites
    assert (len(partial.failed), partial.partial, partial.unsupported) == (0, 1, 1)
    (failed,) = ran(case(), service=FakeService(error=DraftInvalid("no"))).suites
    assert ([each.id for each in failed.failed], failed.partial, failed.unsupported) == (["full"], 0, 0)


@pytest.mark.parametrize("change", [{"code": "other"}, {"spec": None}, {"url": "http://host"}, {"model": "other"}])
def test_a_stamp_differs_with_whatever_changes_an_answer(change: dict[str, str]) -> None:
    assert not stamp().same_run(stamp(**change))


def test_a_commit_that_changes_no_source_does_not_end_a_run() -> None:
    assert stamp().same_run(stamp(git_revision="other", git_dirty=True))
