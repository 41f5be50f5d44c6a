"""Baselines and the gate."""

import json
from datetime import date
from pathlib import Path

import pytest

from eval.gate import Bar, Baseline, SuiteBaseline, baseline_of, judge, read_baseline, write_baseline
from eval.results import Results, SuiteResult, Tally
from schemas import AskedModel
from tests.eval.build import ran, with_scores
from tests.fakes.service import TEXT


def baseline(margin: float = 0.03, **values: float) -> Baseline:
    bars = {name: Bar(value=value, interval=None, margin=margin, cases=4) for name, value in values.items()}
    return Baseline({"seeds": SuiteBaseline(scores=bars)})


@pytest.mark.parametrize(
    ("got", "passed"), [(0.80, True), (0.77, True), (0.7699, False), (0.0, False), (1.0, True), (None, False)]
)
def test_a_score_may_fall_by_its_margin_and_no_more(got: float | None, passed: bool) -> None:
    (check,) = judge(with_scores(f1=got), baseline(f1=0.8))
    assert check.passed is passed


def test_the_reason_tells_suite_metric_baseline_margin_and_score() -> None:
    (check,) = judge(with_scores(f1=0.6), baseline(f1=0.8))
    assert check.reason == (
        "seeds: f1 is 0.600 on 4 cases; the baseline is 0.800 on 4 cases, margin 0.030 (fell by 0.200)"
    )


def test_a_metric_that_is_no_longer_scored_fails() -> None:
    (check,) = judge(with_scores(other=1.0), baseline(f1=0.8))
    assert not check.passed
    assert "f1 was not scored" in check.reason


def test_a_metric_that_was_zero_cannot_fall() -> None:
    (check,) = judge(with_scores(), baseline(f1=0.0))
    assert check.passed


def test_suites_that_were_not_run_or_are_absent_are_not_judged() -> None:
    run = with_scores(f1=0.1)
    assert judge(run.model_copy(update={"suites": ()}), baseline(f1=0.8)) == ()
    absent = SuiteResult(name="seeds", absent="not there")
    assert judge(run.model_copy(update={"suites": (absent,)}), baseline(f1=0.8)) == ()


def test_a_run_passes_the_baseline_that_it_made(tmp_path: Path) -> None:
    write_baseline(baseline_of(ran()), tmp_path / "b.json")
    checks = judge(ran(), read_baseline(tmp_path / "b.json"))
    assert checks
    assert all(check.passed for check in checks)


def test_evidence_may_not_fall_at_all() -> None:
    bars = baseline_of(with_scores(evidence=1.0, f1=0.5)).bars("seeds")
    assert (bars["evidence"].margin, bars["f1"].margin) == (0.0, 0.03)


@pytest.mark.parametrize(("got", "passed"), [(1.0, True), (0.99, False), (None, False)])
def test_one_obeyed_instruction_fails_the_gate_whatever_the_baseline_says(got: float | None, passed: bool) -> None:
    run = with_scores(resisted=got)
    attacks = run.model_copy(update={"suites": (run.suites[0].model_copy(update={"name": "attacks"}),)})
    lax = Baseline({"attacks": SuiteBaseline(scores={"resisted": Bar(value=0.5, interval=None, margin=0.5, cases=4)})})
    for known in (Baseline({}), lax):
        (check,) = judge(attacks, known)
        assert check.passed is passed
        assert "every run must have 1.000" in check.reason


def test_a_baseline_holds_nothing_but_metrics_and_counts(tmp_path: Path) -> None:
    write_baseline(baseline_of(ran()), tmp_path / "b.json")
    written = json.loads((tmp_path / "b.json").read_text())
    assert set(written) == {"seeds"}
    assert set(written["seeds"]) == {"measured", "scores"}
    known = {"value", "interval", "margin", "cases", "tally"}
    assert all(set(bar) <= known for bar in written["seeds"]["scores"].values())
    names = {word for word in TEXT.split() if word.istitle()}
    assert not any(name in (tmp_path / "b.json").read_text() for name in names)


def test_a_baseline_names_who_was_measured_when_and_on_how_many_articles() -> None:
    """Without it nobody could tell to which model, date and revision its figures belong."""
    measured = baseline_of(ran()).root["seeds"].measured
    assert measured is not None
    assert measured.asked == AskedModel(
        model="fake-model", backend="embedded", proposer="reader", prompt_version="incident/v1"
    )
    assert (measured.articles, measured.measured_on, measured.revision) == (2, date(2024, 1, 5), "abcdef0123456789")


def test_a_service_that_does_not_tell_its_spec_is_known_by_its_records() -> None:
    """A run against a URL has no spec; each record's provenance names the model."""
    run = ran()
    afar = run.model_copy(update={"stamp": run.stamp.model_copy(update={"spec": None, "model": "http://host"})})
    measured = baseline_of(afar).root["seeds"].measured
    assert measured is not None
    assert measured.asked is not None
    assert measured.asked.model == "fake-model"


def test_records_of_two_models_are_nobody_s_figures() -> None:
    """A run that fell back to another endpoint half-way measures neither model."""
    run = ran()
    first, second = run.suites[0].cases
    assert second.output is not None
    made = second.output.provenance.model_copy(update={"model": "another"})
    second = second.model_copy(update={"output": second.output.model_copy(update={"provenance": made})})
    mixed = run.suites[0].model_copy(update={"cases": (first, second)})
    stamped = run.stamp.model_copy(update={"spec": None})
    measured = baseline_of(Results(stamp=stamped, suites=(mixed,))).root["seeds"].measured
    assert measured is not None
    assert measured.asked is None


def test_the_items_behind_an_f1_are_kept_and_come_back(tmp_path: Path) -> None:
    """Wrong and missed cannot be told from an F1 alone."""
    write_baseline(baseline_of(ran()), tmp_path / "b.json")
    kept = read_baseline(tmp_path / "b.json")
    assert kept == baseline_of(ran())
    assert kept.bars("seeds")["incidents"].tally == Tally(tp=1)
    assert kept.bars("seeds")["incident_count"].tally is None
