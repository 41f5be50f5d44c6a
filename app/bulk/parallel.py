"""Work on many items, a bounded number at once: what is done is handed on as it is done, and no more is read before."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable
from typing import Any, Final, TypeVar

from app.core.errors import Overloaded
from app.core.settings import Settings

T = TypeVar("T")
R = TypeVar("R")

MOST: Final = 16
"""Articles of one batch at once, where nobody says how many."""
TRIES: Final = 20
"""Of an article that is not let in, since others are before it."""
WAIT_S: Final = 5.0
"""Before another try, where the queue does not say how long, and at most."""


def default_at_once(settings: Settings) -> int:
    """Articles at once: as there may be calls to the endpoint. Before the embedded engine one is parsed meanwhile."""
    return 2 if settings.embedded else min(MOST, settings.llm_concurrency)


def with_slots(settings: Settings, concurrency: int | None) -> Settings:
    """Settings with as many calls in flight as there are articles at once, where somebody says how many."""
    if concurrency is None or concurrency <= settings.llm_concurrency:
        return settings
    return settings.model_copy(update={"llm_concurrency": concurrency})


async def in_parallel(
    items: AsyncIterator[T], work: Callable[[T], Awaitable[R]], at_once: int
) -> AsyncGenerator[R, None]:
    """What the work gives for each item, as it is there; an error of the work or of the items ends it.

    No more than `at_once` are worked at, and one more is read: who does not take results stops the reading. What is
    in progress at the end, whoever ends it, is cancelled.
    """
    working: set[asyncio.Future[R]] = set()
    reading: asyncio.Future[T] | None = asyncio.ensure_future(_next(items))
    try:
        while reading or working:
            await _any_of(working, reading if len(working) < at_once else None)
            if reading and reading.done():  # where there was no room, something is done now
                try:
                    working.add(asyncio.ensure_future(work(reading.result())))
                    reading = asyncio.ensure_future(_next(items))
                except StopAsyncIteration:
                    reading = None
            for done in [each for each in working if each.done()]:
                working.remove(done)
                yield done.result()
    finally:
        left: list[asyncio.Future[Any]] = [*working, *([reading] if reading else [])]
        for each in left:
            each.cancel()
        await asyncio.gather(*left, return_exceptions=True)


async def _any_of(working: Iterable["asyncio.Future[Any]"], reading: "asyncio.Future[Any] | None") -> None:
    await asyncio.wait([*working, *([reading] if reading else [])], return_when=asyncio.FIRST_COMPLETED)


async def _next(items: AsyncIterator[T]) -> T:
    return await anext(items)


async def patiently(work: Callable[[], Awaitable[R]]) -> R:
    """What the work gives; where its turn would come too late, it is tried again. Raises Overloaded in the end."""
    for _ in range(TRIES):
        try:
            return await work()
        except Overloaded as error:
            await asyncio.sleep(min(WAIT_S, error.retry_after_s or WAIT_S))
    return await work()
