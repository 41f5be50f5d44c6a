"""Whether the service lives, and whether it can answer."""

from http import HTTPStatus
from typing import Any, Final, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, TypeAdapter

from app.http.state import service_of
from app.service import Readiness

READINESS: Final = TypeAdapter(Readiness)
NOT_READY: Final[dict[int | str, dict[str, Any]]] = {
    503: {"model": Readiness, "description": "Not now; `state` and `reason` tell why."}
}

router = APIRouter()


class Liveness(BaseModel):
    """The process answers."""

    model_config = ConfigDict(frozen=True)

    status: Literal["alive"] = "alive"


@router.get("/livez", summary="Whether the process answers")
async def livez() -> Liveness:
    """Say that the process answers; restart it when it does not."""
    return Liveness()


@router.get("/readyz", summary="Whether the model answers", response_model=Readiness, responses=NOT_READY)
async def readyz(request: Request) -> Response:
    """Say whether an article would be read now: 200, else 503 with the state."""
    readiness = await service_of(request).readiness()
    status = HTTPStatus.OK if readiness.state == "ready" else HTTPStatus.SERVICE_UNAVAILABLE
    return Response(READINESS.dump_json(readiness), status, {"Cache-Control": "no-store"}, "application/json")
