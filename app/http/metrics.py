"""GET /metrics.

With keys, a scrape needs one that may `read`: `authorization: {credentials_file: …}` in Prometheus' configuration.
"""

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from app.http.measures import CONTENT_TYPE
from app.http.state import index_of, measures_of, service_of

router = APIRouter()


@router.get(
    "/metrics",
    summary="What the service does, for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(request: Request) -> Response:
    """Counters since the service began, and what it is at; no label holds anything of an article or a caller."""
    figures, index = service_of(request).figures(), index_of(request)
    if index:
        figures = replace(figures, faults={**figures.faults, **index.counts.read()})
    text = measures_of(request).exposition(figures)
    return Response(text, headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})
