"""An answer as server-sent events: what is heard on the way to it, then the answer, or the problem.

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

Status = dict[str, Any]
Work = Callable[[], Awaitable[str]]
"""What the plain call does; its answer, as one line of JSON."""


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


async def answered_in_events(request: Request, doing: Work, course: "Course") -> Response:
    """The stream of an answer; `course` hears of it on the way. Raises what `doing` does until the stream begins."""
    with heard_by(Audience(course.hear)):
        work = asyncio.ensure_future(doing())
    work.add_done_callback(course.note_end)
    if task := asyncio.current_task():  # that of the request, whichever way it ends
        task.add_done_callback(lambda _: work.cancel())
    await course.until_news(HEARTBEAT_S)
    if work.done():
        await work
    return EventSourceResponse(_events(request, course, work), headers=HEADERS)


class Steps:
    """The steps of one article as statuses."""

    def __init__(self) -> None:
        self._asking: Asking | None = None

    def status(self, step: Step) -> Status | None:
        """What a step is told as; None: not at all. That nothing is answered yet is no news before it is let in."""
        match step:
            case Queued(place):
                return {"state": "queued", "place": place}
            case Asking(done=done):
                self._asking = step
                return _asking(step) if done else None
            case Begun():
                return _asking(self._asking) if self._asking else {"state": "reading"}
            case Checking():
                return {"state": "checking"}
        return None


class Course:
    """What was heard on the way to an answer and is not sent yet: of the statuses of each article the newest."""

    def __init__(self) -> None:
        self.news = asyncio.Event()
        self.told: dict[int, Status] = {}
        self._waiting: dict[int, Status] = {}

    def hear(self, step: Step) -> None:
        """Take note of a step."""
        raise NotImplementedError

    async def partial(self) -> str | None:
        """What there is of the answer and is not sent yet; None: nothing new."""
        raise NotImplementedError

    def note_end(self, work: "asyncio.Future[str]") -> None:
        """The work has ended; an error of it is seen, also where nobody waits any more."""
        _ = work.cancelled() or work.exception()
        self.news.set()

    def note(self, status: Status, article: int = 0) -> None:
        """Take note of the status of an article, by its position; the one that was told last is no news."""
        if status != self.told.get(article):
            self._waiting.pop(article, None)
            self._waiting[article] = self.told[article] = status
            self.news.set()

    async def until_news(self, seconds: float) -> bool:
        """Wait for something to send; False: there is nothing."""
        try:
            async with asyncio.timeout(seconds):
                await self.news.wait()
        except TimeoutError:
            return False
        return True

    async def take(self) -> AsyncIterator[bytes]:
        """The events of what is not sent yet."""
        self.news.clear()
        waiting, self._waiting = self._waiting, {}
        for status in waiting.values():
            yield _event("status", json.dumps(status))
        if partial := await self.partial():
            yield _event("partial", partial)


class OfArticle(Course):
    """On the way to one record; `write` writes a partial one."""

    def __init__(self, write: Callable[[ArticleSummary], str]) -> None:
        super().__init__()
        self._steps, self._write = Steps(), write
        self._partial: ArticleSummary | None = None

    def hear(self, step: Step) -> None:
        """Take note of a step, or of a partial record."""
        if isinstance(step, Partial):
            self._partial = step.summary
            self.news.set()
        elif status := self._steps.status(step):
            self.note(status)

    async def partial(self) -> str | None:
        """The newest partial record."""
        summary, self._partial = self._partial, None
        return self._write(summary) if summary else None


def _asking(step: Asking) -> Status:
    return {"state": "asking", "done": step.done, "of": step.of, "unit": step.unit}


async def _events(request: Request, course: Course, work: "asyncio.Future[str]") -> AsyncIterator[bytes]:
    while not work.done():
        async for event in course.take():
            yield event
        if not await course.until_news(HEARTBEAT_S):
            yield KEEPALIVE_COMMENT
    yield await _last(request, work)


async def _last(request: Request, work: "asyncio.Future[str]") -> bytes:
    """The answer, or the problem that the plain call would have been answered with; `retry` is its Retry-After."""
    try:
        return _event("result", await work)
    except Exception as error:  # noqa: BLE001  # the head is sent: no status can tell of it
        problem = problem_of(request, error)
    wait_s = problem.headers.get("Retry-After")
    return _event("error", bytes(problem.body).decode(), 1000 * int(wait_s) if wait_s else None)


def _event(name: str, data: str, retry_ms: int | None = None) -> bytes:
    return format_sse_event(event=name, data_str=data, retry=retry_ms)
