"""Folders and files, local or wherever fsspec reads and writes. The only importer of fsspec."""

import os
import posixpath
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import fsspec
from filelock import FileLock, Timeout
from fsspec.implementations.local import LocalFileSystem

from app.bulk.sources import LINES, SourceError

READ: Final = (*LINES, ".csv", ".parquet")
UNFINISHED: Final = ".unfinished"
"""The end of the name of a local file that is being written."""
PART: Final = "part-"
"""The beginning of the name of a file of records, 32 hexadecimal digits before its end."""
FAILURES: Final = "failures"
DOSSIERS: Final = "dossiers"
RESULT: Final = re.compile(rf"({PART}[0-9a-f]{{32}}|{FAILURES}/[^/]+|{DOSSIERS}/[^/]+)\.parquet")
"""The name of a result, in a folder of them."""
LOCK: Final = ".lock"


@dataclass(frozen=True, slots=True)
class File:
    """A file to be read. `name`: below what was named, with its ending."""

    url: str
    name: str
    size_bytes: int

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open it for reading. Raises OSError."""
        with fsspec.open(self.url, "rb") as file:
            yield file


def found(source: str, out: str = "") -> list[File]:
    """The files that a path, URL, folder or glob means, by name. Raises SourceError: there are none; OSError.

    Args:
        source: A folder means all files in it, at any depth, that are read.
        out: The folder for results, which may be within; what an earlier run left there is passed over. "": none.

    Example: `found("s3://bucket/archive/2024-*.jsonl")`.
    """
    fs, path = _opened(source)
    if fs.isdir(path):
        paths = [each for each in fs.find(path) if each.lower().endswith(READ)]
    elif fs.exists(path):  # also where its name looks like a glob
        paths = [path]
    else:
        paths = fs.glob(path) if any(each in path for each in "*?[") else []
    own = f"{_opened(out)[1].rstrip('/')}/" if out else ""
    files = sorted(each for each in map(str, paths) if not (_is_result(each, own) or fs.isdir(each)))
    if not files:
        raise SourceError(f"{source}: there is no file", f"Name a folder, files of {', '.join(READ)}, or a glob.")
    base = posixpath.commonpath([posixpath.dirname(each) for each in files])
    return [File(fs.unstrip_protocol(each), posixpath.relpath(each, base or "."), fs.size(each) or 0) for each in files]


def _is_result(path: str, own: str) -> bool:
    """Whether it is the path of a result in the folder for results, which ends in a slash; "": there is none."""
    return bool(own) and path.startswith(own) and RESULT.fullmatch(path.removeprefix(own)) is not None


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder for results, by its path or URL; another process, on another machine, makes its own of the same."""

    url: str

    @staticmethod
    def named(given: str) -> "Folder":
        """The folder of a path or URL; a path from here on, since other processes are elsewhere. Raises SourceError."""
        fs, path = _opened(given)
        return Folder(path if isinstance(fs, LocalFileSystem) else given)

    def names(self, under: str = "", ending: str = ".parquet") -> list[str]:
        """The names of the files directly in it, or in a folder in it, that end so, sorted."""
        fs, path = self._at(under)
        if not fs.isdir(path):
            return []
        fs.invalidate_cache(path)
        listed = (each.rsplit("/", 1)[-1] for each in fs.ls(path, detail=False))
        return sorted(f"{under}/{name}".lstrip("/") for name in listed if name.endswith(ending))

    def read(self, name: str) -> bytes:
        """The content of a file. Raises FileNotFoundError."""
        fs, path = self._at(name)
        content: bytes = fs.cat_file(path)
        return content

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file for reading. Raises FileNotFoundError."""
        fs, path = self._at(name)
        with fs.open(path, "rb") as file:
            yield file

    def has(self, name: str) -> bool:
        """Whether there is a file of this name now."""
        fs, path = self._at(name)
        fs.invalidate_cache(posixpath.dirname(path))
        return bool(fs.exists(path))

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole or not at all, in the place of an earlier one of the name."""
        fs, path = self._at(name)
        if isinstance(fs, LocalFileSystem):
            _write_local(Path(path), content)
        else:
            fs.makedirs(posixpath.dirname(path), exist_ok=True)
            fs.pipe_file(path, content)  # object stores show an object when it is whole

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        fs, path = self._at(name)
        if fs.exists(path):
            fs.rm_file(path)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep others out while a run writes to it; only a local folder can be locked. Raises SourceError."""
        fs, path = _opened(self.url)
        if not isinstance(fs, LocalFileSystem):
            yield
            return
        Path(path).mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(Path(path) / LOCK, timeout=0):
                yield
        except Timeout:
            raise SourceError("another run writes to this folder") from None

    def is_the_same(self) -> bool:
        """Whether it is, on this machine, the folder that a run has locked; one that cannot be locked always is."""
        fs, path = self._at(LOCK)
        return not isinstance(fs, LocalFileSystem) or Path(path).exists()

    def _at(self, name: str) -> tuple[Any, str]:
        fs, path = _opened(self.url)
        return fs, f"{path.rstrip('/')}/{name}" if name else path


def _opened(url: str) -> tuple[Any, str]:
    """Raises SourceError for a scheme that nobody here knows."""
    try:
        fs, path = fsspec.core.url_to_fs(url)
    except (ValueError, ImportError) as error:
        raise SourceError(f"{url}: {error}", "Name a path, or install what fsspec needs for it.") from None
    return fs, path


def _write_local(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}{UNFINISHED}")
    with unfinished.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
