"""The net in numpy against what torch made of the same weights."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.encoder.layers import erf, gelu
from app.encoder.net import Net
from app.encoder.weights import net_of, read_arrays
from tests.app.encoder.fakes import FOLDER
from tests.training.encoder import tiny


@pytest.fixture(scope="module")
def net() -> Net:
    return net_of(read_arrays(FOLDER / "tiny.npz"))[0]


def test_every_head_says_what_it_says_in_torch(net: Net) -> None:
    """Of an article that goes through in windows; to five digits."""
    shown = tiny.article()
    assert len(shown.pieces) > 510
    found, expected = tiny.outputs(net, shown), read_arrays(FOLDER / "expected.npz")
    assert found.keys() == expected.keys()
    for name, each in expected.items():
        np.testing.assert_allclose(found[name], each, rtol=2e-4, atol=2e-4, err_msg=name)


@given(st.floats(-30, 30, width=32))
def test_the_error_function_is_the_one_of_the_standard_library(x: float) -> None:
    """To the last digits of a float32, on both sides of where it ends in 1."""
    assert float(erf(np.asarray([x], np.float32))[0]) == pytest.approx(math.erf(x), abs=5e-7)


def test_many_rows_are_as_one_by_one() -> None:
    """They are worked on in parts."""
    rows = np.random.default_rng(0).normal(size=(150, 3)).astype(np.float32)
    assert np.array_equal(gelu(rows), np.concatenate([gelu(row[None]) for row in rows]))
