"""Files to chunks of articles. A chunk is what one attempt does, loses and does again as a whole."""

import csv
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import IO, Any, Final

from app.backfill.files import File
from app.bulk.sources import LONGEST_REFERENCE, Row, SourceError, Table, read_table

ID: Final = "id"
"""The column of the archive's own ids, where it has one."""
MOST_BYTES: Final = 1 << 20
"""Of the articles of one chunk, unless one alone is longer."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of an archive by its id: the archive's own, else the SHA-256 of its text in UTF-8.

    Of a row that cannot be read, `id` is None, and `identity`, by which it is known, that of its place.
    """

    id: str | None
    identity: str
    row: Row


@dataclass(frozen=True, slots=True)
class Chunk:
    """Entries in their order; `name` tells the chunk from all others of the run, `done_bytes` is its share of input."""

    name: str
    entries: tuple[Entry, ...]
    done_bytes: int

    def dump(self) -> bytes:
        """The chunk as bytes, for `load`."""
        return json.dumps(asdict(self)).encode()

    @staticmethod
    def load(written: bytes) -> "Chunk":
        """The chunk that was dumped."""
        read: dict[str, Any] = json.loads(written)
        entries = (Entry(each["id"], each["identity"], Row(**each["row"])) for each in read["entries"])
        return Chunk(read["name"], tuple(entries), read["done_bytes"])


def chunks(file: File, names: Collection[str], most_rows: int) -> Iterator[Chunk]:
    """The chunks of a file, the same ones each time that it is read; a row of it at a time in memory.

    Args:
        file: What is read; what is wrong with it as a whole, or from a row on, is an entry that cannot be read.
        names: Members of a request; columns of other names are not read.
        most_rows: Of one chunk.
    """
    entries: list[Entry] = []
    taken_bytes, before_bytes = 0, 0
    number = 0
    for entry, position in _entries(file, names):
        entries.append(entry)
        taken_bytes += len(str(entry.row.fields.get("text", "")))
        if len(entries) == most_rows or taken_bytes >= MOST_BYTES:
            yield Chunk(f"{file.name}#{number}", tuple(entries), position - before_bytes)
            entries, taken_bytes, before_bytes, number = [], 0, position, number + 1
    yield Chunk(f"{file.name}#{number}", tuple(entries), file.size_bytes - before_bytes)


def _entries(file: File, names: Collection[str]) -> Iterator[tuple[Entry, int]]:
    """The entries of a file, each with the number of bytes up to it: where it is not known, in proportion."""
    where = ""
    try:
        with file.open() as opened:
            table = read_table(file.name, opened, (*names, ID))
            for number, row in enumerate(table.rows, 1):
                where = row.where
                yield entry_of(file.name, row), _position(file, opened, table, number)
    except (SourceError, csv.Error, UnicodeDecodeError, OSError) as error:
        reason = str(error) if isinstance(error, SourceError) else f"it cannot be read: {type(error).__name__}"
        yield entry_of(file.name, Row(f"after {where}" if where else "the file", {}, reason)), file.size_bytes


def _position(file: File, opened: IO[bytes], table: Table, number: int) -> int:
    return file.size_bytes * number // table.total if table.total else min(opened.tell(), file.size_bytes)


def entry_of(name: str, row: Row) -> Entry:
    """The entry of a row of the file of this name; what is wrong with its id is the error of its row."""
    fields = dict(row.fields)
    given, text = fields.pop(ID, None), fields.get("text")
    where = f"{name}, {row.where}"
    error = row.error or _wrong(given) or _foreign(fields)
    if error:
        return _unread(Row(where, {}, error))
    if given is None and not isinstance(text, str):
        return _unread(Row(where, {}, "text: Field required"))
    try:
        own = str(given) if given is not None else sha256(str(text).encode()).hexdigest()
    except UnicodeEncodeError:
        return _unread(Row(where, {}, "the text has a lone surrogate"))
    return Entry(own, own, Row(where, fields))


def _unread(row: Row) -> Entry:
    return Entry(None, f"\0{row.where}", row)


def _wrong(given: object) -> str:
    """What is wrong with an id; "": nothing."""
    if given is None or (isinstance(given, int) and not isinstance(given, bool)):
        return ""
    if isinstance(given, str) and 0 < len(given) <= LONGEST_REFERENCE and given.isprintable():
        return ""
    return f"id: it is no whole number, nor 1 to {LONGEST_REFERENCE} printable characters"


def _foreign(fields: Mapping[str, Any]) -> str:
    """What is wrong with members that only Parquet can have, as bytes; "": nothing."""
    wrong = (name for name, value in fields.items() if not isinstance(value, str | int | float | list | dict | None))
    return next((f"{name}: Input should be a valid string" for name in wrong), "")
