"""How an adapter is trained: every number that its weights depend on. Needs the standard library alone."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Recipe:
    """The recipe of one adapter; two runs of it on one machine give the same adapter.

    rank, alpha        of the low-rank changes: `alpha / rank` scales them
    layers             how many are trained, from the last one down; 0: all
    passes             over the examples
    rate               highest learning rate; it rises over the first `warm_up` of the steps and falls to `last` of it
    examples_per_step  whose loss is one step of the optimiser
    tokens_at_once     most tokens, with padding, that go through the model together
    most_tokens        longest example, prompt and answer; longer ones are left out, and counted
    recompute          whether activations are computed again going back: a third more time, much less memory
    seed               of the first weights and of the order of the examples
    """

    rank: int = 16
    alpha: float = 32.0
    layers: int = 0
    passes: int = 3
    rate: float = 2e-4
    warm_up: float = 0.05
    last: float = 0.1
    examples_per_step: int = 8
    tokens_at_once: int = 8192
    most_tokens: int = 2400
    recompute: bool = False
    seed: int = 0

    def to_json(self) -> dict[str, Any]:
        """As it stands in cards and checkpoints."""
        return asdict(self)
