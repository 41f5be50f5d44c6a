"""Partial records: what is proposed of an article so far, derived as the whole will be, for those who listen."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from app.core.errors import SitrepError
from app.core.progress import Audience, Step, audience, heard_by
from app.records.proposal import Proposal, SoFar
from schemas import ArticleSummary

EVERY_S: Final = 1.0
"""Between two of one article, and before the first: what the store answers needs none."""
log = logging.getLogger(__name__)

Make = Callable[[Proposal], Awaitable[ArticleSummary]]
"""Derives the record of a proposal."""


@dataclass(frozen=True, slots=True)
class Partial(Step):
    """The record of what is read so far: each value in it is verified; its status is `partial`."""

    summary: ArticleSummary


@asynccontextmanager
async def previewed(make: Make) -> AsyncIterator[None]:
    """Tell partial records of what is proposed within: one at a time, of the latest, none where nobody listens."""
    everybody = audience()
    latest: asyncio.Queue[SoFar] = asyncio.Queue(1)

    def hear(step: Step) -> None:
        if not isinstance(step, SoFar):
            everybody.tell(step)
            return
        if latest.full():
            latest.get_nowait()
        latest.put_nowait(step)

    making = asyncio.create_task(_make(latest, make, everybody))
    try:
        with heard_by(Audience(hear)):
            yield
    finally:
        making.cancel()
        await asyncio.gather(making, return_exceptions=True)


async def _make(latest: "asyncio.Queue[SoFar]", make: Make, everybody: Audience) -> None:
    while True:
        await asyncio.sleep(EVERY_S)
        so_far = await latest.get()
        if not everybody.listens:
            continue
        try:
            everybody.tell(Partial(await make(await so_far.proposal())))
        except SitrepError as error:  # no turn for it, say: the whole record will come
            log.info("no partial record: %s", error.code)
