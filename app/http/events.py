"""An answer as server-sent events: what is heard on the way to a record, then the record, or the problem.

Nothing is sent before the article is let in, so that what is refused has its ordinary status. Of what a slow reader has
not taken yet, the newest is kept alone. The work ends with the request, whichever side ends that.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

from fastapi import Request, Response
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event

from app.core.progress import Asking, Audience, Begun, Checking, Queued, Step, heard_by
from app.http.handlers import problem_of
from app.previews import Partial
from schemas import ArticleSummary

HEARTBEAT_S: Final = 10.0
"""Longest silence. Proxies and clients cut off a connection that is idle for 30 to 60 s."""
MEDIA_TYPE: Final = "text/event-stream"
HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""The second for nginx, which would hold the events back otherwise."""

Summarize = Callable[[], Awaitable[ArticleSummary]]
Write = Callable[[ArticleSummary], str]
"""A record as this request gets it, as one line of JSON."""


def wants_events(request: Request) -> bool:
    """Whether `Accept` names events, and gives JSON no greater weight. A wildcard is content with JSON."""
    weights = dict(map(_weighed, ",".join(request.headers.getlist("accept")).lower().split(",")))
    return weights.get(MEDIA_TYPE, 0.0) > 0 and weights[MEDIA_TYPE] >= weights.get("application/json", 0.0)


def _weighed(accepted: str) -> tuple[str, float]:
    media_type, *parameters = (part.strip() for part in accepted.split(";"))
    given = next((part[2:] for part in parameters if part.startswith("q=")), "1")
    try:
        return media_type, float(given)
    except ValueError:
        return media_type, 0.0


async def answered_in_events(request: Request, summarize: Summarize, result: Write, partial: Write) -> Response:
    """The stream of an article; `result` and `partial` write a record. Raises what `summarize` does until it begins."""
    course = _Course()
    with heard_by(Audience(course.hear)):
        work = asyncio.ensure_future(summarize())
    work.add_done_callback(course.note_end)
    if task := asyncio.current_task():  # that of the request, whichever way it ends
        task.add_done_callback(lambda _: work.cancel())
    await course.until_news(HEARTBEAT_S)
    if work.done():
        await work
    return EventSourceResponse(_events(request, course, work, result, partial), headers=HEADERS)


class _Course:
    """What was heard and is not sent yet: of statuses the newest, and of partial records."""

    def __init__(self) -> None:
        self.news = asyncio.Event()
        self._asking: Asking | None = None
        self._status: dict[str, Any] | None = None
        self._told: dict[str, Any] | None = None
        self._partial: ArticleSummary | None = None

    def hear(self, step: Step) -> None:
        """Take note of a step. That nothing is answered yet is no news before the article is let in."""
        match step:
            case Queued(place):
                self._set({"state": "queued", "place": place})
            case Asking(done=0):
                self._asking = step
            case Asking():
                self._asking = step
                self._set(_asking(step))
            case Begun():
                self._set(_asking(self._asking) if self._asking else {"state": "reading"})
            case Checking():
                self._set({"state": "checking"})
            case Partial(summary):
                self._partial = summary
                self.news.set()

    def note_end(self, work: "asyncio.Future[ArticleSummary]") -> None:
        """The work has ended; an error of it is seen, also where nobody waits any more."""
        _ = work.cancelled() or work.exception()
        self.news.set()

    def _set(self, status: dict[str, Any]) -> None:
        if status != self._told:
            self._status = self._told = status
            self.news.set()

    async def until_news(self, seconds: float) -> bool:
        """Wait for something to send; False: there is nothing."""
        try:
            async with asyncio.timeout(seconds):
                await self.news.wait()
        except TimeoutError:
            return False
        return True

    def take(self, partial: Write) -> list[bytes]:
        """The events of what is not sent yet."""
        self.news.clear()
        status, self._status = self._status, None
        summary, self._partial = self._partial, None
        events = [_event("status", json.dumps(status))] if status else []
        return events + ([_event("partial", partial(summary))] if summary else [])


def _asking(step: Asking) -> dict[str, Any]:
    return {"state": "asking", "done": step.done, "of": step.of, "unit": step.unit}


async def _events(
    request: Request, course: _Course, work: "asyncio.Future[ArticleSummary]", result: Write, partial: Write
) -> AsyncIterator[bytes]:
    while not work.done():
        for event in course.take(partial):
            yield event
        if not await course.until_news(HEARTBEAT_S):
            yield KEEPALIVE_COMMENT
    yield await _last(request, work, result)


async def _last(request: Request, work: "asyncio.Future[ArticleSummary]", result: Write) -> bytes:
    """The record, or the problem that the plain call would have been answered with; `retry` is its Retry-After."""
    try:
        return _event("result", result(await work))
    except Exception as error:  # noqa: BLE001  # the head is sent: no status can tell of it
        problem = problem_of(request, error)
    wait_s = problem.headers.get("Retry-After")
    return _event("error", bytes(problem.body).decode(), 1000 * int(wait_s) if wait_s else None)


def _event(name: str, data: str, retry_ms: int | None = None) -> bytes:
    return format_sse_event(event=name, data_str=data, retry=retry_ms)
