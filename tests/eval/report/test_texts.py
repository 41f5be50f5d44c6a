"""Markdown, JUnit XML and the terminal."""

import io
import re

import pytest
from junitparser import Error, Failure, JUnitXml, TestSuite
from rich.console import Console

from app.core.errors import DraftInvalid
from eval.compare import compare
from eval.gate import Bar, Baseline, SuiteBaseline, baseline_of, judge
from eval.report import junit, markdown, terminal
from eval.results import Results, SuiteResult
from tests.eval.build import HOSTILE, case, ran, with_scores
from tests.fakes.service import FakeService

FAILED = ran(case(), service=FakeService(error=DraftInvalid(f"{HOSTILE}\x00\n# heading")))
BAR = Bar(value=0.9, interval=None, margin=0.0, cases=4)
ABSENT = FAILED.model_copy(update={"suites": (SuiteResult(name="muc4", absent="not there"),)})


def shown(results: Results) -> str:
    console = Console(file=io.StringIO(), width=110)
    terminal.show(results, console)
    text = console.file.getvalue()  # type: ignore[attr-defined]  # it is a StringIO
    return str(text)


def suite_of(text: str) -> TestSuite:
    (suite,) = JUnitXml.fromstring(text.encode())
    assert isinstance(suite, TestSuite)
    return suite


def test_markdown_has_each_score_beside_its_strict_form_and_its_baseline() -> None:
    run = ran(case())
    text = markdown.render(run, baseline_of(run))
    assert "| metric | score | 95 % interval | strict | wrong values shown | values missed | cases | baseline |" in text
    assert re.search(
        r"\| fields \| 1\.000 \|  \| 1\.000 \| 0 of (\d+) \(0\.0 %\) \| 0 of \1 \(0\.0 %\) \| 1 \| 1\.000 \|", text
    )
    assert "1 of 1 cases answered, 0 failed, 0 partial, 1 values set aside as unsupported" in text


def test_markdown_tells_a_gate_that_failed_first() -> None:
    base = Baseline({"seeds": SuiteBaseline(scores={"f1": BAR})})
    run = with_scores(f1=0.5)
    text = markdown.render(run, base, judge(run, base))
    assert text.index("**Gate failed**: 0 of 1 scores hold.") < text.index("### seeds")
    assert "- seeds: f1 is 0.500 on 4 cases; the baseline is 0.900 on 4 cases, margin 0.000" in text


def test_markup_in_an_error_is_only_text_in_markdown() -> None:
    (line,) = [line for line in markdown.render(FAILED).splitlines() if line.startswith("- failed")]
    assert "\\<script\\>" in line
    assert "\\| \\[town\\]" in line
    assert line.endswith("\\# heading")


def test_markdown_compares_two_runs_in_a_table() -> None:
    text = markdown.render_comparison(compare(ran(case()), FAILED))
    assert "| seeds | fields.strict | 1 | 1.000 | 0.000 | -1.000 |  | no clear difference |" in text.replace("\\", "")


@pytest.mark.parametrize("show", [markdown.render, shown, junit.render])
def test_every_form_says_that_a_suite_is_absent(show: object) -> None:
    assert callable(show)
    assert "not there" in show(ABSENT)


def test_junit_has_a_test_for_each_case_and_an_error_for_one_that_failed() -> None:
    suite = suite_of(junit.render(FAILED))
    (test,) = list(suite)
    (result,) = test.result
    assert isinstance(result, Error)
    assert (test.name, test.classname, suite.errors) == ("full", "eval.seeds", 1)
    assert "missing incidents/1/city: gold valmora; output null" in (test.system_out or "")


def test_junit_fails_a_test_for_a_score_that_fell() -> None:
    base = Baseline({"seeds": SuiteBaseline(scores={"f1": BAR})})
    run = with_scores(f1=0.5)
    (test,) = list(suite_of(junit.render(run, judge(run, base))))
    assert (test.name, test.classname) == ("f1", "eval.seeds.gate")
    assert isinstance(test.result[0], Failure)
    assert "the baseline is 0.900" in test.result[0].message


def test_the_terminal_shows_scores_and_names_what_failed() -> None:
    text = shown(FAILED)
    assert "0 of 1 cases answered, 1 failed" in text
    assert "failed full: draft-invalid: Evil <script>" in text
    assert "[town]" in text


def test_a_measure_that_nothing_was_held_against_is_not_scored_and_never_zero() -> None:
    """An article without news shows nothing and misses nothing: no share of it is known."""
    silent = ran(case("none", "Nothing happened in Redfern on Thursday."))
    (line,) = [line for line in markdown.render(silent).splitlines() if line.startswith("| date ")]
    assert line == "| date | not scored |  | not scored | not scored | not scored | 0 |  |"
    (line,) = [line for line in shown(silent).splitlines() if line.startswith(" date ")]
    assert line.count("not scored") == 4


def test_what_is_wrong_and_what_is_missed_stand_apart_in_the_terminal() -> None:
    """A failed case shows nothing and misses all: its F1 of 0 does not say which."""
    (line,) = [line for line in shown(FAILED).splitlines() if line.startswith(" incidents ")]
    assert line.split() == ["incidents", "0.000", "not", "scored", "1", "of", "1", "(100.0", "%)", "1"]
