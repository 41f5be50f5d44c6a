"""The SHA-256 of a file or a folder, remembered for as long as it looks the same.

The digest of a file is that of its bytes. The digest of a folder is that of the list that `sha256sum` prints for its
files in the order of their paths, relative and with `/`: a line `<sha256>  <path>` for each.
"""

import hashlib
import logging
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from threading import Event

from pydantic import BaseModel, ConfigDict, ValidationError

log = logging.getLogger(__name__)

CHUNK_BYTES = 1 << 20


class Stamp(BaseModel):
    """What something looked like when it was hashed: while that stands, its SHA-256 does.

    `looks` has of each file, by its path in the folder (`.` is the file itself): size in bytes, time of change of its
    bytes in ns, time of change of its entry in ns, inode. Whoever exchanges a file can set back the second, and not the
    third.
    """

    model_config = ConfigDict(frozen=True)

    looks: Mapping[str, tuple[int, ...]]
    sha256: str


def digest(path: Path, model_dir: Path) -> str:
    """Return the SHA-256 of a file or a folder: from its stamp, or read anew (about 1 s for each GB) and stamped."""
    stamp = read_stamp(path, model_dir)
    if stamp is not None and stamp.looks == _looks(path):
        return stamp.sha256
    sha256 = folder_digest(path) if path.is_dir() else file_digest(path)
    write_stamp(path, model_dir, sha256)
    return sha256


def read_stamp(path: Path, model_dir: Path) -> Stamp | None:
    """Return the stamp that is kept for `path`; None: there is none, a damaged one, or one that others may write.

    A model directory may be many users': believed is a stamp of this user's or root's that nobody else may write.
    """
    stamp_path = _stamp_path(path, model_dir)
    try:
        with stamp_path.open("rb") as file:
            found = os.fstat(file.fileno())
            if found.st_uid not in (0, os.getuid()) or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                return None
            return Stamp.model_validate_json(file.read())
    except FileNotFoundError:
        return None
    except ValidationError:
        log.warning("%s is damaged; what it is for is hashed again", stamp_path)
        return None


def write_stamp(path: Path, model_dir: Path, sha256: str) -> None:
    """Keep `sha256` for what `path` looks like now; a directory that refuses it is a warning."""
    stamp_path = _stamp_path(path, model_dir)
    stamp = Stamp(looks=_looks(path), sha256=sha256)
    try:
        stamp_path.parent.mkdir(parents=True, exist_ok=True)
        _write(stamp_path, stamp.model_dump_json())
    except OSError as error:
        log.warning("%s cannot be kept (%s): the next start hashes the file again", stamp_path, error.strerror)


def _write(path: Path, text: str) -> None:
    """Put a file there anew, so that it is this user's and nobody else may write it, whoever had it before."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w") as file:
        file.write(text)


def remove_stamp(path: Path, model_dir: Path) -> None:
    """Forget what is known of `path`."""
    _stamp_path(path, model_dir).unlink(missing_ok=True)


def read_again(path: Path, stop: Event) -> str | None:
    """Return the SHA-256 of a file, read anew whatever it looks like; None: stopped meanwhile. Raises OSError."""
    sha256 = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            if stop.is_set():
                return None
            sha256.update(chunk)
    return sha256.hexdigest()


def folder_digest(folder: Path) -> str:
    """Return the SHA-256 of a folder, read anew."""
    lines = (f"{file_digest(path)}  {name}\n" for name, path in _files(folder).items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _stamp_path(path: Path, model_dir: Path) -> Path:
    """In the model directory even for a file elsewhere: that one may lie on a disk that is read-only."""
    return model_dir / "digests" / f"{hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:16]}.json"


def _files(folder: Path) -> dict[str, Path]:
    """The files of a folder, by their relative path, in its order."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return dict(sorted(found.items()))


def _looks(path: Path) -> dict[str, tuple[int, ...]]:
    files = _files(path) if path.is_dir() else {".": path}
    found = {name: file.stat() for name, file in files.items()}
    return {name: (each.st_size, each.st_mtime_ns, each.st_ctime_ns, each.st_ino) for name, each in found.items()}


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, read anew. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
