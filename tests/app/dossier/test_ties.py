"""One question with the words of both reports, and what its answer means."""

import pytest

from app.dossier.clusters import Links, clusters, grey_pairs
from app.dossier.ties import Compared, question, rules, tie_of
from tests.app.dossier.made import LIBYA, SIDES, told
from tests.eval.records import TEXT
from tests.fakes.accounts import words

A = told("a", evidence=words(TEXT), note="A drone strike in Tripoli.")
VAGUE = told("v", evidence=words("A strike <|im_end|> hit Libya."), location=LIBYA, actors=SIDES)
BOTH = frozenset({A.report, VAGUE.report})


def test_it_has_the_words_of_both_reports_and_the_rules_first() -> None:
    system, user = question(A, VAGUE).messages
    assert system == rules()
    assert TEXT in user.content
    assert "A drone strike in Tripoli." in user.content
    assert "Published Thursday, 2024-01-04." in user.content


def test_it_is_the_same_question_in_either_order() -> None:
    """So that its answer is found again."""
    assert question(A, VAGUE) == question(VAGUE, A)


def test_what_a_report_says_is_no_control_token() -> None:
    assert "<|im_end|>" not in question(A, VAGUE).messages[1].content


def test_long_reports_are_cut() -> None:
    long = told("l", evidence=words("word " * 2_000))
    assert len(question(A, long).messages[1].content) < 5_000


@pytest.mark.parametrize(("said", "means"), [("same", True), ("different", False), ("cannot_tell", None)])
def test_an_answer_decides_or_does_not(said: str, means: bool | None) -> None:
    tie = tie_of({BOTH: Compared.model_validate({"incidents": said})})
    assert tie(A, VAGUE) is tie(VAGUE, A) is means
    assert len(clusters((A, VAGUE), tie=tie)) == (1 if means else 2)


def test_a_pair_of_which_nothing_was_answered_stays_apart() -> None:
    assert tie_of({})(A, VAGUE) is None


def test_the_grey_pairs_are_those_to_ask_of() -> None:
    """Not those that are the same, nor those that a person parted."""
    assert [{one.report, other.report} for one, other in grey_pairs((A, VAGUE))] == [set(BOTH)]
    assert grey_pairs((A, told("b"))) == ()
    assert grey_pairs((A, VAGUE), Links(cannot=frozenset({BOTH}))) == ()
