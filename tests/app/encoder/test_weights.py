"""The file of an encoder."""

from pathlib import Path

import numpy as np
import pytest

from app.core.errors import ModelFileError
from app.encoder.layers import Weights, scale_name
from app.encoder.weights import read_arrays


def test_rows_of_whole_numbers_are_those_of_the_whole_matrix() -> None:
    """A table may stay as it is kept."""
    kept = {"a": np.asarray([[-127, 0], [3, 4], [1, 2]], np.int8), scale_name("a"): np.asarray([0.1, 0.5, 2.0])}
    weights = Weights(kept)
    assert weights.rows("a", np.asarray([2, 1])).tolist() == [[2.0, 4.0], [1.5, 2.0]]
    assert np.array_equal(weights("a")[[2, 1]], weights.rows("a", np.asarray([2, 1])))


@pytest.mark.parametrize("content", [b"", b"PK no archive", b"some text"])
def test_what_is_no_file_of_arrays_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    """Whatever it is."""
    (tmp_path / "a.npz").write_bytes(content)
    with pytest.raises(ModelFileError, match="no file of an encoder"):
        read_arrays(tmp_path / "a.npz")
