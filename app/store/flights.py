"""Work that several ask for at once is done once: single flight."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel

from app.core.anew import is_anew
from app.core.progress import Audience, audience, heard_by
from app.llm.asking import Answer, Ask, ExtractionSpec, Question, Usage, question_key

R = TypeVar("R")
T = TypeVar("T", bound=BaseModel)

MOST_BEGINNINGS: Final = 3
"""Work that is cancelled from elsewhere as often as this will not end well."""


@dataclass(slots=True)
class _Flight(Generic[R]):
    """Work in progress, how many wait for it, and who hears of it."""

    work: asyncio.Task[R]
    audience: Audience
    waiting: int = 0


class Flights(Generic[R]):
    """Work in progress by key. Nothing is remembered: who comes after the end starts anew. For one event loop."""

    def __init__(self) -> None:
        self._flights: dict[object, _Flight[R]] = {}

    async def join(self, key: object, start: Callable[[], Coroutine[Any, Any, R]]) -> R:
        """The result of the work under this key, begun with `start` where none is in progress.

        The work is nobody's own: it goes on while anyone waits, and is cancelled when the last one leaves. Its error
        is everyone's error, and what it tells on the way (`app.core.progress`) everyone hears. Where it is cancelled
        from elsewhere, one of those who wait begins it again, at most MOST_BEGINNINGS times.
        """
        for begun in range(1, MOST_BEGINNINGS + 1):
            flight = self._flights.get(key) or self._begin(key, start)
            flight.waiting += 1
            try:
                with flight.audience.joined(audience()):
                    return await asyncio.shield(flight.work)
            except asyncio.CancelledError:
                if begun == MOST_BEGINNINGS or _is_leaving() or not flight.work.cancelled():
                    raise
            finally:
                self._leave(key, flight)
        raise AssertionError("the loop returns or raises")

    def _begin(self, key: object, start: Callable[[], Coroutine[Any, Any, R]]) -> _Flight[R]:
        with heard_by(Audience()) as everybody:
            flight = self._flights[key] = _Flight(asyncio.create_task(start()), everybody)
        flight.work.add_done_callback(lambda _: self._land(key, flight))
        return flight

    def _leave(self, key: object, flight: _Flight[R]) -> None:
        flight.waiting -= 1
        if not flight.waiting and not flight.work.done():
            self._forget(key, flight)  # who comes now must not join what is ending
            flight.work.cancel()

    def _land(self, key: object, flight: _Flight[R]) -> None:
        self._forget(key, flight)
        if not flight.work.cancelled():
            flight.work.exception()  # seen, also when all who waited have left

    def _forget(self, key: object, flight: _Flight[R]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]


def _is_leaving() -> bool:
    """Whether the cancellation is of the one who waits, and not of the work."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def share(ask: Ask, spec: ExtractionSpec) -> Ask:
    """The same `Ask`, which never has one question in progress twice. Who only waited is told no usage.

    Who asks anew (`is_anew`) waits for nobody's work but that of others who do.
    """
    flights: Flights[Answer[Any]] = Flights()

    async def ask_or_join(question: Question[T], /) -> Answer[T]:
        asked = False

        async def lead() -> Answer[T]:
            nonlocal asked
            asked = True
            return await ask(question)

        answer = await flights.join((question_key(spec, question), is_anew()), lead)
        return answer if asked else replace(answer, usage=Usage())

    return ask_or_join
