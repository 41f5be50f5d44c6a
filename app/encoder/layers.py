"""The layers of the net in numpy, for reading alone: float32, rows are pieces, sentences or marks."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

# 1/2 erf as a quotient of polynomials, to the last bits of a float32 (as Eigen and XLA compute it); beyond 4 it is 1.
_LARGEST: Final = 4.0
_OVER: Final = (-2.72614225801306e-10, 2.77068142495902e-08, -2.10102402082508e-06, -5.69250639462346e-05,
                -7.34990630326855e-04, -2.95459980854025e-03, -1.60960333262415e-02)  # fmt: skip
_UNDER: Final = (-1.45660718464996e-05, -2.13374055278905e-04, -1.68282697438203e-03, -7.37332916720468e-03,
                 -1.42647390514189e-02)  # fmt: skip
_AT_ONCE: Final = 64  # rows: what is worked on stays in the processor's cache
_PAIRS_AT_ONCE: Final = 4096  # 2 MB for each of a few arrays: a long article has millions of pairs


class Weights:
    """Arrays of a trained net by name. A matrix may be kept in whole numbers, with a scale for each row.

    Args:
        kept: float arrays; whole numbers under a name have their scales, (rows,), under `scale_name(name)`.
    """

    def __init__(self, kept: Mapping[str, Array]) -> None:
        self._kept = kept

    def __call__(self, name: str) -> Array:
        """The array as float32."""
        return self._floats(name, slice(None))

    def rows(self, name: str, numbers: Array) -> Array:
        """Some rows of a table as float32: a large one stays as it is kept."""
        return self._floats(name, numbers)

    def names(self, prefix: str) -> list[str]:
        """The names that begin so."""
        return [name for name in self._kept if name.startswith(prefix)]

    def _floats(self, name: str, rows: Any) -> Array:
        floats: Array = self._kept[name][rows].astype(np.float32)
        scales = self._kept.get(scale_name(name))
        return floats if scales is None else floats * scales[rows].astype(np.float32)[:, None]


def scale_name(name: str) -> str:
    """The name of the scales of a matrix in whole numbers."""
    return f"{name}/scale"


class Linear:
    """A weighted sum and a bias; `weight` is (outputs, inputs)."""

    def __init__(self, weights: Weights, name: str) -> None:
        self.weight = weights(f"{name}.weight")
        self.bias = weights(f"{name}.bias") if weights.names(f"{name}.bias") else None

    def __call__(self, given: Array) -> Array:
        """(n, inputs) to (n, outputs)."""
        found: Array = given @ self.weight.T
        if self.bias is not None:
            found += self.bias
        return found


class Norm:
    """Each row brought to mean 0 and variance 1, then scaled and shifted."""

    def __init__(self, weights: Weights, name: str) -> None:
        self.weight, self.bias = weights(f"{name}.weight"), weights(f"{name}.bias")

    def __call__(self, given: Array) -> Array:
        """(n, width) to the same."""
        centred = given - given.mean(-1, keepdims=True)
        spread = np.sqrt(np.square(centred).mean(-1, keepdims=True) + 1e-12)
        found: Array = centred / spread * self.weight + self.bias
        return found


class Pair:
    """Scores of pairs of vectors, with how far they stand apart."""

    def __init__(self, weights: Weights, name: str) -> None:
        self.one, self.other = Linear(weights, f"{name}.one"), Linear(weights, f"{name}.other")
        self.product_one = Linear(weights, f"{name}.product_one")
        self.product_other = Linear(weights, f"{name}.product_other")
        self.apart = weights(f"{name}.apart.weight")
        self.out = Linear(weights, f"{name}.out")

    def __call__(self, one: Array, other: Array, apart: Array) -> Array:
        """(n, a), (m, b) and distances (n, m) to scores (n, m, outputs)."""
        ones, others = (self.one(one), self.product_one(one)), (self.other(other), self.product_other(other))
        scores = np.empty((len(one), len(other), len(self.out.weight)), np.float32)
        rows = max(1, _PAIRS_AT_ONCE // max(1, len(other)))
        for at in range(0, len(one), rows):
            part = slice(at, at + rows)
            hidden = ones[0][part, None] + others[0] + self.apart[apart[part]]
            hidden += ones[1][part, None] * others[1]
            scores[part] = self.out(gelu(hidden))
        return scores


class Block:
    """A layer of BERT: attention of each piece to all, then two layers on each by itself."""

    def __init__(self, weights: Weights, name: str, heads: int) -> None:
        self.heads = heads
        attending = f"{name}.attention"
        self.asked, self.known, self.given = (
            Linear(weights, f"{attending}.self.{each}") for each in ("query", "key", "value")
        )
        self.gathered, self.gathered_norm = (
            Linear(weights, f"{attending}.output.dense"), Norm(weights, f"{attending}.output.LayerNorm")
        )  # fmt: skip
        self.wide = Linear(weights, f"{name}.intermediate.dense")
        self.out, self.out_norm = Linear(weights, f"{name}.output.dense"), Norm(weights, f"{name}.output.LayerNorm")

    def __call__(self, pieces: Array) -> Array:
        """(n, width) to the same."""
        asked, known, given = (self._by_head(each(pieces)) for each in (self.asked, self.known, self.given))
        asked = asked / np.float32(math.sqrt(asked.shape[-1]))
        gathered = np.empty_like(pieces)
        for head, into in enumerate(np.split(gathered, self.heads, 1)):  # one by one: the scores of all are 12 MB
            into[:] = _attended(asked[head], known[head], given[head])
        pieces = self.gathered_norm(self.gathered(gathered) + pieces)
        return self.out_norm(self.out(gelu(self.wide(pieces))) + pieces)

    def _by_head(self, vectors: Array) -> Array:
        return vectors.reshape(len(vectors), self.heads, -1).transpose(1, 0, 2)


def _attended(asked: Array, known: Array, given: Array) -> Array:
    """What is given, weighted by the `softmax` of what is asked and known; (n, width of a head)."""
    shares: Array = asked @ known.T
    shares -= shares.max(-1, keepdims=True)
    np.exp(shares, out=shares)
    found: Array = shares @ given
    found /= shares.sum(-1, keepdims=True)
    return found


def gelu(given: Array) -> Array:
    """The number times the probability that a normal variable is below it; float32."""
    found = np.empty_like(given)
    rows, out = given.reshape(-1, given.shape[-1]), found.reshape(-1, given.shape[-1])
    for at in range(0, len(rows), _AT_ONCE):
        part = rows[at : at + _AT_ONCE]
        out[at : at + _AT_ONCE] = part * (0.5 + 0.5 * erf(part * np.float32(math.sqrt(0.5))))
    return found


def erf(given: Array) -> Array:
    """The error function, within 3e-7; float32."""
    x = np.clip(given, -_LARGEST, _LARGEST)
    square = x * x
    found: Array = x * _polynomial(square, _OVER) / _polynomial(square, _UNDER)
    return found


def _polynomial(x: Array, factors: Sequence[float]) -> Array:
    found = np.full_like(x, factors[0])
    for each in factors[1:]:
        found *= x
        found += np.float32(each)
    return found


def softmax(scores: Array) -> Array:
    """Probabilities along the last axis."""
    found: Array = scores - scores.max(-1, keepdims=True)
    np.exp(found, out=found)
    found /= found.sum(-1, keepdims=True)
    return found


def sigmoid(scores: Array) -> Array:
    """Probabilities of log-odds."""
    found: Array = 0.5 + 0.5 * np.tanh(0.5 * scores)
    return found
