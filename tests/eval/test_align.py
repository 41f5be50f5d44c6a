from hypothesis import given
from hypothesis import strategies as st

from eval.align import align, most_pairs

numbers = st.lists(st.integers(0, 9), max_size=5)


def _near(one: int, other: int) -> float:
    return max(0, 3 - abs(one - other))


def test_the_sum_counts_and_not_the_best_single_pair() -> None:
    """4-5 alone would be 2; 4-3 and 6-5 together are 4."""
    assert align([4, 6], [5, 3], _near, str) == ((0, 1), (1, 0))


def test_what_shares_nothing_is_no_pair() -> None:
    assert align([1], [9], _near, str) == ()


def test_an_empty_side_makes_no_pair() -> None:
    assert align([], [1, 2], _near, str) == ()
    assert most_pairs([1, 2], [], lambda one, other: one == other) == 0


def test_each_item_is_used_once() -> None:
    assert most_pairs([1, 1, 2], [1, 2, 2], lambda one, other: one == other) == 2


@given(numbers, numbers, st.randoms(use_true_random=False))
def test_neither_order_nor_side_changes_which_values_are_paired(
    one: list[int], other: list[int], random: object
) -> None:
    pairs = sorted((one[i], other[j]) for i, j in align(one, other, _near, str))
    shuffled = one[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sorted((shuffled[i], other[j]) for i, j in align(shuffled, other, _near, str)) == pairs
    assert sorted((one[i], other[j]) for j, i in align(other, one, _near, str)) == pairs
