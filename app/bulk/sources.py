"""Files that hold many articles, read row by row: JSON lines, CSV, Parquet, and folders."""

import csv
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any, Final

TEXTS: Final = (".txt", ".md")
PAGES: Final = (".html", ".htm")
LINES: Final = (".jsonl", ".ndjson")
LONGEST_REFERENCE: Final = 200
"""Characters of a `client_ref`; as that the name of a file in a folder is kept."""
MOST_CELL_BYTES: Final = 16 << 20
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
        return _parquet(path, names)
    known = ", ".join((*LINES, ".csv", ".parquet"))
    raise SourceError(f"{path.name}: no kind of file that is read", f"Name a folder, or a file of {known}.")


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
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _line(f"line {number}", line)

    return Source(total, rows())


def _line(where: str, line: bytes) -> Row:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return Row(where, {}, "it is not JSON")
    return Row(where, fields) if isinstance(fields, dict) else Row(where, {}, "it is no JSON object")


def _csv(path: Path, names: Collection[str]) -> Source:
    csv.field_size_limit(MOST_CELL_BYTES)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            columns = tuple(reader.fieldnames or ())
            total = sum(1 for _ in reader)
    except csv.Error as error:
        raise SourceError(f"{path.name} is no CSV: {error}") from None
    _check_columns(path, columns)

    def rows() -> Iterator[Row]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 1):
                yield Row(f"row {number}", {name: row[name] for name in columns if name in names and row[name]})

    return Source(total, rows(), tuple(name for name in columns if name not in names))


def _parquet(path: Path, names: Collection[str]) -> Source:
    if find_spec("pyarrow") is None:
        raise SourceError("Parquet needs the extra `parquet`", "Install it: pip install 'sitrep[parquet]'.")
    from pyarrow import ArrowInvalid  # noqa: PLC0415 - an extra
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415

    try:
        file = ParquetFile(path)
    except ArrowInvalid:
        raise SourceError(f"{path.name} is no Parquet file") from None
    columns = tuple(file.schema_arrow.names)
    _check_columns(path, columns)
    batches = file.iter_batches(ROWS_AT_ONCE, columns=[name for name in columns if name in names])
    found = chain.from_iterable(batch.to_pylist() for batch in batches)
    rows = (Row(f"row {number}", _plain(row)) for number, row in enumerate(found, 1))
    return Source(file.metadata.num_rows, rows, tuple(name for name in columns if name not in names))


def _plain(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row without what it does not give; days as they are written out."""
    given = {name: value for name, value in row.items() if value is not None}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}


def _check_columns(path: Path, columns: Collection[str]) -> None:
    if "text" not in columns:
        raise SourceError(f"{path.name} has no column `text`", f"Its columns are {', '.join(columns) or 'none'}.")
