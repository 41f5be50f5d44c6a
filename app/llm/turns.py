"""Slots that are given in turn: by caller, then by article, then to who came first."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final

from app.core.caller import caller
from app.core.progress import Audience, audience

RESERVED: Final = 4
"""One slot in so many is not for a caller who has all the others."""


@dataclass(slots=True, eq=False)
class Ticket:
    """One article's place.

    admitted    a piece of its work has been let into the queue
    size        pieces that it comes in, as far as is known
    waiting     pieces that are in the queue, or being worked at
    begun       one of them has had its turn
    audience    who hears of its place
    """

    caller: str = field(default_factory=lambda: caller().id)
    admitted: bool = False
    size: int = 1
    waiting: int = 0
    begun: bool = False
    audience: Audience = field(default_factory=audience)


_ticket: ContextVar[Ticket | None] = ContextVar("_ticket", default=None)


def current() -> Ticket | None:
    """The place of the article that is being read; None: of none."""
    return _ticket.get()


@contextmanager
def holding(ticket: Ticket) -> Iterator[None]:
    """The work within, and in tasks begun within, is that of one article."""
    token = _ticket.set(ticket)
    try:
        yield
    finally:
        _ticket.reset(token)


def expect(pieces: int) -> None:
    """The article that is being read comes in at least so many pieces."""
    if ticket := current():
        ticket.size = max(ticket.size, pieces)


_Queues = dict[Ticket | None, deque["asyncio.Future[None]"]]
"""Who waits, by article; the first one's turn is the next."""


class Turns:
    """Some slots for one event loop. `slots` may be set at any time; what is held then is not taken back.

    Whoever comes waits for one turn of each other caller, and of each other article of its own caller, however much
    those have waiting. Where there are callers with keys, one of them never holds all of the slots, if there are four.
    """

    def __init__(self, slots: int) -> None:
        self.held = 0
        self._slots = slots
        self._held_by: Counter[str] = Counter()
        self._waiting: dict[str, _Queues] = {}

    @property
    def slots(self) -> int:
        """Most that are held at once."""
        return self._slots

    @slots.setter
    def slots(self, slots: int) -> None:
        self._slots = slots
        self._give()

    @asynccontextmanager
    async def turn(self, ticket: Ticket | None) -> AsyncIterator[None]:
        """Hold a slot, when one's turn has come. None: work of no article."""
        who = ticket.caller if ticket else caller().id
        await self.acquire(who, ticket)
        try:
            yield
        finally:
            self.release(who)

    async def acquire(self, who: str, ticket: Ticket | None) -> None:
        """Wait for a slot."""
        granted = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(who, {}).setdefault(ticket, deque()).append(granted)
        self._give()
        try:
            await asyncio.sleep(0)  # who comes in the same moment queues here, before the first one's call is begun
            await granted
        except asyncio.CancelledError:
            if granted.done() and not granted.cancelled():
                self.release(who)  # its turn came in the moment in which it left
            else:
                granted.cancel()
                self._drop(who, ticket, granted)
            raise

    def release(self, who: str) -> None:
        """Give a slot back."""
        self.held -= 1
        self._held_by[who] -= 1
        if not self._held_by[who]:
            del self._held_by[who]
        self._give()

    def _give(self) -> None:
        while self.held < self._slots and (who := self._next()) is not None:
            granted = self._take(who)
            if not granted.done():  # it left, and its task does not know yet
                self.held += 1
                self._held_by[who] += 1
                granted.set_result(None)

    def _next(self) -> str | None:
        return next((who for who in self._waiting if self._held_by[who] < self._most(who)), None)

    def _most(self, who: str) -> int:
        return self._slots - self._slots // RESERVED if who else self._slots

    def _take(self, who: str) -> "asyncio.Future[None]":
        """The first of the first article of a caller; article and caller go to the end."""
        queues = self._waiting.pop(who)
        ticket = next(iter(queues))
        queue = queues.pop(ticket)
        granted = queue.popleft()
        if queue:
            queues[ticket] = queue
        if queues:
            self._waiting[who] = queues
        return granted

    def _drop(self, who: str, ticket: Ticket | None, granted: "asyncio.Future[None]") -> None:
        queues = self._waiting.get(who, {})
        queue = queues.get(ticket, deque())
        if granted in queue:
            queue.remove(granted)
        if not queue:
            queues.pop(ticket, None)
        if not queues:
            self._waiting.pop(who, None)
