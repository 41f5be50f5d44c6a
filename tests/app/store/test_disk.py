"""Answers survive the process, and whatever happens to the folder no call raises."""

import logging
import os
import pickle
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.store.disk import BytesDisk, Damaged, DiskAnswers
from app.store.shelf import Answers

MIB = 1 << 20
KEY = "0" * 64


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "answers"


@pytest.fixture
def answers(folder: Path) -> Iterator[DiskAnswers]:
    with closing(DiskAnswers(folder, MIB)) as answers:
        yield answers


def change(folder: Path, statement: str, *values: Any) -> None:
    """Do to the database what no Sitrep would."""
    with closing(sqlite3.connect(folder / "v1" / "cache.db")) as connection, connection:
        assert connection.execute(statement, values).rowcount == 1


def test_what_was_put_is_got_and_nothing_else(answers: DiskAnswers) -> None:
    answers.put(KEY, '{"a": 1}')
    answers.put(KEY, '{"a": 2}')
    assert answers.get(KEY) == '{"a": 2}'
    assert answers.get("1" * 64) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(text=st.text(st.characters()))
def test_any_text_comes_back_as_it_was(answers: DiskAnswers, text: str) -> None:
    answers.put(KEY, text)
    assert answers.get(KEY) == text


def test_answers_outlive_the_process_that_put_them(folder: Path, answers: Answers) -> None:
    answers.put(KEY, "kept")
    with closing(DiskAnswers(folder, MIB)) as later:
        assert later.get(KEY) == "kept"


def test_only_the_user_may_read_them(folder: Path, answers: Answers) -> None:
    assert (folder / "v1").stat().st_mode & 0o777 == 0o700


def test_the_oldest_are_given_up_when_the_size_is_reached(folder: Path, answers: Answers) -> None:
    for number in range(300):
        answers.put(str(number), "x" * 10_000)
    assert answers.get("299") is not None
    assert answers.get("0") is None
    assert (folder / "v1" / "cache.db").stat().st_size < 1.5 * MIB


def test_reading_writes_nothing(folder: Path, answers: Answers) -> None:
    answers.put(KEY, "kept")
    with closing(sqlite3.connect(folder / "v1" / "cache.db")) as connection:
        before = connection.execute("PRAGMA data_version").fetchone()
        answers.get(KEY)
        assert connection.execute("PRAGMA data_version").fetchone() == before


# Damage


def plant_pickle(folder: Path) -> None:
    """CVE-2025-69872: diskcache would run this on reading it."""
    code = pickle.dumps(Bomb(str(folder / "ran")))
    change(folder, "UPDATE Cache SET mode = 4, value = ?", code)


class Bomb:
    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (self.path,)


def plant_file(folder: Path) -> None:
    change(folder, "UPDATE Cache SET mode = 2, value = NULL, filename = '../../secret'")


def change_digit(folder: Path) -> None:
    change(folder, "UPDATE Cache SET value = CAST(replace(CAST(value AS TEXT), 'dead', 'died') AS BLOB)")


def make_text(folder: Path) -> None:
    change(folder, "UPDATE Cache SET value = 'not bytes'")


def drop_table(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "v1" / "cache.db")) as connection:
        connection.execute("DROP TABLE Cache")


