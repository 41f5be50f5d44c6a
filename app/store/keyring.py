"""The file of API keys: read by the service, written by the `sitrep keys` command."""

import os
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
    """The keys in a file, which only its owner may read. What is written counts from the next request on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._state: State | None = None
        self._keys: tuple[Key, ...] = ()

    def keys(self) -> tuple[Key, ...]:
        """All keys, revoked ones too; none where there is no file. Raises KeysUnreadable."""
        try:
            state = self._stat()
            if state != self._state:
                self._keys = _File.model_validate_json(self._path.read_bytes()).keys if state else ()
                self._state = state
        except (OSError, ValidationError) as error:
            # The name alone: pydantic's message repeats the file.
            raise KeysUnreadable(f"{self._path} cannot be read ({type(error).__name__})") from None
        return self._keys

    def add(self, key: Key) -> None:
        """Keep a new key. Raises KeysUnreadable where the file is damaged, OSError where it cannot be written."""
        self._folder()
        with self._lock():
            self._write((*self.keys(), key))

    def revoke(self, key_id: str, now: datetime) -> bool:
        """Make a key useless; False: no good one has this id. Raises as `add`."""
        self._folder()
        with self._lock():
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

    def _folder(self) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _lock(self) -> FileLock:
        return FileLock(self._path.with_name(f"{self._path.name}.lock"), mode=0o600)

    def _write(self, keys: tuple[Key, ...]) -> None:
        """Write beside and rename: a reader sees the old file or the new one."""
        beside = self._path.with_name(f"{self._path.name}.new")
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(_File(keys=keys).model_dump_json(indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)


def _revoked(key: Key, key_id: str, now: datetime) -> Key:
    is_meant = key.id == key_id and key.revoked_at is None
    return key.model_copy(update={"revoked_at": now}) if is_meant else key
