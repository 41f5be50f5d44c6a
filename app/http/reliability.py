"""GET /v1/reliability."""

from fastapi import APIRouter, Request

from app.http.state import service_of, settings_of
from app.present.reliability import answer
from schemas import AskedModel, Reliability

router = APIRouter()


@router.get("/v1/reliability", summary="How many values of each field were wrong or missed when they were measured")
async def get_reliability(request: Request) -> Reliability:
    """Return what was measured of each model, field by field, and which of it is about the model that is asked now."""
    settings = settings_of(request)
    running = AskedModel(
        model=(await service_of(request).readiness()).model,
        backend="embedded" if settings.embedded else "endpoint",
        proposer=settings.proposer,
        prompt_version=settings.prompt,
    )
    return answer(running, len(settings.llm_fallbacks))
