"""What killed runs left is put in order."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.backfill import table
from app.backfill.files import FAILURES, UNFINISHED, Folder
from app.backfill.register import Register
from app.backfill.settle import settle
from app.bulk.sources import SourceError
from app.core.errors import ModelRefused
from tests.app.backfill.made import Model, chunk, failures, kept, work


async def written(folder: Path, *rows: str, failing: str = "") -> None:
    """What a chunk of these ids leaves, where one of them fails."""
    failure = {f"article {failing}.": ModelRefused("no")} if failing else {}
    await work(folder, Model(dict(failure))).over(chunk(*rows))


def settled(folder: Path, *, retry: bool = False) -> tuple[tuple[int, int], Callable[[str], bool]]:
    """How many records and failures there are, and which ids are done."""
    register = Register(":memory:")
    counts = settle(Folder(str(folder)), register, forget_failures=retry)
    return counts, lambda identity: register.are_done([identity])[0]


def test_an_empty_folder_has_nothing(tmp_path: Path) -> None:
    assert settled(tmp_path)[0] == (0, 0)


async def test_records_and_failures_are_done(tmp_path: Path) -> None:
    """Where failures are to be tried again, they alone are not."""
    await written(tmp_path, "a", "b", failing="b")
    counts, is_done = settled(tmp_path)
    assert (counts, is_done("a"), is_done("b"), is_done("c")) == ((1, 1), True, True, False)
    counts, is_done = settled(tmp_path, retry=True)
    assert (counts, is_done("a"), is_done("b")) == ((1, 1), True, False)


async def test_failures_that_no_file_of_records_names_are_taken_away(tmp_path: Path) -> None:
    """Their chunk was killed between the two."""
    await written(tmp_path, "a", "b", failing="b")
    Folder(str(tmp_path)).write(f"{FAILURES}/20240101T000000-00.parquet", table.failed([]))
    (tmp_path / f".part.parquet{UNFINISHED}").write_bytes(b"half")
    settled(tmp_path)
    assert failures(tmp_path) == [("b",)]
    assert len(list((tmp_path / FAILURES).iterdir())) == 1
    assert not Folder(str(tmp_path)).names("", UNFINISHED)


async def test_a_failure_that_has_become_a_record_is_none(tmp_path: Path) -> None:
    await written(tmp_path, "a", "b", failing="b")
    await written(tmp_path, "b", "c")
    assert settled(tmp_path)[0] == (3, 0)
    assert (kept(tmp_path), failures(tmp_path)) == ([("a",), ("b",), ("c",)], [])


async def test_of_two_failures_of_one_article_the_newer_stays(tmp_path: Path) -> None:
    """It was tried again, and failed again; whether the next run tries again or not."""
    await written(tmp_path, "a", "b", failing="b")
    await written(tmp_path, "b", "c", failing="b")
    for retry in (True, False):
        assert settled(tmp_path, retry=retry)[0] == (2, 1)
    assert failures(tmp_path) == [("b",)]


async def test_an_id_that_two_files_have_is_there_once_afterwards(tmp_path: Path) -> None:
    """As where an actor of a killed run was not quite dead; the other rows, and the failures, stand."""
    await written(tmp_path, "a", "b", "x", failing="x")
    await written(tmp_path, "b", "c", "y", failing="y")
    assert settled(tmp_path)[0] == (3, 2)
    assert (kept(tmp_path), failures(tmp_path)) == ([("a",), ("b",), ("c",)], [("x",), ("y",)])
    assert settled(tmp_path)[0] == (3, 2)


@pytest.mark.parametrize("content", [b"no Parquet", table.written([{"x": "y"}], {"x": "string"})])
def test_a_file_of_somebody_else_s_is_an_error(tmp_path: Path, content: bytes) -> None:
    """And it is left as it is."""
    (tmp_path / "part-of-another.parquet").write_bytes(content)
    with pytest.raises(SourceError, match="no file of a backfill"):
        settled(tmp_path)
    assert (tmp_path / "part-of-another.parquet").read_bytes() == content
