"""Lines as Parquet. pyarrow is the extra `parquet`; besides, `app.bulk.sources` reads with it."""

import io
import json
from collections.abc import Sequence
from typing import Final

from app.core.errors import ExtraMissing
from app.export.about import About
from app.export.cells import Row
from app.export.lines import QUOTES, TRACE, Line, own_columns
from app.export.options import Options

METADATA: Final = "sitrep"
MOST: Final = 2**63 - 1
"""The largest whole number that the format holds, and that stands for each larger one."""


def as_parquet(lines: Sequence[Line], said: About, options: Options) -> bytes:
    """A Parquet file: each column of one type whatever its values, `quotes` as JSON, and metadata named `sitrep`.

    Raises:
        ExtraMissing: pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 (an extra)
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        raise ExtraMissing("Parquet needs pyarrow.", hint="Install it with `pip install 'sitrep[parquet]'`.") from None
    types = {
        "text": pa.string(),
        "int": pa.int64(),
        "float": pa.float64(),
        "date": pa.date32(),
    }
    columns = [*own_columns(options), *TRACE, QUOTES]
    schema = pa.schema(
        [(column.name, types[column.kind]) for column in columns],
        metadata={METADATA: json.dumps(said, ensure_ascii=False)},
    )
    rows = [_held(line.row) | {QUOTES.name: json.dumps(line.quotes, ensure_ascii=False)} for line in lines]
    stream = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(rows, schema=schema), stream)
    return stream.getvalue()


def _held(row: Row) -> Row:
    return {name: min(value, MOST) if isinstance(value, int) else value for name, value in row.items()}