def overwrite_pages(folder: Path) -> None:
    for name in ("cache.db", "cache.db-wal"):
        path = folder / "v1" / name
        if path.exists():
            path.write_bytes(b"\x00garbage\xff" * (path.stat().st_size // 9 + 1))


ROWS = [plant_pickle, plant_file, change_digit, make_text]


@pytest.mark.parametrize(
    ("damage", "reopen"),
    [*((damage, reopen) for damage in ROWS for reopen in (False, True)), (drop_table, False), (overwrite_pages, True)],
)
def test_damage_is_a_miss_put_aside_and_begun_anew(
    folder: Path, damage: Callable[[Path], None], reopen: bool, caplog: pytest.LogCaptureFixture
) -> None:
    answers = DiskAnswers(folder, MIB)
    answers.put(KEY, '{"said": "two dead"}')
    if reopen:
        answers.close()
    damage(folder)
    if reopen:
        answers = DiskAnswers(folder, MIB)
    assert answers.get(KEY) is None
    answers.put(KEY, "new")
    assert answers.get(KEY) == "new"
    answers.close()
    assert (folder / "v1.damaged" / "cache.db").exists()
    assert "begun anew" in caplog.text
    assert "dead" not in caplog.text
    assert not (folder / "ran").exists()


def test_an_answer_under_anothers_key_is_damage(folder: Path, answers: Answers) -> None:
    answers.put("mine", "yes")
    answers.put("other", "no")
    change(folder, "UPDATE Cache SET value = (SELECT value FROM Cache WHERE key = 'other') WHERE key = 'mine'")
    assert answers.get("mine") is None


def test_a_full_disk_drops_the_write_and_keeps_the_rest(
    folder: Path, answers: DiskAnswers, caplog: pytest.LogCaptureFixture
) -> None:
    answers.put(KEY, "kept")
    pages = answers._cache._sql("PRAGMA page_count").fetchone()[0]
    answers._cache._sql(f"PRAGMA max_page_count = {pages}")  # SQLite then says SQLITE_FULL, as on a full disk
    answers.put("1" * 64, "x" * 100_000)
    assert answers.get("1" * 64) is None
    assert answers.get(KEY) == "kept"
    assert "does not work (OperationalError)" in caplog.text


def test_what_cannot_be_begun_anew_keeps_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def deny(*_: object) -> None:
        raise PermissionError

    with closing(DiskAnswers(folder, MIB)) as answers:
        answers.put(KEY, "kept")
        make_text(folder)
        monkeypatch.setattr(Path, "rename", deny)
        assert answers.get(KEY) is None
        answers.put(KEY, "new")
        assert answers.get(KEY) is None
    assert "no answers are kept until the next start" in caplog.text


def test_one_damaged_folder_is_kept_at_most(folder: Path) -> None:
    for _ in range(3):
        with closing(DiskAnswers(folder, MIB)) as answers:
            answers.put(KEY, "kept")
            make_text(folder)
            assert answers.get(KEY) is None
    assert sorted(path.name for path in folder.iterdir()) == ["v1", "v1.damaged"]


def test_an_eviction_deletes_no_file_that_a_row_names(tmp_path: Path, folder: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("precious")
    with closing(DiskAnswers(folder, MIB)) as answers:
        answers.put(KEY, "kept")
        change(folder, "UPDATE Cache SET filename = '../../secret', store_time = 0")
        for number in range(300):
            answers.put(str(number), "x" * 10_000)
    assert secret.exists()


def test_the_format_of_another_version_is_a_miss_without_damage(folder: Path, answers: Answers) -> None:
    answers.put(KEY, "kept")
    change(folder, "UPDATE Cache SET value = ?", b"2 something new")
    assert answers.get(KEY) is None
    assert not (folder / "v1.damaged").exists()


def test_a_folder_that_is_no_folder_keeps_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    with closing(DiskAnswers(file, MIB)) as answers:
        answers.put(KEY, "kept")
        assert answers.get(KEY) is None
    assert "does not work" in caplog.text
    assert file.read_text() == "mine"


def test_a_folder_taken_away_is_begun_anew(folder: Path, answers: Answers) -> None:
    answers.put(KEY, "kept")
    (folder / "v1").rename(folder / "gone")
    answers.put(KEY, "dropped")  # notices
    answers.put(KEY, "new")
    assert answers.get(KEY) == "new"
    assert (folder / "v1" / "cache.db").exists()
    assert not (folder / "v1.damaged").exists()


def test_a_sound_database_that_another_process_began_is_not_put_aside(folder: Path, answers: Answers) -> None:
    answers.put(KEY, "kept")
    (folder / "v1").rename(folder / "gone")
    with closing(DiskAnswers(folder, MIB)) as other:
        other.put("other", "kept")
        answers.put(KEY, "new")  # notices
        assert answers.get("other") == "kept"


# Other processes


def test_a_write_does_not_wait_long_for_another_process(
    folder: Path, answers: Answers, caplog: pytest.LogCaptureFixture
) -> None:
    answers.put(KEY, "kept")
    with closing(sqlite3.connect(folder / "v1" / "cache.db", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        answers.put(KEY, "dropped")
        assert time.monotonic() - started < 1.0
        assert answers.get(KEY) == "kept"  # readers do not wait at all
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert not (folder / "v1.damaged").exists()


@pytest.mark.parametrize("processes", [3])
def test_processes_share_one_folder(folder: Path, processes: int) -> None:
    program = (
        "import sys; from pathlib import Path; from app.store.disk import DiskAnswers\n"
        "answers = DiskAnswers(Path(sys.argv[1]), 1 << 20)\n"
        "for number in range(50): answers.put(f'{sys.argv[2]}-{number}', 'x')\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, folder, str(name)]) for name in range(processes)]
    assert [process.wait(30) for process in running] == [0] * processes
    with closing(DiskAnswers(folder, MIB)) as answers:
        kept = sum(answers.get(f"{name}-{number}") == "x" for name in range(processes) for number in range(50))
    assert kept == 50 * processes


# The disk


@pytest.mark.parametrize("key", [1, b"bytes", ("a",), None])
def test_only_str_is_a_key(key: object) -> None:
    with pytest.raises(TypeError):
        BytesDisk("unused").put(key)
    with pytest.raises(Damaged):
        BytesDisk("unused").get(key, True)


@pytest.mark.parametrize("value", [1, "text", ["list"], None])
def test_only_bytes_are_a_value(value: object) -> None:
    with pytest.raises(TypeError):
        BytesDisk("unused").store(value, False)
    with pytest.raises(Damaged):
        BytesDisk("unused").fetch(1, None, value, False)


def test_after_closing_nothing_is_kept(folder: Path) -> None:
    answers = DiskAnswers(folder, MIB)
    answers.close()
    answers.put(KEY, "lost")
    assert answers.get(KEY) is None


GROWTH = """
import sys
from pathlib import Path
from app.store.disk import DiskAnswers

def resident_kib():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("RssAnon"))

def put(numbers):
    for number in numbers:
        answers.put(f"{number:064}", "x" * 1000)

answers = DiskAnswers(Path(sys.argv[1]), 1 << 30)
put(range(1500))
before = resident_kib()
put(range(1500, 4500))
print(resident_kib() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads proc(5)")
def test_memory_does_not_grow_with_what_was_put(folder: Path) -> None:
    """diskcache alone keeps up to 32 MiB of the database for each thread: 4 MiB after as many."""
    grown = subprocess.run([sys.executable, "-c", GROWTH, str(folder)], check=True, capture_output=True, text=True)
    assert int(grown.stdout) < 1024
