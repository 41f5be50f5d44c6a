"""Faults of the store of answers: what its users see (cases 22 to 25, 32)."""

import os
import pickle
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import diskcache
import pytest
from pydantic import create_model

from app.core.metrics import Counts
from app.llm.asking import ExtractionSpec, Message, Question, question_key
from app.store import disk
from app.store.disk import FORMAT, DiskAnswers
from tests.fakes.openai_server import FakeOpenAI
from tests.faults.endpoint import good, numbered, opened, read, settings

MIB = 1 << 20
KEY = "0" * 64


@pytest.fixture
def server() -> Iterator[FakeOpenAI]:
    with FakeOpenAI(good) as server:
        yield server


def database(folder: Path) -> Path:
    return folder / "answers" / "v1" / "cache.db"


def overwrite(path: Path, first: int, last: int) -> None:
    with path.open("r+b") as file:
        file.seek(first)
        file.write(b"\xa5" * (min(last, path.stat().st_size) - first))


def overwrite_header(folder: Path) -> None:
    overwrite(database(folder), 0, 100)


def overwrite_pages(folder: Path) -> None:
    overwrite(database(folder), 4096, 1 << 30)


def cut_in_half(folder: Path) -> None:
    os.truncate(database(folder), database(folder).stat().st_size // 2)


def change_a_value(folder: Path) -> None:
    with closing(sqlite3.connect(database(folder))) as connection, connection:
        connection.execute("UPDATE Cache SET value = CAST(replace(CAST(value AS TEXT), 'Kano', 'Gaza') AS BLOB)")


class Bomb:
    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (self.path,)


def plant_pickle(folder: Path) -> None:
    with closing(sqlite3.connect(database(folder))) as connection, connection:
        connection.execute("UPDATE Cache SET mode = 4, value = ?", (pickle.dumps(Bomb(str(folder / "ran"))),))


@pytest.mark.parametrize("damage", [overwrite_header, overwrite_pages, cut_in_half, change_a_value, plant_pickle])
async def test_a_damaged_store_is_a_miss_put_aside_and_begun_anew(
    server: FakeOpenAI, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    """Cases 22 and 32: the article is answered, the old store lies beside, the new one keeps; no pickle runs."""
    chosen = settings(server, tmp_path)
    async with opened(chosen) as service:
        whole = await service.summarize(read())
    damage(tmp_path)
    async with opened(chosen) as service:
        anew, again = [await service.summarize(read()) for _ in range(2)]
        counted = service.counts.read()
    assert (anew.provenance.cached, again.provenance.cached) == (False, True)
    assert anew.incidents == again.incidents == whole.incidents
    assert (tmp_path / "answers" / "v1.damaged").is_dir()
    assert counted["store_damaged"] == 1
    assert not (tmp_path / "ran").exists()


def test_only_str_and_bytes_go_in_and_only_the_user_may_look(tmp_path: Path) -> None:
    """Case 32: str keys, bytes values, a digest over both, no pickle; folder 0700."""
    with closing(DiskAnswers(tmp_path, MIB)) as answers:
        answers.put(KEY, "kept")
    with closing(sqlite3.connect(tmp_path / "v1" / "cache.db")) as connection:
        ((key, mode, value),) = connection.execute("SELECT key, mode, value FROM Cache").fetchall()
    assert (key, mode) == (KEY, 1)
    assert value.startswith(FORMAT + b" ")
    assert value.endswith(b"\nkept")
    assert not any(part in value for part in (b"\x80\x04", b"\x80\x05"))
    assert (tmp_path / "v1").stat().st_mode & 0o777 == 0o700


async def test_the_answer_is_served_when_the_disk_is_full_and_a_count_rises(
    server: FakeOpenAI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 23."""

    def refuse(*_: object, **__: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(diskcache.Cache, "set", refuse)
    async with opened(settings(server, tmp_path)) as service:
        assert (await service.summarize(read())).incidents
    assert service.counts.read() == {"store_writes_dropped": 1}


FULL = """
import resource, sys
from pathlib import Path
from app.core.metrics import Counts
from app.store.disk import DiskAnswers
counts = Counts()
answers = DiskAnswers(Path(sys.argv[1]), 1 << 30, counts)
answers.put("early", "kept")
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
for number in range(40):
    answers.put(str(number), "x" * 100_000)
print(answers.get("early"), counts.read().get("store_writes_dropped", 0), counts.read().get("store_damaged", 0))
"""


def test_a_disk_that_takes_no_more_drops_writes_and_nothing_else(tmp_path: Path) -> None:
    """Case 23: the kernel refuses each file beyond 1 MiB, in the middle of what SQLite writes."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    early, dropped, damaged = done.stdout.split()
    assert (early, damaged) == ("kept", "0")
    assert int(dropped) > 20


async def test_a_locked_store_costs_a_fifth_of_a_second_and_the_write(server: FakeOpenAI, tmp_path: Path) -> None:
    """Case 24: the write is dropped and counted, the answer served, what was kept still read."""
    async with opened(settings(server, tmp_path)) as service:
        kept = await service.summarize(read())
        with closing(sqlite3.connect(database(tmp_path), isolation_level=None)) as writer:
            writer.execute("BEGIN EXCLUSIVE")
            began = time.monotonic()
            assert (await service.summarize(read(numbered(1)))).incidents
            assert (await service.summarize(read())).incidents == kept.incidents
            took_s = time.monotonic() - began
        counted = service.counts.read()
    assert counted == {"store_writes_dropped": 1}
    assert took_s < 0.2 + 0.8  # the second number is for the machine: reading, asking, answering twice


def test_a_put_waits_at_most_a_fifth_of_a_second_for_the_lock(tmp_path: Path) -> None:
    """Case 24, the store alone."""
    counts = Counts()
    with closing(DiskAnswers(tmp_path, MIB, counts)) as answers:
        answers.put(KEY, "kept")
        with closing(sqlite3.connect(tmp_path / "v1" / "cache.db", isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            began = time.monotonic()
            answers.put(KEY, "dropped")
            took_s = time.monotonic() - began
        assert answers.get(KEY) == "kept"
    assert counts.read() == {"store_writes_dropped": 1}
    assert took_s < 0.2 + 0.2  # the second number is for a busy machine


def test_opening_waits_at_most_a_fifth_of_a_second_for_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 24: diskcache alone waits a minute for each statement, and that on the event loop when it begins anew."""
    monkeypatch.setattr(disk, "OPENING_S", 0.2)
    DiskAnswers(tmp_path, MIB).close()
    with closing(sqlite3.connect(tmp_path / "v1" / "cache.db", isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        with closing(DiskAnswers(tmp_path, MIB)) as answers:
            answers.put(KEY, "dropped")
            assert answers.get(KEY) is None
        assert time.monotonic() - began < 0.2 + 0.8  # the second number is for a busy machine
    assert not (tmp_path / "v1.damaged").exists()


WRITER = """
import os, sys
from pathlib import Path
from app.store.disk import DiskAnswers
for line in sys.stdin:
    if child := os.fork():
        os.waitpid(child, 0)
        continue
    answers = DiskAnswers(Path(sys.argv[1]), 1 << 30)
    for number in range(10**9):
        answers.put(f"{number % 50}", f"{number % 50}:" + "x" * (number % 9000))
        if number == 50:
            print(os.getpid(), flush=True)
"""


def test_a_kill_in_the_middle_of_writes_leaves_no_torn_entry(tmp_path: Path) -> None:
    """Case 25: SIGKILL, 20 times, at random moments; each entry is whole, and the store was never damaged."""
    chance = random.Random(25)  # noqa: S311  not for a secret
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdin
        assert program.stdout
        for _ in range(20):
            print("go", file=program.stdin, flush=True)
            child = int(program.stdout.readline())
            time.sleep(chance.uniform(0, 0.05))
            os.kill(child, signal.SIGKILL)
        program.stdin.close()
        assert program.wait(30) == 0
    counts = Counts()
    with closing(DiskAnswers(tmp_path, 1 << 30, counts)) as answers:
        kept = {str(number): answers.get(str(number)) for number in range(50)}
        answers.put("after", "kept")
        assert answers.get("after") == "kept"
    assert sum(text is not None for text in kept.values()) == 50
    assert all(text == f"{key}:" + "x" * (len(text) - len(key) - 1) for key, text in kept.items() if text is not None)
    assert not counts.read()
    assert not (tmp_path / "v1.damaged").exists()


def test_an_entry_is_bound_to_its_schema_and_its_format(tmp_path: Path) -> None:
    """Case 25: another schema is another key, another format a miss and no damage."""
    spec = ExtractionSpec("model", "h", "m", "json_schema", "incident/v1")
    one, other = create_model("Record", said=(str, ...)), create_model("Record", said=(int, ...))
    messages = (Message("user", "An article."),)
    assert question_key(spec, Question(messages, one, 64)) != question_key(spec, Question(messages, other, 64))
    counts = Counts()
    with closing(DiskAnswers(tmp_path, MIB, counts)) as answers:
        answers.put(KEY, "kept")
        with closing(sqlite3.connect(tmp_path / "v1" / "cache.db")) as connection, connection:
            connection.execute("UPDATE Cache SET value = ?", (b"0 an older format",))
        assert answers.get(KEY) is None
    assert not counts.read()
