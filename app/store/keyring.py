"""The file of API keys: read by the service, written by the `sitrep keys` command."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

from filelock import FileLock
from pydantic import ValidationError

from app.core.errors import KeysUnreadable
from app.keys import Key
from schemas.base import Frozen

State = tuple[int, int, int]
"""Of a file: inode, size in bytes, time of the last change in ns; another one means that it was written."""


class _File(Frozen):
    version: Literal[1] = 1
    keys: tuple[Key, ...] = ()


class KeyRing:
    """The keys in a file, which only its owner may read. What is written counts from the next request on.

    Beside it lies an empty file that says that a key was made here once, also when the keys are lost.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mark = path.with_name(f"{path.name}.made")
        self._state: State | None = None
        self._keys: tuple[Key, ...] = ()
        self._had_keys = False

    def keys(self) -> tuple[Key, ...]:
        """All keys, revoked ones too; none where there is no file. Raises KeysUnreadable."""
        try:
            state = self._stat()
            if state != self._state:
                self._keys = _File.model_validate_json(self._path.read_bytes()).keys if state else ()
                self._state = state
                self._note_keys()
        except (OSError, ValidationError) as error:
            # The name alone: pydantic's message repeats the file.
            raise KeysUnreadable(
                f"{self._path} cannot be read ({type(error).__name__})", outside="The service's keys cannot be read."
            ) from None
        return self._keys

    def had_keys(self) -> bool:
        """Whether a key was ever made here, as far as is known. Raises KeysUnreadable."""
        return self.look()[1]

    def look(self) -> tuple[tuple[Key, ...], bool]:
        """All keys, and whether one was ever made here, with one look at the file. Raises KeysUnreadable."""
        return self.keys(), self._is_marked()

    def _is_marked(self) -> bool:
        try:
            self._had_keys = self._had_keys or self._mark.exists()
        except OSError as error:
            raise KeysUnreadable(
                f"{self._mark} cannot be looked for ({type(error).__name__})",
                outside="The service's keys cannot be read.",
            ) from None
        return self._had_keys

    def add(self, key: Key) -> None:
        """Keep a new key. Raises KeysUnreadable where the file is damaged or cannot be written."""
        with self._writing():
            self._write((*self.keys(), key))

    def revoke(self, key_id: str, now: datetime) -> bool:
        """Make a key useless; False: no good one has this id. Raises as `add`."""
        with self._writing():
            keys = self.keys()
            kept = tuple(_revoked(key, key_id, now) for key in keys)
            if kept != keys:
                self._write(kept)
            return kept != keys

    def _stat(self) -> State | None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns

    def _note_keys(self) -> None:
        """Remember that there were keys; a file of before there was a mark gets one where that can be written."""
        if self._keys and not self._had_keys:
            self._had_keys = True
            with suppress(OSError):
                self._leave_mark()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        lock = self._path.with_name(f"{self._path.name}.lock")
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(lock, mode=0o600):
                self._give_to_owner(lock)
                yield
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise KeysUnreadable(f"{error.filename or self._path} cannot be written: {reason}") from None

    def _write(self, keys: tuple[Key, ...]) -> None:
        """Write beside and rename: a reader sees the old file or the new one, and its owner stays who it was."""
        self._leave_mark()
        beside = self._path.with_name(f"{self._path.name}.new")
        beside.unlink(missing_ok=True)
        with os.fdopen(self._begin(beside), "w") as file:
            file.write(_File(keys=keys).model_dump_json(indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)

    def _leave_mark(self) -> None:
        with suppress(FileExistsError):
            os.close(self._begin(self._mark))

    def _begin(self, path: Path) -> int:
        """Make a file that is not there yet, for its owner alone; the descriptor that writes it."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._give_to_owner(path)
        return descriptor

    def _give_to_owner(self, path: Path) -> None:
        """Of a file that the superuser makes: the service, which runs as another, could not read it."""
        owner = (self._path if self._path.exists() else self._path.parent).stat()
        if os.geteuid() == 0 and path.stat().st_uid != owner.st_uid:
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


def _revoked(key: Key, key_id: str, now: datetime) -> Key:
    is_meant = key.id == key_id and key.revoked_at is None
    return key.model_copy(update={"revoked_at": now}) if is_meant else key
