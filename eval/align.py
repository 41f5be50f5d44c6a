"""One-to-one alignment: which item of one side stands for which of the other."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from scipy.optimize import linear_sum_assignment

T = TypeVar("T")


def align(
    left: Sequence[T], right: Sequence[T], similarity: Callable[[T, T], float], key: Callable[[T], str]
) -> tuple[tuple[int, int], ...]:
    """Pairs (index in left, index in right) of the one-to-one alignment with the greatest sum of similarities.

    Hungarian algorithm. Pairs of similarity 0 or less are no pairs. `similarity` must be symmetric. `key` orders items,
    so that of several best alignments the same one is taken whatever the order of the items, and which side is left.
    """
    rows, columns = _order(left, key), _order(right, key)
    if [key(left[index]) for index in rows] > [key(right[index]) for index in columns]:
        return tuple(sorted((one, other) for other, one in align(right, left, similarity, key)))
    weights = np.array([[similarity(left[row], right[column]) for column in columns] for row in rows])
    pairs = _assign(weights.reshape(len(rows), len(columns)))
    return tuple(sorted((rows[row], columns[column]) for row, column in pairs))


def most_pairs(left: Sequence[T], right: Sequence[T], same: Callable[[T, T], bool]) -> int:
    """How many pairs can be made at most, each item used once, of items that are the same."""
    weights = np.array([[float(same(one, other)) for other in right] for one in left])
    return len(_assign(weights.reshape(len(left), len(right))))


def _order(side: Sequence[T], key: Callable[[T], str]) -> list[int]:
    return sorted(range(len(side)), key=lambda index: key(side[index]))


def _assign(weights: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> list[tuple[int, int]]:
    rows, columns = linear_sum_assignment(weights, maximize=True)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return [(row, column) for row, column in pairs if weights[row, column] > 0]
