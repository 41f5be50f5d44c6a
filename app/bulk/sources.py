"""Files that hold many articles, read row by row: JSON lines, CSV, Parquet, and folders."""

import csv
import io
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import IO, Any, Final, cast

TEXTS: Final = (".txt", ".md")
PAGES: Final = (".html", ".htm")
LINES: Final = (".jsonl", ".ndjson")
LONGEST_REFERENCE: Final = 200
"""Characters of a `client_ref`; as that the name of a file in a folder is kept."""
MOST_CELL_BYTES: Final = 16 << 20
MOST_LINE_BYTES: Final = 16 << 20
"""Of a line of JSON; an article of the longest that may be set takes 2.4 MB."""
ROWS_AT_ONCE: Final = 64


class SourceError(Exception):
    """A file, or a row of it, that cannot be read; `hint` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Row:
    """One article as it stands in its source: `where`, and the members of a request, or why they cannot be read."""

    where: str
    fields: Mapping[str, Any]
    error: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """How many rows there are, the rows, which can be read once, and the columns that nobody reads."""

    total: int
    rows: Iterator[Row]
    unread: tuple[str, ...] = ()


def open_source(path: Path, names: Collection[str], read_page: Callable[[bytes], Mapping[str, str]]) -> Source:
    """The rows of a file or a folder, by the end of its name.

    Args:
        path: .jsonl, .ndjson, .csv, .parquet, or a folder with .txt, .md and .html files at any depth.
        names: Members of a request: those columns are read, the others are named in `unread`.
        read_page: Gives the members of a saved web page. Raises SourceError.

    Raises:
        SourceError: another kind of file, no column `text`, or an extra that is not installed.
        OSError: it cannot be read.
    """
    if path.is_dir():
        return _folder(path, read_page)
    kind = path.suffix.lower()
    if kind in LINES:
        return _lines(path)
    if kind == ".csv":
        return _csv(path, names)
    if kind == ".parquet":
        table = _parquet(path.name, path, names)
        return Source(table.total or 0, table.rows, table.unread)
    raise _unknown(path.name, "a folder, or ")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of an open file, read as they are asked for; `total` None: it is not known before they are read."""

    rows: Iterator[Row]
    unread: tuple[str, ...] = ()
    total: int | None = None


def read_table(name: str, file: IO[bytes], names: Collection[str]) -> Table:
    """The rows of an open file, by the end of its name: JSON lines, CSV or Parquet, one row at a time in memory.

    Args:
        name: Of the file, with its ending.
        file: Open for reading at its start, and seekable; it stays open until all rows are read.
        names: Members of a request: those columns are read, the others are named in `unread`.

    Raises:
        SourceError: another kind of file, no column `text`, or an extra that is not installed. The rows may raise it,
            too, csv.Error, UnicodeDecodeError, and OSError, where the file turns out to be damaged.
    """
    kind = name[name.rfind(".") :].lower()
    if kind in LINES:
        return Table(_line_rows(file))
    if kind == ".csv":
        return _csv_table(name, file, names)
    if kind == ".parquet":
        return _parquet(name, file, names)
    raise _unknown(name)


def _unknown(name: str, besides: str = "") -> SourceError:
    known = ", ".join((*LINES, ".csv", ".parquet"))
    return SourceError(f"{name}: no kind of file that is read", f"Name {besides}a file of {known}.")


def has_pages(path: Path) -> bool:
    """Whether a folder has HTML in it."""
    return any(each.suffix.lower() in PAGES for each in path.rglob("*"))


def _folder(path: Path, read_page: Callable[[bytes], Mapping[str, str]]) -> Source:
    files = sorted(each for each in path.rglob("*") if each.suffix.lower() in (*TEXTS, *PAGES) and each.is_file())

    def rows() -> Iterator[Row]:
        for file in files:
            where = file.relative_to(path).as_posix()
            try:
                content = file.read_bytes()
                fields = read_page(content) if file.suffix.lower() in PAGES else {"text": content.decode()}
            except UnicodeDecodeError as error:
                yield Row(where, {}, f"it is not UTF-8: byte {error.start} cannot be decoded")
            except (SourceError, OSError) as error:
                yield Row(where, {}, str(error))
            else:
                yield Row(where, {**fields, "client_ref": where} if _may_be_reference(where) else fields)

    return Source(len(files), rows())


