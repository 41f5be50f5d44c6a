"""What a suite's scorer makes of its cases."""

from app.core.errors import ModelUnavailable
from eval.cases import Absent, Case, Suite
from eval.results import CaseResult, Label, Share, Tally
from eval.scoring import score_case, score_suite
from tests.eval.build import case, outcomes, summary
from tests.fakes.service import FakeService

MUC4 = {"docid": "D", "entities": [], "keys": []}


def test_a_right_output_scores_one_in_every_metric_that_is_scored() -> None:
    suite = score_suite(Suite("seeds", (case(),)), outcomes((case(),)))
    assert {score.value for name, score in suite.scores.items() if name != "evidence"} == {1.0, None}
    assert suite.cases[0].differences == ()


def test_a_failed_case_scores_zero_everywhere_and_is_listed() -> None:
    quiet = case("none", "Nothing happened in Redfern on Thursday.")
    failed = score_suite(
        Suite("seeds", (case(), quiet)), outcomes((case(), quiet), FakeService(error=ModelUnavailable("gone")))
    )
    assert {score.value for score in failed.scores.values()} == {0.0, None}
    assert [each.id for each in failed.failed] == ["full", "none"]
    assert {row.verdict for row in failed.cases[0].fields} == {"missing"}


def test_a_failed_case_pulls_the_suite_down_by_its_share() -> None:
    cases = (case("a"), case("b"))
    half = outcomes(cases[:1]) | outcomes(cases[1:], FakeService(error=ModelUnavailable("gone")))
    suite = score_suite(Suite("seeds", cases), half)
    assert suite.scores["sub_event_type.strict"].value == 2 / 3  # F1 of one found and one missed
    assert suite.scores["sub_event_type.strict"].cases == 2


def test_what_is_absent_scores_nothing() -> None:
    suite = score_suite(Absent("muc4", "not there"), {})
    assert (suite.absent, suite.cases, suite.scores) == ("not there", (), {})


def test_a_corpus_document_without_incidents_is_right_when_none_is_reported() -> None:
    document = Case("D", "muc4", "THE RIVER ROSE.", MUC4)
    scored = score_case(document, result("muc4", failed=False))
    assert scored.measures["nothing_reported"] == Share(hits=1, of=1)
    assert scored.measures["ceaf_ree"] == Tally()
    assert score_case(document, result("muc4", failed=True)).measures["nothing_reported"] == Share(hits=0, of=1)


def test_a_snippet_has_one_label_and_one_row() -> None:
    snippet = Case("1", "case2021", "They marched.", {"id": "1", "sub_type": "PEACE_PROTEST"})
    scored = score_case(snippet, result("case2021", failed=False))
    assert scored.measures["macro_f1"] == Label(gold="Peaceful protest", got="OTHER")
    assert [(row.gold, row.output, row.verdict) for row in scored.fields] == [
        ("Peaceful protest", "OTHER", "different")
    ]
    failed = score_case(snippet, result("case2021", failed=True))
    assert failed.measures["macro_f1"] == Label(gold="Peaceful protest", got=None)
    assert failed.fields[0].verdict == "missing"


def result(suite: str, *, failed: bool) -> CaseResult:
    output = None if failed else summary("Nothing happened.")
    return CaseResult(id="D", suite=suite, article="0", output=output, error="X: y" if failed else None)
