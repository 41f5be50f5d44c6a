"""Weights as they are kept."""

import hypothesis.extra.numpy as arrays
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.encoder.layers import Array, Weights, scale_name
from training.encoder.export import WORDS, kept

MATRICES = arrays.arrays(np.float32, (3, 4), elements=st.floats(-8, 8, width=32))


@given(MATRICES)
def test_a_matrix_in_whole_numbers_is_off_by_half_a_step_at_most(matrix: Array) -> None:
    """A step is 1/127 of the largest number of its row."""
    found = Weights(kept({"a": matrix}, "int8"))("a")
    steps = np.abs(matrix).max(1, keepdims=True) / 127
    assert (np.abs(found - matrix) <= steps * 0.501 + 1e-30).all()


def test_what_is_kept_in_which_numbers() -> None:
    """Biases are never in whole numbers; `mixed` has the table of words in them alone."""
    given = {"a": np.ones((2, 2), np.float32), WORDS: np.ones((2, 2), np.float32), "b": np.ones(2, np.float32)}
    assert {name: str(each.dtype) for name, each in kept(given, "mixed").items()} == {
        "a": "float16", WORDS: "int8", scale_name(WORDS): "float32", "b": "float16",
    }  # fmt: skip
    assert {str(each.dtype) for each in kept(given, "f32").values()} == {"float32"}
