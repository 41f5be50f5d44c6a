"""Which article ids are done, and to which chunk each other one belongs: on disk, whatever their number."""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

DONE: Final = ""
"""In the place of the chunk of an id that is done."""
_KEY_BYTES: Final = 16
_CACHE_KIB: Final = 64 << 10


class Register:
    """Ids with their owners, in a file of SQLite; two registers may not write to one file at once.

    It is made anew by each run, from what is committed, so that nothing depends on its being kept.
    """

    def __init__(self, path: Path | str) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self._db.execute("PRAGMA synchronous = OFF")  # a machine that fails ends the run
        self._db.execute("CREATE TABLE IF NOT EXISTS ids (id BLOB PRIMARY KEY, chunk TEXT NOT NULL) WITHOUT ROWID")

    def claim(self, chunk: str, ids: Sequence[str]) -> list[str]:
        """Give to a chunk those of the ids that are nobody's yet, and say whose each one is: a chunk, or DONE.

        Asked again, as by an attempt that takes the place of one that was killed, it says the same.
        """
        keys = [_key(each) for each in ids]
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany("INSERT OR IGNORE INTO ids VALUES (?, ?)", [(key, chunk) for key in keys])
            return [self._owner(key) or DONE for key in keys]

    def add_done(self, ids: Iterable[str]) -> list[bool]:
        """Note ids that are done; of each, whether it was so for the first time."""
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            return [self._add(_key(each)) for each in ids]

    def _add(self, key: bytes) -> bool:
        return self._db.execute("INSERT OR IGNORE INTO ids VALUES (?, ?)", (key, DONE)).rowcount == 1

    def are_done(self, ids: Collection[str]) -> list[bool]:
        """Of each, whether it was noted as done."""
        return [self._owner(_key(each)) == DONE for each in ids]

    def _owner(self, key: bytes) -> str | None:
        row = self._db.execute("SELECT chunk FROM ids WHERE id = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _key(identity: str) -> bytes:
    return sha256(identity.encode()).digest()[:_KEY_BYTES]
