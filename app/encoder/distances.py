"""How far marks and sentences stand apart, as classes. The same code for arrays of numpy and for tensors of torch."""

from typing import Any, Final

STEPS: Final = 6
"""Sentences before or after that are told apart."""
NEAR: Final = (1, 2, 3, 5, 8, 13, 21, 40)
"""Bounds of the distances in pieces that are told apart."""


def apart(one: Any, other: Any) -> Any:
    """Sentences from each of one to each of the other, as classes."""
    return (other[None] - one[:, None]).clip(-STEPS, STEPS) + STEPS


def apart_size() -> int:
    """How many classes `spaced` has."""
    return 2 * STEPS + 1 + 2 * (len(NEAR) + 1)


def spaced(one: Any, other: Any, one_sentence: Any, other_sentence: Any) -> Any:
    """Distances of spans (first pieces) as classes: in sentences, and within one sentence in pieces."""
    distance = other[None] - one[:, None]
    near = sum((abs(distance) >= bound) * 1 for bound in NEAR)
    near = near + (distance > 0) * (len(NEAR) + 1) + 2 * STEPS + 1
    together = (one_sentence[:, None] == other_sentence[None]) * 1
    return together * near + (1 - together) * apart(one_sentence, other_sentence)
