"""Who may still join the queue before a model: an article that could not be read in time is told so at once."""

import asyncio
import math
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from pydantic import BaseModel

from app.core.errors import Overloaded
from app.core.progress import Begun, Queued
from app.llm.asking import Answer, Ask, Question
from app.llm.turns import Ticket, Turns, current, holding

R = TypeVar("R")
T = TypeVar("T", bound=BaseModel)

MEMORY: Final = 0.95
"""What an answer leaves of the weight of those before it: the mean is over about the last twenty."""


OWN_SHARE: Final = 0.25
"""How much of the deadline an article is taken to need at most: what it needs beyond is read as far as time allows."""


class Admission:
    """Counts what waits for one resource, measures its pace, and refuses articles whose turn would come too late.

    Before a model, an article is let in or refused at its first question that the store cannot answer. Once in, it
    stays: its own questions do not count against it, and those of others as far as their turns come before its own:
    by caller, then by article. For one event loop.
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
        self._turns = Turns(slots)
        self._deadline_s = deadline_s
        self._most_articles = most_articles
        self._clock = clock
        self._articles: dict[Ticket, None] = {}  # in the order in which they came
        self._nobody = Ticket("", admitted=True)
        self._total_s = 0.0
        self._weight = 0.0
        self._measured_at_s = clock()

    @property
    def questions(self) -> int:
        """Questions that wait for an answer, those that are being answered too."""
        return self._nobody.waiting + sum(ticket.waiting for ticket in self._articles)

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
        with holding(ticket):
            try:
                yield ticket
            finally:
                self._articles.pop(ticket, None)
                self._tell_places()

    def guard(self, ask: Ask) -> Ask:
        """The same `Ask`, in turn; it raises Overloaded at the first question of an article that is not let in."""

        async def ask_in_turn(question: Question[T], /) -> Answer[T]:
            return await self.turn(lambda: ask(question), current())

        return ask_in_turn

    async def turn(self, work: Callable[[], Awaitable[R]], ticket: Ticket | None) -> R:
        """What the work gives, in its turn. Raises Overloaded when it is the first of an article that is not let in."""
        if ticket is not None and not ticket.admitted:
            self._admit(ticket)
            ticket.admitted = True
        place = ticket or self._nobody
        place.waiting += 1
        if not place.begun and self._turns.held >= self._turns.slots:
            self._tell_places()
        try:
            async with self._turns.turn(ticket):
                self._begin(place)
                return await self._measured(work)
        finally:
            place.waiting -= 1

    def _admit(self, ticket: Ticket) -> None:
        answer_s = self.answer_s or 0.0
        before = self._before(ticket) - self._turns.slots + 1
        wait_s = before * answer_s / self._turns.slots
        late_s = wait_s + answer_s - self._deadline_s
        if len(self._articles) >= self._most_articles:
            raise Overloaded(f"{len(self._articles)} articles are waiting already", retry_after_s=max(1.0, late_s))
        if before > 0 and late_s > 0:
            raise Overloaded(f"the turn of this article would come in {math.ceil(wait_s)} s", retry_after_s=late_s)
        self._articles[ticket] = None

    def _begin(self, ticket: Ticket) -> None:
        if not ticket.begun:
            ticket.begun = True
            ticket.audience.tell(Begun())

    def _tell_places(self) -> None:
        """Tell the articles whose first turn has not come where they stand."""
        for place, ticket in enumerate(self._articles, 1):
            if ticket.waiting and not ticket.begun:
                ticket.audience.tell(Queued(place))

    def _before(self, ticket: Ticket) -> int:
        """Questions that have their turn before the last one of an article that comes now, its own left out."""
        size = max(1, min(ticket.size, self._share()))
        others: Counter[str] = Counter()
        own = 0
        for each in (*self._articles, self._nobody):
            if each.caller == ticket.caller:
                own += min(each.waiting, size)
            else:
                others[each.caller] += each.waiting
        return own + sum(min(waiting, own + size) for waiting in others.values())

    def _share(self) -> int:
        """The most questions that an article is taken to come in."""
        if not self.answer_s or math.isinf(self._deadline_s):
            return 1
        return int(OWN_SHARE * self._deadline_s * self._turns.slots / self.answer_s)

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
