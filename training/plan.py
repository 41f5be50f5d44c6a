"""In which order examples are learnt, and how fast: worked out before the first step, so that a run can go on anywhere.

Pure; needs the standard library alone.
"""

import math
import random
from collections.abc import Iterator, Sequence

from training.recipe import Recipe

Batch = tuple[int, ...]
"""Examples, by number, that go through the model together."""
Step = tuple[Batch, ...]
"""Batches whose loss together is one step of the optimiser."""


def plan(lengths: Sequence[int], recipe: Recipe) -> tuple[Step, ...]:
    """All steps of all passes. `lengths` in tokens, of the examples in their order.

    Each pass has every example once, in an order of its own that follows from the seed. The examples of a step are
    batched by length, so that little is padding: no batch has more than `tokens_at_once` with it, but for one example
    that is longer by itself.
    """
    steps: list[Step] = []
    for number in range(recipe.passes):
        order = list(range(len(lengths)))
        random.Random(f"{recipe.seed} {number}").shuffle(order)  # noqa: S311  an order, no secret
        for start in range(0, len(order), recipe.examples_per_step):
            chosen = order[start : start + recipe.examples_per_step]
            steps.append(tuple(_batches(chosen, lengths, recipe.tokens_at_once)))
    return tuple(steps)


def rate_at(step: int, steps: int, recipe: Recipe) -> float:
    """The learning rate of a step, counted from 0: it rises in a line, then falls along a cosine."""
    rising = max(1, round(recipe.warm_up * steps))
    if step < rising:
        return recipe.rate * (step + 1) / rising
    done = (step - rising) / max(1, steps - rising)
    return recipe.rate * (recipe.last + (1 - recipe.last) * (1 + math.cos(math.pi * done)) / 2)


def _batches(chosen: Sequence[int], lengths: Sequence[int], tokens_at_once: int) -> Iterator[Batch]:
    batch: list[int] = []
    for each in sorted(chosen, key=lambda number: (lengths[number], number)):
        if batch and lengths[each] * (len(batch) + 1) > tokens_at_once:
            yield tuple(batch)
            batch = []
        batch.append(each)
    if batch:
        yield tuple(batch)
