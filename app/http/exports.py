"""POST /v1/exports."""

from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, RootModel

from app.export.conventions import Name
from app.export.events import Record
from app.export.files import export
from app.export.options import IS_TEXT, MEDIA_TYPES, Format, InterCodes, Options, Quotes
from app.http.body import aside, read_json
from app.http.kept import Reviewed, required_index
from app.http.problems import LONGEST_REASON, MOST_ERRORS, FieldError, RequestRejected
from app.http.scopes import InFull, Owner, shown_record
from app.older import SavedRecord
from app.store.index.corrections import Corrections
from app.store.index.index import Index
from app.store.index.reading import Reading


class ExportRequest(RootModel[SavedRecord | Annotated[tuple[SavedRecord, ...], Field(fail_fast=True)]]):
    """Saved summaries, of this schema or of 1.x, and dossiers: one, or a list."""

    def records(self) -> tuple[Record, ...]:
        """The records, in their order."""
        return self.root if isinstance(self.root, tuple) else (self.root,)


class RowsToReview(RequestRejected):
    """Rows need a person, and only rows that need none were asked for."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        detail = f"A person should look at the rows: {len(reasons)} reasons."
        hint = "Correct the records, or leave `strict` out: the column `to_review` says the same."
        super().__init__(HTTPStatus.UNPROCESSABLE_ENTITY, "rows-to-review", detail, hint=hint)
        self.errors = tuple(FieldError(pointer="", detail=each[:LONGEST_REASON]) for each in reasons[:MOST_ERRORS])


REQUEST_BODY: Final[dict[str, Any]] = {
    "required": True,
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ExportRequest"}}},
}
CONTENT: Final[dict[str, Any]] = {
    MEDIA_TYPES[name].partition(";")[0]: {} if name in IS_TEXT else {"schema": {"type": "string", "format": "binary"}}
    for name in MEDIA_TYPES
}
FormatParameter = Annotated[
    Format,
    Query(
        alias="format",
        description="`csv` with the data set's columns and no other, `jsonl`, `geojson` (RFC 7946; no point for a "
        "country), `xlsx` (events, reports, and what the file is), `parquet`; see docs/exports.md.",
    ),
]
InterParameter = Annotated[
    InterCodes, Query(description="ACLED's types of actors as words, or as the numbers that they had until 2024.")
]
QuotesParameter = Annotated[
    Quotes | None,
    Query(
        description="The articles' words beside the values: `short` is three of each, cut at 80 characters. "
        "Absent: `none` in CSV, else `short`."
    ),
]
TraceParameter = Annotated[
    bool, Query(description="CSV: the columns that say what a row was made of follow, as in the other formats.")
]
StrictParameter = Annotated[bool, Query(description="`true`: 422, and no rows, where a row needs a person.")]

router = APIRouter()


@router.post(
    "/v1/exports",
    summary="Saved records as rows of a conflict data set",
    response_class=Response,
    responses={
        200: {
            "content": CONTENT,
            "description": "A row for each newly reported incident; every format names the convention of its tolls.",
        }
    },
    openapi_extra={"requestBody": REQUEST_BODY},
)
async def create_export(
    request: Request,
    convention: Name,
    owner: Owner,
    full: InFull,
    *,
    file_format: FormatParameter = "csv",
    inter: InterParameter = "text",
    quotes: QuotesParameter = None,
    trace: TraceParameter = False,
    strict: StrictParameter = False,
    reviewed: Reviewed = False,
) -> Response:
    """Write saved records in the columns, and by the counting rules, of ACLED, UCDP GED or Airwars."""
    body = await read_json(request, ExportRequest, strict=True, holds_records=True)
    options = Options(convention, file_format, datetime.now(UTC), inter, quotes, trace, full)
    records = body.records()
    if reviewed:
        records = await _corrected(required_index(request), owner, records, full)
    return await aside(
        lambda: exported([shown_record(each, options.in_full) for each in records], options, strict=strict)
    )


def exported(records: Sequence[Record], options: Options, *, strict: bool) -> Response:
    """The file of records as they are to be shown. Raises RowsToReview where it is strict and a row needs a person."""
    made = export(records, options)
    if strict and made.to_review:
        raise RowsToReview(made.to_review)
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{options.filename}"'}
    return Response(made.content, media_type=MEDIA_TYPES[options.format], headers=headers)


async def _corrected(
    index: Index,
    owner: str | None,
    records: tuple[Record, ...],
    full: bool,  # as `shown_record`
) -> tuple[Record, ...]:
    def correct(reading: Reading) -> tuple[Record, ...]:
        store = Corrections(reading.database)
        return tuple(store.corrected(owner, each, full=full) for each in records)

    return await index.read(correct)
