"""What a question may use over all its calls, and what all questions together may repeat. Pure, but for the clock."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final

from app.llm.asking import Usage

Clock = Callable[[], float]
"""Seconds that only ever grow, from any beginning: never the wall clock, which jumps."""


@dataclass(slots=True)
class Allowance:
    """What is left for one question. `ends_at` is on the clock of the one who made it.

    `later` is how many endpoints stand behind the one that is asked now: calls and time are kept for them.
    """

    ends_at: float
    calls: int
    tokens: int
    later: int = 0
    usage: Usage = field(default_factory=Usage)

    @property
    def calls_here(self) -> int:
        """Calls that the endpoint asked now may still take; each one behind it is left one."""
        return max(0, min(self.calls, max(1, self.calls - self.later)))

    def ends_here_at(self, now: float) -> float:
        """When the endpoint asked now must have answered: what is left of the time is shared with those behind it."""
        return now + (self.ends_at - now) / (self.later + 1)

    def note_call(self) -> None:
        """A call goes out."""
        self.calls -= 1
        self.usage += Usage(attempts=1)

    def note_refusal(self) -> None:
        """An endpoint minded a part of the request, which is said again without: a call, but none of those left."""
        self.usage += Usage(attempts=1)

    def note_tokens(self, tokens: Usage) -> None:
        """An endpoint told what a call took."""
        self.usage += tokens
        self.tokens -= tokens.input_tokens + tokens.output_tokens


_current: ContextVar[Allowance] = ContextVar("allowance")


def lent() -> Allowance | None:
    """The allowance within which this question is asked; None: the one who asks makes its own."""
    return _current.get(None)


@contextmanager
def lend(allowance: Allowance) -> Iterator[None]:
    """Let whatever is asked within the block share one allowance."""
    token = _current.set(allowance)
    try:
        yield
    finally:
        _current.reset(token)


class RetryBudget:
    """Bounds the repeated calls of all questions: a dependency in trouble must not get more work for it.

    Over the last `WINDOW_S` seconds there are never more repetitions than a tenth of the calls, or `RESERVE` where
    that is more: a quiet service may repeat, too. The idea is that of Finagle's RetryBudget ("min retries" and
    "percent can retry"); counted exactly here, since calls to a model are few.
    """

    SHARE: Final = 0.1
    RESERVE: Final = 10
    WINDOW_S: Final = 60.0

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calls: deque[float] = deque()
        self._repeats: deque[float] = deque()

    def note_call(self) -> None:
        """A call goes out, first or repeated."""
        self._calls.append(self._forget())

    def take(self) -> bool:
        """Whether one more call may be repeated now; if so it counts as repeated."""
        now = self._forget()
        allowed = len(self._repeats) < max(self.RESERVE, int(self.SHARE * len(self._calls)))
        if allowed:
            self._repeats.append(now)
        return allowed

    def _forget(self) -> float:
        now = self._clock()
        for times in (self._calls, self._repeats):
            while times and times[0] <= now - self.WINDOW_S:
                times.popleft()
        return now
