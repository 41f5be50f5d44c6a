"""A large file, cut and put together elsewhere."""

from pathlib import Path

import pytest

from training.pieces import INCOMPLETE, cut, main, put

WHOLE = bytes(range(256)) * 10


@pytest.fixture
def pieces(tmp_path: Path) -> Path:
    tmp_path.joinpath("whole").write_bytes(WHOLE)
    assert cut(tmp_path / "whole", tmp_path / "pieces", 1000) == 3
    return tmp_path / "pieces"


def only(pieces: Path, *numbers: str) -> Path:
    """A folder with the manifest and some of the pieces, as one call carries it."""
    folder = pieces.with_name("call")
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name in ("pieces.json", *numbers):
        folder.joinpath(name).write_bytes(pieces.joinpath(name).read_bytes())
    return folder


def test_pieces_in_any_order_and_any_number_of_calls_are_the_file(pieces: Path, tmp_path: Path) -> None:
    target = tmp_path / "again"
    assert put(only(pieces, "002"), target) == [0, 1]
    assert put(only(pieces, "000"), target) == [1]
    assert put(only(pieces, "001", "002"), target) == []
    assert target.read_bytes() == WHOLE


def test_a_damaged_piece_is_refused(pieces: Path, tmp_path: Path) -> None:
    pieces.joinpath("001").write_bytes(b"other")
    with pytest.raises(ValueError, match="damaged"):
        put(pieces, tmp_path / "again")


def test_a_file_that_was_changed_between_calls_is_not_taken_for_whole(pieces: Path, tmp_path: Path) -> None:
    target = tmp_path / "again"
    put(only(pieces, "000", "001"), target)
    target.write_bytes(b"x" + target.read_bytes()[1:])
    with pytest.raises(ValueError, match="not the file"):
        put(only(pieces, "002"), target)


def test_the_exit_code_says_whether_all_are_there(pieces: Path, tmp_path: Path) -> None:
    target = str(tmp_path / "again")
    assert main(["put", str(only(pieces, "000")), target]) == INCOMPLETE
    assert main(["put", str(pieces), target]) == 0
