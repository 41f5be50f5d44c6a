from eval.results import Share, Tally
from eval.tallies import add, add_shares, compare, f1, fraction, precision, recall


def test_what_is_said_twice_is_found_once_and_invented_once() -> None:
    assert compare(["a", "b"], ["a", "a"], str.__eq__) == Tally(tp=1, fp=1, fn=1)


def test_precision_recall_and_f1_by_hand() -> None:
    tally = Tally(tp=2, fp=1, fn=2)
    assert (precision(tally), recall(tally), f1(tally)) == (2 / 3, 1 / 2, 4 / 7)


def test_nothing_to_score_is_not_zero() -> None:
    assert precision(Tally(fn=1)) is recall(Tally(fp=1)) is f1(Tally()) is fraction(Share(hits=0, of=0)) is None
    assert f1(Tally(fn=1)) == 0


def test_sums_are_micro() -> None:
    assert add([Tally(tp=1), Tally(fp=2, fn=3)]) == Tally(tp=1, fp=2, fn=3)
    assert add_shares([Share(hits=1, of=2), Share(hits=0, of=1)]) == Share(hits=1, of=3)
