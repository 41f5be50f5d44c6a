"""Answers on disk, shared by the processes of one user. The only importer of diskcache.

diskcache unpickles what it finds (CVE-2025-69872, without a fixed release): here nothing is ever pickled or unpickled,
and nothing is kept in files beside the database, whose names a planted row could choose.
"""

import hashlib
import logging
import shutil
import sqlite3
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import diskcache

from app.core.metrics import Counts
from app.store.claims import claim_in, delete_in, owners_in, tag_of
from app.store.private import make_private
from app.store.replies import touch_mark

R = TypeVar("R")

LOCK_TIMEOUT_S = 0.2
"""Longest wait for another process's write; diskcache's own is 60 s, on the event loop."""
OPENING_S = 5.0
"""The same while the service starts, where nobody waits for an answer."""
FORMAT = b"1"
"""Of a stored value: FORMAT, space, SHA-256 of key and text in hex, line feed, text in UTF-8."""

LOCKED: Final = "database is locked"
"""SQLite's words, which diskcache compares."""
_DAMAGE = frozenset([sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR])
"""SQLite's words for a database that no longer is ours (the last: a table is missing); others are of the moment."""
_log = logging.getLogger(__name__)


class Damaged(Exception):
    """A row that this program cannot have written, or a database that is not where it was."""


class PromptCache(diskcache.Cache):  # type: ignore[misc] # diskcache has no types
    """Waits so many seconds for a lock while it is opened; diskcache alone waits 60 for each statement, by wall clock.

    Raises sqlite3.OperationalError when that was too short.
    """

    def __init__(self, folder: Path, opening_s: float, **settings: Any) -> None:
        self._open_until = time.monotonic() + opening_s
        super().__init__(str(folder), **settings)

    @property
    def _sql(self) -> Callable[..., sqlite3.Cursor]:
        sql = super()._sql

        def execute(*statement: Any) -> sqlite3.Cursor:
            try:
                cursor: sqlite3.Cursor = sql(*statement)
            except sqlite3.OperationalError as error:
                if str(error) != LOCKED or time.monotonic() <= self._open_until:
                    raise
                # In other words: where it reads these, diskcache tries a setting again for 60 s.
                late = sqlite3.OperationalError("the database is locked")
                late.sqlite_errorcode, late.sqlite_errorname = error.sqlite_errorcode, error.sqlite_errorname
                raise late from None
            return cursor

        return execute

    @property
    def _sql_retry(self) -> Callable[..., sqlite3.Cursor]:
        def execute(*statement: Any) -> sqlite3.Cursor:
            while True:
                try:
                    cursor: sqlite3.Cursor = self._sql(*statement)
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > self._open_until:
                        raise
                    time.sleep(0.01)
                else:
                    return cursor

        return execute


class BytesDisk(diskcache.Disk):  # type: ignore[misc] # diskcache has no types
    """Rows of str keys and bytes values inside the database, and no other kind in either direction."""

    def put(self, key: object) -> tuple[str, bool]:
        """The key as it is stored."""
        if type(key) is not str:
            raise TypeError("keys are str")
        return key, True

    def get(self, key: object, raw: object) -> str:
        """The key of a row."""
        if type(key) is not str or not raw:
            raise Damaged("a key that is not str")
        return key

    def store(self, value: object, read: object, **_: object) -> tuple[int, int, None, bytes]:
        """The value as it is stored: its size counts on the database's, so 0 here."""
        if type(value) is not bytes or read:
            raise TypeError("values are bytes")
        return 0, diskcache.core.MODE_RAW, None, value

    def fetch(self, mode: object, filename: object, value: object, read: object) -> bytes:
        """The value of a row."""
        if mode != diskcache.core.MODE_RAW or filename is not None or type(value) is not bytes or read:
            raise Damaged("a value that is not bytes")
        return value

    def remove(self, _file_path: object) -> None:
        """Never needed: eviction removes the files of rows, and no row of ours has one."""
        raise Damaged("a row with a file")


@dataclass(frozen=True, slots=True)
class Erased:
    """How many texts were erased: of the article, and of no known one. `emptied`: SQLite's log holds none of them."""

    of_it: int
    unknown: int
    emptied: bool


