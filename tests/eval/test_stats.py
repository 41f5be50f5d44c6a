import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval import stats
from eval.results import Label, Measure, Share, Tally

shares = st.lists(st.builds(lambda hits, more: Share(hits=hits, of=hits + more), st.integers(0, 3), st.integers(0, 3)))


def test_a_score_is_micro_over_cases() -> None:
    """Two found of two, then none of two: F1 = 2*2 / (2*2 + 2)."""
    assert stats.value([Tally(tp=2), Tally(fn=2)]) == 4 / 6


def test_macro_f1_by_hand() -> None:
    """Class a: one found, one missed, F1 2/3; class b: one found, one invented, F1 2/3; c is in gold nowhere."""
    labels = [Label(gold="a", got="a"), Label(gold="a", got="b"), Label(gold="b", got="b")]
    assert stats.value(labels) == pytest.approx(2 / 3)
    assert stats.value([Label(gold="a", got="c")]) == 0
    assert stats.value([Label(gold="a", got=None), Label(gold="b", got="b")]) == 0.5


def test_nothing_to_score_has_no_score() -> None:
    nothing = stats.summarise([Share(hits=0, of=0)] * 3)
    assert (nothing.value, nothing.low, nothing.high, nothing.cases) == (None, None, None, 0)
    assert stats.summarise([]).value is stats.value([]) is None


def test_one_case_has_no_interval() -> None:
    score = stats.summarise([Tally(tp=1), Tally()])
    assert (score.value, score.low, score.high, score.cases) == (1, None, None, 1)


def test_the_same_cases_give_the_same_interval_and_another_seed_another() -> None:
    cases = [Share(hits=hits, of=hits + 7) for hits in range(40)]
    assert stats.summarise(cases) == stats.summarise(cases)
    assert stats.summarise(cases, seed=1) != stats.summarise(cases, seed=2)


def test_cases_that_are_all_alike_leave_no_doubt() -> None:
    score = stats.summarise([Tally(tp=1, fn=1)] * 5)
    assert score.low == score.value == score.high == 2 / 3


def test_the_interval_of_a_fair_coin_is_that_of_the_binomial() -> None:
    """Of 100 throws: 0.5 plus and minus 1.96 * 0.05."""
    score = stats.summarise([Share(hits=throw % 2, of=1) for throw in range(100)])
    assert score.low == pytest.approx(0.402, abs=0.02)
    assert score.high == pytest.approx(0.598, abs=0.02)


@settings(max_examples=15, deadline=None)
@given(shares)
def test_the_interval_lies_between_0_and_1_in_order(cases: list[Measure]) -> None:
    score = stats.summarise(cases)
    if score.low is not None and score.high is not None:
        assert 0 <= score.low <= score.high <= 1


def test_a_run_compared_with_itself_is_no_different() -> None:
    cases: list[Measure] = [Share(hits=1, of=2), Share(hits=0, of=1), Share(hits=3, of=3)]
    same = stats.compare(cases, cases)
    assert (same.difference, same.low, same.high, same.worse) == (0, 0, 0, 0)


def test_a_run_that_is_worse_in_each_case_is_worse_in_each_resample() -> None:
    before: list[Measure] = [Tally(tp=1)] * 4
    worse = stats.compare(before, [Tally(tp=1, fn=1)] * 4)
    assert worse.worse == 1
    assert worse.difference == worse.low == worse.high == pytest.approx(2 / 3 - 1)


def test_pairing_takes_out_what_is_hard_for_both() -> None:
    """Cases differ much, runs by one hit in each: the interval of the difference is narrower than those of the runs."""
    before: list[Measure] = [Share(hits=hits, of=10) for hits in range(9)]
    after: list[Measure] = [Share(hits=hits + 1, of=10) for hits in range(9)]
    compared = stats.compare(before, after)
    assert compared.low == pytest.approx(0.1)
    assert compared.high == pytest.approx(0.1)


def test_labels_of_two_runs_are_compared_over_the_same_classes() -> None:
    before: list[Measure] = [Label(gold="a", got="b"), Label(gold="b", got="b")]
    after: list[Measure] = [Label(gold="a", got="a"), Label(gold="b", got="b")]
    compared = stats.compare(before, after)
    assert compared.before == pytest.approx(1 / 3)
    assert compared.after == 1


def test_a_comparison_without_a_score_says_so() -> None:
    assert stats.compare([], []).difference is None
    nothing: list[Measure] = [Tally(), Tally()]
    assert stats.compare(nothing, [Tally(tp=1), Tally(tp=1)]).difference is None


def test_only_the_same_cases_can_be_compared() -> None:
    with pytest.raises(ValueError, match="same cases"):
        stats.compare([Tally()], [])


def test_one_metric_has_one_kind_of_measure() -> None:
    with pytest.raises(ValueError, match="one kind"):
        stats.summarise([Tally(), Share(hits=0, of=1)])