def _may_be_reference(where: str) -> bool:
    return len(where) <= LONGEST_REFERENCE and where.isprintable()


def _lines(path: Path) -> Source:
    with path.open("rb") as file:
        total = sum(1 for line in file if line.strip())

    def rows() -> Iterator[Row]:
        with path.open("rb") as file:
            yield from _line_rows(file)

    return Source(total, rows())


def _line_rows(file: IO[bytes]) -> Iterator[Row]:
    """A row for each line that has anything on it; one that is too long is passed over, and never held."""
    for number, line in enumerate(iter(lambda: file.readline(MOST_LINE_BYTES), b""), 1):
        if len(line) == MOST_LINE_BYTES and not line.endswith(b"\n"):
            while (more := file.readline(MOST_LINE_BYTES)) and not more.endswith(b"\n"):
                pass
            yield Row(f"line {number}", {}, f"it is over {MOST_LINE_BYTES} bytes")
        elif line.strip():
            yield _line(f"line {number}", line)


def _line(where: str, line: bytes) -> Row:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return Row(where, {}, "it is not JSON")
    return Row(where, fields) if isinstance(fields, dict) else Row(where, {}, "it is no JSON object")


def _csv(path: Path, names: Collection[str]) -> Source:
    try:
        with path.open("rb") as file:
            table = _csv_table(path.name, file, names)
            total = sum(1 for _ in table.rows)
    except csv.Error as error:
        raise SourceError(f"{path.name} is no CSV: {error}") from None

    def rows() -> Iterator[Row]:
        with path.open("rb") as file:
            yield from _csv_table(path.name, file, names).rows

    return Source(total, rows(), table.unread)


class _Lent(io.BufferedIOBase):
    """A file that whoever opened it closes, and not who reads it as text."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1, /) -> bytes:
        return self._file.read(size)

    read = read1  # type: ignore[assignment]


def _csv_table(name: str, file: IO[bytes], names: Collection[str]) -> Table:
    """Raises csv.Error, as its rows do, and SourceError without a column `text`."""
    csv.field_size_limit(MOST_CELL_BYTES)
    reader = csv.DictReader(io.TextIOWrapper(cast("IO[bytes]", _Lent(file)), encoding="utf-8-sig", newline=""))
    columns = tuple(reader.fieldnames or ())
    _check_columns(name, columns)
    rows = (
        Row(f"row {number}", {name: row[name] for name in columns if name in names and row[name]})
        for number, row in enumerate(reader, 1)
    )
    return Table(rows, tuple(name for name in columns if name not in names))


def _parquet(name: str, file: Path | IO[bytes], names: Collection[str]) -> Table:
    if find_spec("pyarrow") is None:
        raise SourceError("Parquet needs the extra `parquet`", "Install it: pip install 'sitrep[parquet]'.")
    from pyarrow import ArrowInvalid  # noqa: PLC0415 - an extra
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415

    try:
        table = ParquetFile(file)
    except ArrowInvalid:
        raise SourceError(f"{name} is no Parquet file") from None
    columns = tuple(table.schema_arrow.names)
    _check_columns(name, columns)
    batches = table.iter_batches(ROWS_AT_ONCE, columns=[column for column in columns if column in names])
    found = chain.from_iterable(batch.to_pylist() for batch in batches)
    rows = (Row(f"row {number}", _plain(row)) for number, row in enumerate(found, 1))
    return Table(rows, tuple(column for column in columns if column not in names), table.metadata.num_rows)


def _plain(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row without what it does not give; days as they are written out."""
    given = {name: value for name, value in row.items() if value is not None}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}


def _check_columns(name: str, columns: Collection[str]) -> None:
    if "text" not in columns:
        raise SourceError(f"{name} has no column `text`", f"Its columns are {', '.join(columns) or 'none'}.")
