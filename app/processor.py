"""The queue before the processor: what keeps it busy is done in turn, within the deadline, and ends with its turn."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Self, TypeVar

from app.core.deadline import left_s
from app.core.errors import DeadlinePassed
from app.core.workers import Workers, in_thread
from app.engine.child import usable_cpus
from app.llm.admission import Admission
from app.llm.turns import Ticket

T = TypeVar("T")

SLOTS: Final = range(4, 17)
"""Articles that are parsed or checked at once: as many as there are processors, within these. Four, so that a short one
gets its share beside long ones; sixteen, as the process of a long one takes some 100 MB."""
SLACK_S: Final = 2.0
"""After the deadline, for what was read until then to be checked: a short deadline leaves little for it."""

_in_turn: ContextVar[Ticket | None] = ContextVar("_in_turn", default=None)
"""The place before the processor of the article that is being read."""


@dataclass(frozen=True, slots=True)
class Processor:
    """Runs work in its turn, as `app.records.proposal.Blocking`; the pieces of one article are let in together.

    reading  who waits, and whose turn it is
    workers  who do it; None: threads
    """

    reading: Admission = field(default_factory=Admission)
    workers: Workers | None = None

    @classmethod
    def of(cls, deadline_s: float, workers: Workers | None) -> Self:
        """With a slot for each CPU; nobody waits longer than half the deadline."""
        return cls(Admission(min(max(usable_cpus(), SLOTS[0]), SLOTS[-1]), deadline_s / 2), workers)

    @contextmanager
    def article(self) -> Iterator[None]:
        """The work within, and in tasks begun within, is that of one article."""
        with self.reading.article() as ticket:
            place = _in_turn.set(ticket)
            try:
                yield
            finally:
                _in_turn.reset(place)

    async def __call__(self, work: partial[T], /) -> T:
        """What the work gives, from a thread or a process (`Workers.run`). Raises what it raises, and Overloaded."""
        workers = self.workers
        return await self._turn(lambda: workers.run(work, _limit_s()) if workers else in_thread(work))

    async def apart(self, work: partial[T], /) -> T:
        """The same from a process, where there are workers."""
        workers = self.workers
        return await self._turn(lambda: workers.apart(work, _limit_s()) if workers else in_thread(work))

    async def _turn(self, work: Callable[[], Awaitable[T]]) -> T:
        return await self.reading.turn(work, _in_turn.get())


async def in_time(work: Awaitable[T]) -> T:
    """What comes of it, if it does so by the deadline, or within the slack after it. Raises DeadlinePassed."""
    try:
        async with asyncio.timeout(_limit_s()):
            return await work
    except TimeoutError:
        raise DeadlinePassed("the text could not be read and checked in time") from None


def _limit_s() -> float:
    return left_s() + SLACK_S
