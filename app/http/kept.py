"""GET and DELETE /v1/summaries/{article_id}: what was summarised before."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Request, Response

from app.core.caller import caller
from app.http.cached import NOT_MODIFIED, revalidated
from app.http.problems import RequestRejected
from app.http.scopes import InFull, Owner
from app.http.state import index_of
from app.store.index.index import Index
from app.store.index.reading import KeptSummary
from schemas import ArticleSummary

OFF: Final = "SITREP_INDEX_URL is `none`."
ArticleId = Annotated[str, Path(description="`article.id` of the summary: SHA-256 of the text.")]

router = APIRouter()


def required_index(request: Request) -> Index:
    """The index. Raises RequestRejected: 404 where there is to be none."""
    index = index_of(request)
    if index is None:
        raise RequestRejected(HTTPStatus.NOT_FOUND, "index-off", "This service keeps no index.", hint=OFF)
    return index


UsedIndex = Annotated[Index, Depends(required_index)]


@router.get(
    "/v1/summaries/{article_id}",
    summary="A summary that was made before",
    response_model=None,
    responses={
        200: {"model": ArticleSummary, "description": "As it was answered; `Link` names its incidents."},
        **NOT_MODIFIED,
    },
)
async def get_summary(
    request: Request, article_id: ArticleId, index: UsedIndex, owner: Owner, full: InFull
) -> Response:
    """The record of an article, with offsets in code points.

    The header `Link` has its incidents (`rel="related"`), and a newer version of the article
    (`rel="successor-version"`), with which this one corroborates nothing any more.
    """
    found = await index.read(lambda reading: reading.summary(owner, article_id, full=full))
    if found is None:
        raise _unknown()
    return revalidated(request, found.record, _links(found))


@router.delete(
    "/v1/summaries/{article_id}",
    summary="Erase an article from the index",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
)
async def erase_summary(article_id: ArticleId, index: UsedIndex) -> Response:
    """Take this key's article out of the incidents that it reports, and erase its text, quotes and values.

    When this is answered nothing of it is left in the index. What the model said of it stays in the store of answers.
    """
    owner, now = caller().id, datetime.now(UTC)
    if not await index.write(lambda writing: writing.erase(owner, article_id, now)):
        raise _unknown()
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _links(found: KeptSummary) -> dict[str, str]:
    links = [f'</v1/incidents/{each}>; rel="related"' for each in found.incidents]
    if found.superseded_by:
        links.append(f'</v1/summaries/{found.superseded_by}>; rel="successor-version"')
    return {"Link": ", ".join(links)} if links else {}


def _unknown() -> RequestRejected:
    return RequestRejected(
        HTTPStatus.NOT_FOUND,
        "summary-unknown",
        "No article of this key's is known by that id.",
        hint="POST the article to /v1/summaries; its answer has the id as `article.id`.",
    )
