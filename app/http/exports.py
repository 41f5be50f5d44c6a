"""POST /v1/exports."""

import asyncio
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from pydantic import RootModel

from app.export import table
from app.export.conventions import Name
from app.http.body import read_json
from app.http.scopes import InFull, shown
from app.older import SavedSummary
from schemas import ArticleSummary


class ExportRequest(RootModel[SavedSummary | tuple[SavedSummary, ...]]):
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
async def create_export(request: Request, convention: Name, full: InFull) -> Response:
    """Write saved records in the columns, and by the counting rules, of ACLED, UCDP GED or Airwars."""
    body = await read_json(request, ExportRequest, strict=True)
    written = await asyncio.to_thread(_written, body.summaries(), convention, full)
    return Response(written, media_type="text/csv; charset=utf-8", headers={"Cache-Control": "no-store"})


def _written(summaries: tuple[ArticleSummary, ...], convention: Name, full: bool) -> str:  # as `shown`
    return table.write([shown(summary, full) for summary in summaries], convention)
