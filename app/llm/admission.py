"""Who may still join the queue before a model: an article that could not be read in time is told so at once."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, TypeVar

from pydantic import BaseModel

from app.core.errors import Overloaded
from app.llm.asking import Answer, Ask, Question

R = TypeVar("R")
T = TypeVar("T", bound=BaseModel)

MEMORY: Final = 0.95
"""What an answer leaves of the weight of those before it: the mean is over about the last twenty."""


@dataclass(slots=True)
class Ticket:
    """One article's place. `admitted`: a piece of its work has been let into the queue."""

    admitted: bool = False


_ticket: ContextVar[Ticket | None] = ContextVar("_ticket", default=None)


class Admission:
    """Counts what waits for one resource, measures its pace, and refuses articles whose turn would come too late.

    Before a model, an article is let in or refused at its first question that the store cannot answer. Once in, it
    stays: its own questions do not count against it. For one event loop.
    """

    def __init__(
        self,
        slots: int = 1,
        deadline_s: float = math.inf,
        most_articles: float = math.inf,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the most questions at once, the longest time for an article, and the most articles that may wait."""
        self._most_slots = slots
        self._slots = asyncio.Semaphore(slots)
        self._deadline_s = deadline_s
        self._most_articles = most_articles
        self._clock = clock
        self._articles = 0
        self._questions = 0
        self._total_s = 0.0
        self._weight = 0.0
        self._measured_at_s = clock()

    @property
    def questions(self) -> int:
        """Questions that wait for an answer, those that are being answered too."""
        return self._questions

    @property
    def answer_s(self) -> float | None:
        """Seconds that an answer takes from its turn on, whatever it comes to; None: nothing has been measured lately.

        What is older than the deadline counts no more: a model that was in trouble then may be well now.
        """
        is_old = self._clock() - self._measured_at_s > self._deadline_s
        return None if is_old or not self._weight else self._total_s / self._weight

    @contextmanager
    def article(self) -> Iterator[Ticket]:
        """The questions asked within, by tasks begun within too, are those of one article."""
        ticket = Ticket()
        token = _ticket.set(ticket)
        try:
            yield ticket
        finally:
            _ticket.reset(token)
            self._articles -= ticket.admitted

    def guard(self, ask: Ask) -> Ask:
        """The same `Ask`, in turn; it raises Overloaded at the first question of an article that is not let in."""

        async def ask_in_turn(question: Question[T], /) -> Answer[T]:
            return await self.turn(lambda: ask(question), _ticket.get())

        return ask_in_turn

    async def turn(self, work: Callable[[], Awaitable[R]], ticket: Ticket | None) -> R:
        """What the work gives, in its turn. Raises Overloaded when it is the first of an article that is not let in."""
        if ticket is not None and not ticket.admitted:
            self._admit()
            ticket.admitted = True
        self._questions += 1
        try:
            async with self._slots:
                return await self._measured(work)
        finally:
            self._questions -= 1

    def _admit(self) -> None:
        answer_s = self.answer_s or 0.0
        before = self._questions - self._most_slots + 1
        wait_s = before * answer_s / self._most_slots
        late_s = wait_s + answer_s - self._deadline_s
        if self._articles >= self._most_articles:
            raise Overloaded(f"{self._articles} articles are waiting already", retry_after_s=max(1.0, late_s))
        if before > 0 and late_s > 0:
            raise Overloaded(f"the turn of this article would come in {math.ceil(wait_s)} s", retry_after_s=late_s)
        self._articles += 1

    async def _measured(self, work: Callable[[], Awaitable[R]]) -> R:
        began_s = self._clock()
        try:
            answer = await work()
        except asyncio.CancelledError:
            # It would have taken longer still.
            if (lasted_s := self._clock() - began_s) > (self.answer_s or 0.0):
                self._measure(lasted_s)
            raise
        except Exception:
            self._measure(self._clock() - began_s)
            raise
        self._measure(self._clock() - began_s)
        return answer

    def _measure(self, lasted_s: float) -> None:
        if self.answer_s is None:
            self._total_s = self._weight = 0.0
        self._measured_at_s = self._clock()
        self._total_s = self._total_s * MEMORY + lasted_s
        self._weight = self._weight * MEMORY + 1
