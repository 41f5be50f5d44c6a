"""GET /v1/incidents.atom: a query of the index as a feed."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from app.http.cached import NOT_MODIFIED, revalidated
from app.http.incidents import wanted
from app.http.kept import UsedIndex
from app.http.scopes import Owner
from app.present.atom import MEDIA_TYPE, feed
from app.store.index.reading import Reading, Wanted
from schemas import IndexedIncident

FEED: Final = f"{MEDIA_TYPE}; charset=utf-8"

router = APIRouter()


@router.get(
    "/v1/incidents.atom",
    summary="Incidents as a feed",
    response_model=None,
    responses={200: {"content": {MEDIA_TYPE: {}}, "description": "An Atom feed (RFC 4287)."}, **NOT_MODIFIED},
)
async def incidents_feed(
    *,
    request: Request,
    index: UsedIndex,
    owner: Owner,
    asked: Annotated[Wanted, Depends(wanted)],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """The incidents that meet all conditions, those that changed last first. Names that are withheld are masked."""
    address = f"{request.url.path}?{request.url.query}".rstrip("?")

    def read(reading: Reading) -> bytes:
        found = reading.latest(owner, asked, limit, full=False)
        return feed(tuple(IndexedIncident.model_validate(each) for each in found), address)

    return revalidated(request, await index.read(read), media_type=FEED)
