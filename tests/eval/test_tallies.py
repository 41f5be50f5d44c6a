from eval.results import CaseResult, Measure, Share, Tally
from eval.tallies import add, add_shares, compare, f1, precision, recall, tally_of


def test_what_is_said_twice_is_found_once_and_invented_once() -> None:
    assert compare(["a", "b"], ["a", "a"], str.__eq__) == Tally(tp=1, fp=1, fn=1)


def test_precision_recall_and_f1_by_hand() -> None:
    tally = Tally(tp=2, fp=1, fn=2)
    assert (precision(tally), recall(tally), f1(tally)) == (2 / 3, 1 / 2, 4 / 7)


def test_nothing_to_score_is_not_zero() -> None:
    assert precision(Tally(fn=1)) is recall(Tally(fp=1)) is f1(Tally()) is None
    assert f1(Tally(fn=1)) == 0


def test_sums_are_micro() -> None:
    assert add([Tally(tp=1), Tally(fp=2, fn=3)]) == Tally(tp=1, fp=2, fn=3)
    assert add_shares([Share(hits=1, of=2), Share(hits=0, of=1)]) == Share(hits=1, of=3)


def measured(**measures: Measure) -> CaseResult:
    return CaseResult(id="a", suite="seeds", article="0" * 64, error="broken", measures=measures)


def test_the_items_of_a_metric_are_summed_over_the_cases_that_have_it() -> None:
    """What a report says is wrong and missed is the sum over cases, as the score is."""
    cases = [measured(date=Tally(tp=1)), measured(date=Tally(fp=2, fn=1)), measured()]
    assert tally_of(cases, "date") == Tally(tp=1, fp=2, fn=1)


def test_a_metric_that_counts_no_items_has_no_sum() -> None:
    """A share of articles is no share of values."""
    assert tally_of([measured(evidence=Share(hits=1, of=2))], "evidence") is None
    assert tally_of([], "date") is None
