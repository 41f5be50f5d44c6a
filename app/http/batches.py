"""POST /v1/summaries:batch: a line for each article in, a line for each as it is done out, however many there are.

Some articles are in progress at once, and one more line is read: a sender that does not take answers is not read on.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from app.bulk.parallel import default_at_once, in_parallel, patiently
from app.core.anew import asking_anew
from app.core.deadline import within
from app.core.errors import ArticleTooLong
from app.http import media
from app.http.body import SummaryRequest, aside, limit_bytes, read_line
from app.http.client_refs import NAME, client_ref_of
from app.http.handlers import problem_of
from app.http.lines import lines, unpacked
from app.http.problems import RequestRejected
from app.http.quotas import PACE, Pace
from app.http.scopes import InFull, shown
from app.http.state import service_of, settings_of
from app.http.summaries import FreshParameter, OffsetsParameter, reading
from app.present.offsets import in_units
from schemas import Offsets

PATH: Final = "/v1/summaries:batch"
NDJSON: Final = ("application/x-ndjson", "application/ndjson", "application/jsonl")
REQUEST_BODY: Final[dict[str, Any]] = {
    "required": True,
    "content": {
        NDJSON[0]: {"schema": {"type": "string", "description": "On each line a SummaryRequest, in UTF-8."}},
    },
    "description": "An object for each article, on a line of its own; Content-Encoding: gzip is read.",
}
ANSWER: Final = (
    "A line for each line that is not blank, in the order in which they are done: `line` (from 1), `status`, "
    "`client_ref`, and `record` or, where the status is not 200, `problem`."
)

router = APIRouter()


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the body; None: it is too long. `error`: the body ends here, and why."""

    number: int
    content: bytes | None
    error: RequestRejected | None = None


@dataclass(frozen=True, slots=True)
class _Wish:
    """What was asked of all lines."""

    full: bool
    offsets: Offsets
    fresh: bool


@router.post(
    PATH,
    summary="Summarise many news articles",
    response_class=Response,
    responses={200: {"content": {NDJSON[0]: {"schema": {"type": "string"}}}, "description": ANSWER}},
    openapi_extra={"requestBody": REQUEST_BODY},
)
async def create_summaries(
    request: Request, full: InFull, *, offsets: OffsetsParameter = "codepoints", fresh: FreshParameter = False
) -> Response:
    """Turn each line into a typed incident summary, as `POST /v1/summaries` does; a bad line is not the end."""
    sent = media.sent_as(request.headers, NDJSON)
    if sent.charset not in {"utf-8", "us-ascii"}:
        raise media.malformed("Lines are read in utf-8 alone.")
    answers = _answers(request, _lines(request, packed=sent.packed), _Wish(full, offsets, fresh))
    return _Streamed(answers, media_type=NDJSON[0], headers={"Cache-Control": "no-store"})


class _Streamed(StreamingResponse):
    """Sends while the body is read, and ends what it sends from when it ends, also in the middle of a line."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send all lines. The class above would receive, too, to see its client leave, and take parts of the body."""
        assert isinstance(self.body_iterator, AsyncGenerator)
        async with aclosing(self.body_iterator):
            await self.stream_response(send)


async def _lines(request: Request, *, packed: bool) -> AsyncIterator[_Line]:
    number = 0
    chunks = unpacked(request.stream()) if packed else request.stream()
    try:
        async for content in lines(chunks, limit_bytes(settings_of(request).max_article_characters)):
            number += 1
            if content is None or content.strip():
                yield _Line(number, content)
    except RequestRejected as rejection:
        yield _Line(number + 1, b"", rejection)


async def _answers(request: Request, sent: AsyncIterator[_Line], wish: _Wish) -> AsyncGenerator[bytes, None]:
    try:
        at_once = default_at_once(settings_of(request))
        async with aclosing(in_parallel(sent, partial(_answer, request, wish), at_once)) as answers:
            async for answer in answers:
                yield answer
    except ClientDisconnect:
        return


async def _answer(request: Request, wish: _Wish, line: _Line) -> bytes:
    own = Request({**request.scope, "state": dict(request.scope["state"]), "query_string": b""})
    pace: Pace | None = getattr(request.state, PACE, None)
    try:
        async with pace.article() if pace else nullcontext():
            record = await _record(own, wish, line)
    except Exception as error:  # noqa: BLE001  # the head is sent: no status can tell of it
        problem = problem_of(own, error)
        return _written(own, line, problem.status_code, "problem", bytes(problem.body).decode())
    return _written(own, line, 200, "record", record)


async def _record(own: Request, wish: _Wish, line: _Line) -> str:
    """The record of a line, as JSON. Raises RequestRejected and SitrepError."""
    settings = settings_of(own)
    if line.error:
        raise line.error
    if line.content is None:
        raise ArticleTooLong(f"The line is over {limit_bytes(settings.max_article_characters)} bytes.")
    body: SummaryRequest = await aside(partial(read_line, own, line.content))
    with within(settings.deadline_s), asking_anew(wish.fresh):
        read = await asyncio.to_thread(reading(body, settings))
        summary = await patiently(lambda: service_of(own).summarize(read))
    told = in_units(shown(summary, wish.full), read.text, wish.offsets)
    return told.model_copy(update={NAME: body.client_ref}).model_dump_json()


def _written(own: Request, line: _Line, status: int, name: str, content: str) -> bytes:
    head = json.dumps({"line": line.number, "status": status, NAME: client_ref_of(own)}, ensure_ascii=False)
    return f'{head[:-1]}, "{name}": {content}}}\n'.encode()
