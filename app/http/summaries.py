"""POST /v1/summaries."""

import asyncio
from datetime import UTC, datetime
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from app import article
from app.http.body import read_request
from app.http.state import service_of, settings_of, spend
from schemas import ArticleSummary

REQUEST_BODY: Final[dict[str, Any]] = {
    "required": True,
    "content": {
        "application/json": {"schema": {"$ref": "#/components/schemas/SummaryRequest"}},
        "text/plain": {"schema": {"type": "string", "minLength": 1}},
    },
}

router = APIRouter()


@router.post(
    "/v1/summaries",
    summary="Summarise one news article",
    response_model=None,
    responses={200: {"model": ArticleSummary, "description": "What the article reports; no incident is an answer."}},
    openapi_extra={"requestBody": REQUEST_BODY},
)
async def create_summary(request: Request) -> Response:
    """Turn an article into a typed incident summary, each value with the words that it came from."""
    body = await read_request(request)
    read = await asyncio.to_thread(
        article.read,
        **dict(body),
        today=datetime.now(UTC).date(),
        max_characters=settings_of(request).max_article_characters,
    )
    summary = await service_of(request).summarize(read)
    spend(request, summary.provenance)
    return Response(summary.model_dump_json(), media_type="application/json", headers={"Cache-Control": "no-store"})
