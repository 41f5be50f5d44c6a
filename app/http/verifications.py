"""POST /v1/verifications."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.core.errors import ArticleTooLong
from app.http.body import read_json
from app.http.state import service_of, settings_of
from schemas import ArticleSummary, Verification


class VerificationRequest(BaseModel):
    """A saved record and the article that it is about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    summary: ArticleSummary = Field(description="As `POST /v1/summaries` answered.")
    text: str = Field(description="The article, exactly as it was submitted.")


REQUEST_BODY: Final[dict[str, Any]] = {
    "required": True,
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/VerificationRequest"}}},
}

router = APIRouter()


@router.post(
    "/v1/verifications",
    summary="Derive a saved record again, without any model",
    response_model=None,
    responses={200: {"model": Verification, "description": "Whether the record still follows from its article."}},
    openapi_extra={"requestBody": REQUEST_BODY},
)
async def create_verification(request: Request) -> Response:
    """Say whether a record still follows from its article and draft, and what no longer does."""
    body = await read_json(request, VerificationRequest)
    most = settings_of(request).max_article_characters
    if len(body.text) > most:
        raise ArticleTooLong(f"the text has {len(body.text)} characters, the limit is {most}")
    found = await service_of(request).verify(body.summary, body.text)
    return Response(found.model_dump_json(), media_type="application/json", headers={"Cache-Control": "no-store"})
