"""What a chunk came to, as two files of Parquet: its records, and its failures, which the first one names."""

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import IO, Any, Final

import pyarrow as pa
from pyarrow import parquet

from schemas import ArticleSummary

FAILURES_OF: Final = b"sitrep_failures"
"""In the metadata of a file of records: the name of the file with the failures of the same chunk."""
RECORDS: Final = pa.schema(
    [
        ("id", pa.string()),
        ("article_id", pa.string()),
        ("client_ref", pa.string()),
        ("source", pa.string()),
        ("published_on", pa.date32()),
        ("month", pa.string()),
        ("language", pa.string()),
        ("status", pa.string()),
        ("headline", pa.string()),
        ("incidents", pa.int32()),
        ("record", pa.string()),
        ("model", pa.string()),
        ("cached", pa.bool_()),
        ("input_tokens", pa.int64()),
        ("output_tokens", pa.int64()),
        ("cost_usd", pa.float64()),
        ("seconds", pa.float64()),
        ("read_at", pa.timestamp("us", "UTC")),
        ("place", pa.string()),
    ]
)
FAILURES: Final = pa.schema(
    [
        ("id", pa.string()),
        ("identity", pa.string()),
        ("client_ref", pa.string()),
        ("code", pa.string()),
        ("reason", pa.string()),
        ("hint", pa.string()),
        ("place", pa.string()),
    ]
)
Read = Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A record by its id in the archive, and the file and row where its article stands."""

    id: str
    place: str
    summary: ArticleSummary


@dataclass(frozen=True, slots=True)
class Failed:
    """An article that has no record, and why. `id` None: its row could not be read; `identity` is of its place then."""

    id: str | None
    identity: str
    client_ref: str | None
    code: str
    reason: str
    hint: str
    place: str


def records(kept: Iterable[Kept], failures: str | None) -> bytes:
    """A file of records, one row each; `failures` names the file of the same chunk's failures, None: there are none."""
    schema = RECORDS.with_metadata({FAILURES_OF: failures.encode()} if failures else None)
    return _written([_row(each) for each in kept], schema)


def failed(failures: Iterable[Failed]) -> bytes:
    """A file of failures, one row each."""
    return _written([asdict(each) for each in failures], FAILURES)


def _row(kept: Kept) -> dict[str, Any]:
    summary, made = kept.summary, kept.summary.provenance
    day = summary.article.published_on
    return {
        "id": kept.id,
        "article_id": summary.article.id,
        "client_ref": summary.client_ref,
        "source": summary.article.source,
        "published_on": day,
        "month": _month(day),
        "language": summary.article.language,
        "status": summary.status,
        "headline": summary.headline,
        "incidents": len(summary.incidents),
        "record": summary.model_dump_json(),
        "model": made.model,
        "cached": made.cached,
        "input_tokens": made.input_tokens,
        "output_tokens": made.output_tokens,
        "cost_usd": made.cost_usd,
        "seconds": made.duration_s,
        "read_at": made.created_at,
        "place": kept.place,
    }


def _month(day: date | None) -> str | None:
    return None if day is None else f"{day:%Y-%m}"


def written(rows: Sequence[Mapping[str, Any]], fields: Mapping[str, str]) -> bytes:
    """A file of rows; `fields` gives the type of each column, in Arrow's words: `string`, `int64`, `date32`."""
    return _written(rows, pa.schema([(name, pa.type_for_alias(kind)) for name, kind in fields.items()]))


def _written(rows: Sequence[Mapping[str, Any]], schema: Any) -> bytes:
    stream = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(list(rows), schema=schema), stream, compression="zstd")
    return stream.getvalue()


# Reading.


def column(file: IO[bytes], name: str) -> tuple[list[str], str | None]:
    """A column of text of an open file, and the file of failures that it names, if it is one of records and has one."""
    opened = parquet.ParquetFile(file)
    named = (opened.schema_arrow.metadata or {}).get(FAILURES_OF)
    values: list[str] = opened.read([name]).column(0).to_pylist()
    return values, named.decode() if named else None


def only(content: bytes, keep: Sequence[bool]) -> bytes:
    """The file with the rows that are kept, in their order, and its metadata."""
    table = parquet.read_table(io.BytesIO(content)).filter(pa.array(keep, pa.bool_()))
    stream = io.BytesIO()
    parquet.write_table(table, stream, compression="zstd")
    return stream.getvalue()


def rows(file: IO[bytes], columns: Sequence[str], at_once: int = 64) -> Iterator[dict[str, Any]]:
    """The rows of an open file with these columns, some at once in memory."""
    for batch in parquet.ParquetFile(file).iter_batches(at_once, columns=list(columns)):
        yield from batch.to_pylist()


def dumped(value: Any) -> str:
    """A value as JSON in one cell."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
