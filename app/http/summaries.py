"""POST /v1/summaries."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from app import article
from app.article import Article
from app.core.anew import asking_anew
from app.core.deadline import within
from app.core.settings import Settings
from app.http.again import keep_answer
from app.http.body import SummaryRequest, agreed_client_ref, read_request
from app.http.client_refs import NAME, RefParameter
from app.http.events import MEDIA_TYPE, OfArticle, answered_in_events, wants_events
from app.http.scopes import InFull, shown
from app.http.state import service_of, settings_of
from app.present.offsets import in_units
from schemas import ArticleSummary, Offsets

REQUEST_BODY: Final[dict[str, Any]] = {
    "required": True,
    "content": {
        "application/json": {"schema": {"$ref": "#/components/schemas/SummaryRequest"}},
        "text/plain": {"schema": {"type": "string", "minLength": 1}},
    },
    "description": "JSON, or the article as plain text; plain text that is JSON is read as JSON. In UTF-8 unless "
    "another charset is declared (us-ascii, iso-8859-1, windows-1252, utf-16); Content-Encoding: gzip is read.",
}
OffsetsParameter = Annotated[
    Offsets,
    Query(
        description="What `start` and `end` of all evidence count, named in the answer's `offsets`: Unicode code "
        "points, as in Python, or UTF-16 code units, so that in JavaScript `text.slice(start, end) === quote`. "
        'In "🚨 Four died." the quote "Four died." is [2, 12) in code points and [3, 13) in UTF-16. '
        "`article.characters` counts code points in either case."
    ),
]

FreshParameter = Annotated[
    bool,
    Query(
        description="`true`: the model is asked anew, whatever is stored, and the new answers take the place of the "
        "stored ones. It takes time, tokens and money as an article does that nobody sent before."
    ),
]

EVENTS: Final = (
    "With `Accept: text/event-stream`: `status` events (queued, asking, checking), `partial` ones (a record of what is "
    "read so far), then `result`, with the very record of the plain call, or `error`, with its problem."
)

router = APIRouter()


def reading(sent: SummaryRequest, settings: Settings) -> Callable[[], Article]:
    """What makes an article of what was sent; it takes time, and raises ArticleRejected."""
    said, today = sent.model_dump(exclude={NAME}), datetime.now(UTC).date()
    return partial(article.read, **said, today=today, max_characters=settings.max_article_characters)


@router.post(
    "/v1/summaries",
    summary="Summarise one news article",
    response_model=None,
    responses={
        200: {
            "model": ArticleSummary,
            "description": "What the article reports; no incident is an answer.",
            "content": {MEDIA_TYPE: {"schema": {"type": "string", "description": EVENTS}}},
        }
    },
    openapi_extra={"requestBody": REQUEST_BODY},
)
async def create_summary(
    request: Request,
    body: Annotated[SummaryRequest, Depends(read_request)],  # read before a parameter is refused: it has the reference
    full: InFull,
    *,
    offsets: OffsetsParameter = "codepoints",
    client_ref: RefParameter = None,
    fresh: FreshParameter = False,
) -> Response:
    """Turn an article into a typed incident summary, each value with the words that it came from."""
    reference = agreed_client_ref(request, client_ref)
    settings = settings_of(request)
    with within(settings.deadline_s), asking_anew(fresh):
        read = await asyncio.to_thread(reading(body, settings))

        def written(summary: ArticleSummary) -> str:
            own = in_units(shown(summary, full), read.text, offsets).model_copy(update={NAME: reference})
            return own.model_dump_json()

        async def in_text() -> str:
            return written(await service_of(request).summarize(read))

        if wants_events(request):
            return await answered_in_events(request, in_text, OfArticle(written))
        summary = await service_of(request).summarize(read)
    answer = Response(written(summary), media_type="application/json", headers={"Cache-Control": "no-store"})
    # What is answered in full is logged each time; what was asked of a model has not been answered from the store yet.
    if summary.provenance.cached and summary.status == "complete" and not full:
        keep_answer(request, answer)
    return answer
