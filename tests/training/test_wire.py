"""Gold, written as the answer that a model is to give: nothing that is scored is lost on the way there and back."""

import pytest

from app.propose.compact.drafting import draft_of
from app.propose.compact.wire import Compact
from eval.cases import Case
from eval.score import score, total
from tests.app.drafts import article_of, gold_cases, gold_of, summary_of
from training.wire import compact_of, written

CASES = gold_cases("newswire-odd")[::4]


def test_there_and_back_no_scored_field_is_lost() -> None:
    """Gold to the answer, its JSON, a draft, verified, resolved, assembled, and scored against gold."""
    scores = []
    for case in CASES:
        article, gold = article_of(case), gold_of(case)
        said = Compact.model_validate_json(written(compact_of(gold, article)))
        assert said.mendings == ()
        scores.append(score(gold, summary_of(draft_of(said, article), article), case.text))
    tally = total(scores).pooled("strict")
    assert len(scores) > 20
    assert 2 * tally.tp / (2 * tally.tp + tally.fp + tally.fn) >= 0.99


@pytest.mark.parametrize("case", CASES[:5], ids=lambda case: case.id)
def test_what_is_written_is_read_as_it_was_meant(case: Case) -> None:
    answer = compact_of(gold_of(case), article_of(case))
    assert Compact.model_validate_json(written(answer)) == answer


def test_the_decision_agrees_with_the_list_it_stands_before() -> None:
    answers = [compact_of(gold_of(case), article_of(case)) for case in CASES]
    assert all((each.reports == "incident") == bool(each.news) for each in answers)
    assert {each.reports for each in answers} == {"incident", "none"}
