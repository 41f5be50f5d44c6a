"""`sitrep backfill` from a shell, Ray and all: what it says, its exit code, and what it asks when it is begun again."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.app.backfill.made import failures, kept
from tests.fakes import archive
from tests.fakes.openai_server import FakeOpenAI, Json, Misbehaviour, Said

pytestmark = [
    pytest.mark.ray,
    pytest.mark.timeout(400),
    pytest.mark.skipif(find_spec("ray") is None, reason="ray is not installed: pip install 'sitrep[ray]'"),
]
ROOT = Path(__file__).parents[2]


class Endpoint:
    """Answers, refuses some, or refuses all."""

    def __init__(self) -> None:
        self.refuses: Callable[[int], bool] = archive.fails

    def __call__(self, request: Json) -> Said:
        refused = self.refuses(archive.asked_number(request))
        return Misbehaviour.REFUSE if refused else json.dumps(archive.NOTHING)


@pytest.fixture
def endpoint() -> Endpoint:
    return Endpoint()


@pytest.fixture
def server(endpoint: Endpoint) -> Iterator[FakeOpenAI]:
    with FakeOpenAI(endpoint) as server:
        yield server


@pytest.fixture
def short() -> Iterator[str]:
    """A folder for Ray, whose sockets' paths may have 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="ray-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        yield folder


def begun(folder: Path, server: FakeOpenAI, ray: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """The command, begun in a folder."""
    settings = {
        "SITREP_LLM_BASE_URL": server.base_url,
        "SITREP_LLM_MODEL": "fake",
        "SITREP_LLM_ATTEMPTS": "1",
        "SITREP_CACHE_DIR": str(folder / "answers"),
        "SITREP_CACHE_MAX_AGE_DAYS": "0",
        "PYTHONPATH": str(ROOT),
        "RAY_TMPDIR": ray,
    }
    command = (sys.executable, "-m", "app.cli", "backfill", *arguments)
    return subprocess.run(
        command, cwd=folder, env=os.environ | settings, capture_output=True, text=True, check=False, timeout=300
    )


def asked(server: FakeOpenAI) -> set[int]:
    """The numbers of the articles that were asked about since this was looked at."""
    numbers = set(archive.asked(server))
    server.calls.clear()
    return numbers


def test_an_archive_of_parquet_by_a_glob_begun_three_times(
    tmp_path: Path, server: FakeOpenAI, endpoint: Endpoint, short: str
) -> None:
    """Exit code 4 while there is a failure, also where the run met none; tried again, 0. What is done is not asked."""
    (tmp_path / "in").mkdir()
    rows = [{"id": number, "text": archive.text(number)} for number in range(30)]
    parquet.write_table(pa.Table.from_pylist(rows[:20]), tmp_path / "in" / "a.parquet")
    parquet.write_table(pa.Table.from_pylist(rows[20:]), tmp_path / "in" / "b.parquet")
    (tmp_path / "in" / "other.jsonl").write_text('{"id": 99, "text": "Not of the glob."}\n')
    first = begun(tmp_path, server, short, "in/*.parquet", "out")
    assert (first.returncode, "29 records and 1 failures" in first.stdout, len(asked(server))) == (4, True, 30), first
    again = begun(tmp_path, server, short, "in/*.parquet", "out")
    assert (again.returncode, "30 there before" in again.stdout, asked(server)) == (4, True, set()), again
    endpoint.refuses = lambda _: False
    last = begun(tmp_path, server, short, "in/*.parquet", "out", "--retry-failed")
    assert (last.returncode, asked(server)) == (0, {25}), last
    assert (len(kept(tmp_path / "out")), failures(tmp_path / "out")) == (30, [])


def test_where_all_failed_all_is_tried_again_also_within_the_folder_of_the_archive(
    tmp_path: Path, server: FakeOpenAI, endpoint: Endpoint, short: str
) -> None:
    """Twice. What the runs before wrote there is not read as articles."""
    archive.write_archive(tmp_path / "in", 10, 2)
    for well, code in ((False, 4), (False, 4), (True, 0)):
        endpoint.refuses = (lambda _: False) if well else (lambda _: True)
        done = begun(tmp_path, server, short, "in", "in/out", "--retry-failed")
        assert (done.returncode, asked(server)) == (code, set(range(10))), done
    assert (len(kept(tmp_path / "in" / "out")), failures(tmp_path / "in" / "out")) == (10, [])


def test_ray_that_cannot_be_started_is_told(tmp_path: Path, server: FakeOpenAI) -> None:
    """In a line, with what helps."""
    archive.write_archive(tmp_path / "in", 1, 1)
    done = begun(tmp_path, server, str(tmp_path / ("long" * 30)), "in", "out")
    assert (done.returncode, "RAY_TMPDIR" in done.stderr, "Traceback" in done.stderr) == (2, True, False), done
