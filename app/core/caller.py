"""For whom a piece of work is done: whose turn it takes, and whose tokens it uses.

Set where a request is let in, and inherited by every task that is begun for it.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from app.core.errors import TokensSpent


class Account:
    """Model tokens of one caller, in windows of `window_s` seconds that begin with the first booking.

    A call is booked with the most that it may take, and settled with what it took. It waits while calls in progress
    have booked what it needs, and it goes where nothing is booked and anything is left: so the bound is passed by one
    call at most. For one event loop; the clock only ever grows.
    """

    def __init__(self, bound: int, window_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.bound = bound
        self._window_s = window_s
        self._clock = clock
        self._began_at = float("-inf")
        self._used = 0
        self._booked = 0
        self._settled = asyncio.Event()

    @property
    def left(self) -> int:
        """Tokens that are not used; those of calls in progress are not used yet."""
        return max(0, self.bound - self._used_now())

    @property
    def reset_s(self) -> float:
        """Seconds until all are there again; a whole window where none is used."""
        used = self._used_now()
        return self._began_at + self._window_s - self._clock() if used else self._window_s

    async def refresh(self) -> None:
        """Hear of what was used elsewhere; here nothing is."""

    async def book(self, tokens: int) -> None:
        """Keep tokens for a call, when its turn has come. Raises TokensSpent where none are left."""
        while True:
            await self.refresh()
            if self.left <= 0:
                raise self.refusal()
            if not self._booked or self._booked + tokens <= self.left:
                break
            await self._settled.wait()
        self._booked += tokens

    def settle(self, booked: int, tokens: int) -> None:
        """End a booking: the call took this many tokens."""
        self._booked -= booked
        self.use(tokens)
        self._settled.set()
        self._settled = asyncio.Event()

    def use(self, tokens: int) -> None:
        """Write down what was used."""
        if not self._used_now():
            self._began_at = self._clock()
        self._used += tokens

    async def aclose(self) -> None:
        """Wait for what others are still to hear; here nobody is."""

    def refusal(self) -> TokensSpent:
        """What is raised where nothing is left."""
        return TokensSpent("this key's model tokens are used up", retry_after_s=self.reset_s)

    def _used_now(self) -> int:
        if self._clock() >= self._began_at + self._window_s:
            self._used = 0
        return self._used


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. `id`: of the API key, empty where none is needed; `account` None: nobody counts the tokens."""

    id: str = ""
    account: Account | None = None


_caller: ContextVar[Caller | None] = ContextVar("_caller", default=None)


def caller() -> Caller:
    """For whom this task works."""
    return _caller.get() or Caller()


@contextmanager
def calling(who: Caller) -> Iterator[None]:
    """Work for somebody within the block, and in the tasks that are begun within."""
    token = _caller.set(who)
    try:
        yield
    finally:
        _caller.reset(token)
