"""The records of a run as lines of a file that is only ever appended to: what stands in it is done."""

import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Self

from app.article import Article
from app.bulk.sources import SourceError
from schemas import ArticleSummary

CHUNK_BYTES: Final = 1 << 20
Key = tuple[str, str | None, str | None]
"""What makes two rows the same article: the digest of the text, the day of publication, the caller's reference."""


class Journal:
    """Whole lines alone: one that a killed run left unfinished is taken away when the file is opened again."""

    def __init__(self, path: Path) -> None:
        """Open a file, and make it where there is none. Raises SourceError, OSError."""
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(self._file, _whole_lines_end(self._file))
            self.done = set(_keys(path))
        except BlockingIOError:
            os.close(self._file)
            raise SourceError(f"another run writes to {path.name}") from None
        except BaseException:
            os.close(self._file)
            raise

    def append(self, summary: ArticleSummary) -> None:
        """Write a record."""
        line = summary.model_dump_json().encode() + b"\n"
        while line:
            line = line[os.write(self._file, line) :]

    def close(self) -> None:
        """Let another run have the file."""
        os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def key_of(article: Article, client_ref: str | None) -> Key:
    """The key of an article, which its record has too."""
    return article.id, article.published_on.isoformat() if article.published_on else None, client_ref


def _keys(path: Path) -> Iterator[Key]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                record: Any = json.loads(line)
                about = record["article"]
                yield about["id"], about["published_on"], record["client_ref"]
            except (ValueError, KeyError, TypeError):
                hint = "Name a new file, or one that this command wrote."
                raise SourceError(f"{path.name}, line {number}: no record", hint) from None


def _whole_lines_end(file: int) -> int:
    """The number of bytes up to the last end of a line."""
    end = os.fstat(file).st_size
    while end:
        start = max(0, end - CHUNK_BYTES)
        found = os.pread(file, end - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0
