"""POST /v1/exports."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Request, Response
from pydantic import Field, RootModel

from app.export import table
from app.export.conventions import Name
from app.http.body import aside, read_json
from app.http.kept import Reviewed, required_index
from app.http.scopes import InFull, Owner, shown
from app.older import SavedSummary
from app.store.index.corrections import Corrections
from app.store.index.index import Index
from app.store.index.reading import Reading
from schemas import ArticleSummary

Summaries = tuple[ArticleSummary, ...]


class ExportRequest(RootModel[SavedSummary | Annotated[tuple[SavedSummary, ...], Field(fail_fast=True)]]):
    """Saved records, of this schema or of 1.x: one, or a list."""

    def summaries(self) -> tuple[ArticleSummary, ...]:
        """The records, in their order."""
        return self.root if isinstance(self.root, tuple) else (self.root,)


REQUEST_BODY: Final[dict[str, Any]] = {
    "required": True,
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ExportRequest"}}},
}

router = APIRouter()


@router.post(
    "/v1/exports",
    summary="Saved records as rows of a conflict data set",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}, "description": "CSV, a row for each newly reported incident."}},
    openapi_extra={"requestBody": REQUEST_BODY},
)
async def create_export(
    request: Request, convention: Name, owner: Owner, full: InFull, *, reviewed: Reviewed = False
) -> Response:
    """Write saved records in the columns, and by the counting rules, of ACLED, UCDP GED or Airwars."""
    body = await read_json(request, ExportRequest, strict=True, holds_records=True)
    summaries = body.summaries()
    if reviewed:
        summaries = await _corrected(required_index(request), owner, summaries)
    written = await aside(lambda: _written(summaries, convention, full))
    return Response(written, media_type="text/csv; charset=utf-8", headers={"Cache-Control": "no-store"})


async def _corrected(index: Index, owner: str | None, summaries: Summaries) -> Summaries:
    def correct(reading: Reading) -> Summaries:
        store = Corrections(reading.database)
        return tuple(store.corrected(owner, each) for each in summaries)

    return await index.read(correct)


def _written(summaries: tuple[ArticleSummary, ...], convention: Name, full: bool) -> str:  # as `shown`
    return table.write([shown(summary, full) for summary in summaries], convention)
