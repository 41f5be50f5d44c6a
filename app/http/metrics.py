"""GET /metrics.

With keys, a scrape needs one that may `read`: `authorization: {credentials_file: …}` in Prometheus' configuration.
"""

from fastapi import APIRouter, Request, Response

from app.http.measures import CONTENT_TYPE
from app.http.state import measures_of, service_of

router = APIRouter()


@router.get(
    "/metrics",
    summary="What the service does, for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(request: Request) -> Response:
    """Counters since the service began, and what it is at; no label holds anything of an article or a caller."""
    text = measures_of(request).exposition(service_of(request).figures())
    return Response(text, headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})