class DiskAnswers:
    """`Answers` in a folder, up to a size in bytes, the oldest given up first. For one thread; processes may share it.

    Everything is in `v1/` inside, readable by this user alone. Damage is logged, and `v1/` renamed to `v1.damaged/`, in
    the place of an earlier one, for a new one; where that fails, too, nothing is kept until the next start. What finds
    the database busy, the disk full or the folder closed is logged, counted and dropped, or a miss.
    """

    def __init__(self, folder: Path, size_bytes: int, counts: Counts | None = None) -> None:
        self._counts = counts or Counts()
        self._folder = folder / "v1"
        self._size_bytes = size_bytes
        self._cache: Any = None
        self._inode: int | None = None
        try:
            self._open(OPENING_S)
        except Exception as error:  # noqa: BLE001 - a damaged database makes diskcache raise anything
            self._recover(error)

    def get(self, key: str) -> str | None:
        """The text put under this key; None: there is none, or it was damaged."""
        return self._guarded(lambda cache: _unsealed(key, cache.get(key)))

    def put(self, key: str, value: str) -> None:
        """Keep the text, in the place of an earlier one."""
        if self._guarded(lambda cache: self._write(cache, key, value)) is None:
            self._counts.add("store_writes_dropped")

    def claim(self, key: str, articles: Collection[str]) -> None:
        """Note that what lies under the key is of these articles, too. Writes only where that is new."""
        self._guarded(lambda cache: claim_in(cache, key, articles))

    def owners(self, key: str) -> frozenset[str]:
        """The articles that what lies under the key is of, by the beginning of their ids."""
        return self._guarded(lambda cache: owners_in(cache, key)) or frozenset()

    def erase(self, article: str) -> Erased | None:
        """Delete all that is of an article, and what is of no known one, which may be of it; damaged stores, too.

        What is deleted is overwritten in the database, and the log of its writes is cut to nothing. None: that failed,
        and nothing is certain.
        """
        erased = self._guarded(lambda cache: self._erase(cache, article))
        shutil.rmtree(self._damaged, ignore_errors=True)
        return None if self._damaged.exists() else erased

    def close(self) -> None:
        """Close the database; from now on nothing is kept."""
        if self._cache is not None:
            self._cache.close()
        self._cache = None

    def _erase(self, cache: Any, article: str) -> Erased:
        of_it, unknown = delete_in(cache, article)
        touch_mark(self._folder.parent)
        return Erased(of_it, unknown, emptied=_empty_log(cache))

    def _write(self, cache: Any, key: str, value: str) -> bool:
        if not self._is_in_place():  # SQLite would write on, into a file without a name
            raise Damaged("the database was taken away")
        with cache.transact():
            return bool(cache.set(key, _sealed(key, value), tag=tag_of(owners_in(cache, key))))

    def _guarded(self, use: Callable[[Any], R]) -> R | None:
        if self._cache is None:
            return None
        try:
            return use(self._cache)
        except Exception as error:  # noqa: BLE001 - a damaged database makes diskcache raise anything
            self._recover(error)
            return None

    def _recover(self, error: Exception) -> None:
        # Names only: SQLite's message can repeat a value.
        if _is_damage(error):
            self._renew(error)
        else:
            _log.warning("the answer store does not work (%s)", type(error).__name__)

    def _renew(self, error: Exception) -> None:
        self._counts.add("store_damaged")
        _log.warning("the answer store is damaged (%s) and begun anew", type(error).__name__)
        try:
            self.close()
            self._put_aside()
            self._open(LOCK_TIMEOUT_S)
        except Exception as again:  # noqa: BLE001 - as above
            self._cache = None
            _log.error("no answers are kept until the next start (%s)", type(again).__name__)

    def _put_aside(self) -> None:
        # Another process may have begun anew already: its database is sound and stays.
        if self._folder.exists() and (self._inode is None or self._is_in_place()):
            shutil.rmtree(self._damaged, ignore_errors=True)
            self._folder.rename(self._damaged)

    def _open(self, opening_s: float) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_private(self._folder)
        # All settings that matter, since those found in the database would otherwise go before diskcache's defaults.
        self._cache = PromptCache(
            self._folder,
            opening_s,
            timeout=LOCK_TIMEOUT_S,
            disk=BytesDisk,
            size_limit=self._size_bytes,
            cull_limit=10,
            eviction_policy="least-recently-stored",  # the others write on each get, which takes 14 times longer
            statistics=0,
            tag_index=0,
            sqlite_cache_size=256,  # pages: 1 MiB for each thread's connection, where diskcache grants 32
            sqlite_mmap_size=0,  # a file that shrinks under a memory map kills the process
            sqlite_secure_delete=1,  # what is replaced, given up or erased quotes articles: it is overwritten
        )
        self._inode = self._database.stat().st_ino

    def _is_in_place(self) -> bool:
        return self._database.exists() and self._database.stat().st_ino == self._inode

    @property
    def _damaged(self) -> Path:
        return self._folder.with_suffix(".damaged")

    @property
    def _database(self) -> Path:
        return self._folder / str(diskcache.core.DBNAME)


def _empty_log(cache: Any) -> bool:
    """Write SQLite's log into the database and cut it to nothing; False: another process still reads from it."""
    until = time.monotonic() + OPENING_S
    while cache._sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:  # noqa: SLF001 - busy, pages, pages done
        if time.monotonic() > until:
            return False
    return True


def _is_damage(error: Exception) -> bool:
    if isinstance(error, sqlite3.Error):
        # The low byte is the primary code, the others tell details; Python's own complaint, of a row, has none.
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF in _DAMAGE
    return not isinstance(error, (OSError, diskcache.Timeout))


def _sealed(key: str, text: str) -> bytes:
    body = text.encode(errors="surrogatepass")
    return b"%b %b\n%b" % (FORMAT, _digest(key, body), body)


def _unsealed(key: str, stored: bytes | None) -> str | None:
    if stored is None or not stored.startswith(FORMAT + b" "):  # nothing, or in the format of another version
        return None
    head, _, body = stored.partition(b"\n")
    if head != b"%b %b" % (FORMAT, _digest(key, body)):
        raise Damaged("a value with another digest")
    return body.decode(errors="surrogatepass")


def _digest(key: str, body: bytes) -> bytes:
    return hashlib.sha256(key.encode() + b"\n" + body).hexdigest().encode()
