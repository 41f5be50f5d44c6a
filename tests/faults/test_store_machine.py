"""The store of answers under any order of writes, reads, restarts, damage, locks and full disks."""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, precondition, rule

from app.store import disk
from app.store.disk import DiskAnswers

KEYS = st.sampled_from([f"{digit}" * 64 for digit in "0123"])
TEXTS = st.text(st.characters(), max_size=2000)


class StoreMachine(RuleBasedStateMachine):
    """What is read is what was last put under the key, or nothing; and what is put is read, unless something befell it.

    `known` is what must be there, `perhaps` what may be: both by key. `sound`: nothing has befallen it.
    """

    locks = Bundle("locks")

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.known: dict[str, str] = {}
        self.perhaps: dict[str, set[str]] = {}
        self.locked = 0
        self.sound = True
        self.answers = DiskAnswers(self.folder, 1 << 24)

    def teardown(self) -> None:
        self.answers.close()
        shutil.rmtree(self.folder)

    @property
    def database(self) -> Path:
        return self.folder / "v1" / "cache.db"

    def forget(self) -> None:
        """From now on nothing must be there, and all that was may be."""
        for key, text in self.known.items():
            self.perhaps.setdefault(key, set()).add(text)
        self.known = {}
        self.sound = False

    @rule(key=KEYS, text=TEXTS)
    def put(self, key: str, text: str) -> None:
        self.answers.put(key, text)
        old = self.known.pop(key, None)
        if self.locked or not self.sound:  # dropped, or the write that notices the damage
            self.perhaps.setdefault(key, set()).update({text} if old is None else {text, old})
        else:
            self.known[key] = text

    @rule(key=KEYS)
    def get(self, key: str) -> None:
        found = self.answers.get(key)
        if key in self.known:
            assert found == self.known[key]
        assert found is None or found == self.known.get(key) or found in self.perhaps.get(key, set())

    @rule()
    def restart(self) -> None:
        self.answers.close()
        if self.locked:
            self.forget()  # it may not be opened in time
        self.answers = DiskAnswers(self.folder, 1 << 24)

    @rule(share=st.floats(0, 1), garbage=st.binary(min_size=1, max_size=200))
    def overwrite(self, share: float, garbage: bytes) -> None:
        self.answers.close()
        if self.database.exists():
            with self.database.open("r+b") as file:
                file.seek(int(share * self.database.stat().st_size))
                file.write(garbage)
        self.forget()
        self.answers = DiskAnswers(self.folder, 1 << 24)

    @rule(share=st.floats(0, 1))
    def cut(self, share: float) -> None:
        self.answers.close()
        if self.database.exists():
            os.truncate(self.database, int(share * self.database.stat().st_size))
        self.forget()
        self.answers = DiskAnswers(self.folder, 1 << 24)

    @precondition(lambda self: self.database.exists())
    @rule(value=st.binary(max_size=100), mode=st.integers(1, 4))
    def plant(self, value: bytes, mode: int) -> None:
        with closing(sqlite3.connect(self.database, timeout=0)) as connection, suppress(sqlite3.Error), connection:
            connection.execute("UPDATE Cache SET value = ?, mode = ?", (value, mode))
        self.forget()

    @rule()
    def take_away(self) -> None:
        shutil.rmtree(self.folder / "v1", ignore_errors=True)
        self.forget()

    @precondition(lambda self: self.database.exists())
    @rule(target=locks)
    def lock(self) -> sqlite3.Connection | None:
        connection = sqlite3.connect(self.database, timeout=0, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error:
            connection.close()
            return None
        self.locked += 1
        return connection

    @rule(connection=consumes(locks))
    def unlock(self, connection: sqlite3.Connection | None) -> None:
        if connection is not None:
            connection.close()
            self.locked -= 1

    @invariant()
    def it_is_for_its_user_alone(self) -> None:
        folder = self.folder / "v1"
        assert not folder.exists() or folder.stat().st_mode & 0o077 == 0


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "LOCK_TIMEOUT_S", 0.01)
    monkeypatch.setattr(disk, "OPENING_S", 0.02)


StoreMachine.TestCase.settings = settings(max_examples=20, stateful_step_count=15, deadline=None)
TestStoreMachine = StoreMachine.TestCase
