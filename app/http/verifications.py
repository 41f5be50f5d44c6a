"""POST /v1/verifications."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.core.errors import ArticleTooLong
from app.http.body import agreed_client_ref, read_json
from app.http.client_refs import DESCRIPTION, NAME, RefParameter
from app.http.state import service_of, settings_of
from app.older import SavedSummary
from schemas import ClientRef, Verification


class VerificationRequest(BaseModel):
    """A saved record and the article that it is about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    summary: SavedSummary = Field(
        description="As `POST /v1/summaries` answered, of this schema or of 1.x, with offsets in either unit."
    )
    text: str = Field(description="The article, exactly as it was submitted.")
    client_ref: ClientRef | None = Field(default=None, description=f"{DESCRIPTION} The summary's own is not looked at.")


async def read_verification(request: Request) -> VerificationRequest:
    """Read the body. Raises as `read_request`."""
    return await read_json(request, VerificationRequest, holds_records=True)


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
async def create_verification(
    request: Request,
    body: Annotated[VerificationRequest, Depends(read_verification)],
    client_ref: RefParameter = None,
) -> Response:
    """Say whether a record still follows from its article and draft, and what no longer does."""
    reference = agreed_client_ref(request, client_ref)
    most = settings_of(request).max_article_characters
    if len(body.text) > most:
        raise ArticleTooLong(f"the text has {len(body.text)} characters, the limit is {most}")
    found = await service_of(request).verify(body.summary, body.text)
    own = found.model_copy(update={NAME: reference})
    return Response(own.model_dump_json(), media_type="application/json", headers={"Cache-Control": "no-store"})
