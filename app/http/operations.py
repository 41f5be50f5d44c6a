"""Whether the service lives, and whether it can answer."""

from http import HTTPStatus
from typing import Any, Final, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict

from app.core.metrics import Degraded
from app.http.state import quotas_of, service_of


class Readiness(BaseModel):
    """Whether an article would be read now. Anybody may ask: which model it is, and why not, stands in the log."""

    model_config = ConfigDict(frozen=True)

    state: Literal["ready", "starting", "restarting", "stopped"]
    degraded: tuple[Degraded, ...] = ()
    """What does not work although articles are read; left out where there is nothing."""


NOT_READY: Final[dict[int | str, dict[str, Any]]] = {503: {"model": Readiness, "description": "Not now."}}

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
    """Say whether an article would be read now: 200, else 503 with the state.

    Answers and quotas are shared over connections of their own: both must work for the store not to be missed.
    """
    found = await service_of(request).readiness()
    is_whole = await quotas_of(request).is_whole()
    readiness = Readiness(state=found.state, degraded=found.degraded if is_whole else ("shared-store",))
    status = HTTPStatus.OK if readiness.state == "ready" else HTTPStatus.SERVICE_UNAVAILABLE
    body = readiness.model_dump_json(exclude_defaults=True)
    return Response(body, status, {"Cache-Control": "no-store"}, "application/json")
