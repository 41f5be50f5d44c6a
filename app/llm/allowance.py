"""What a question may use over all its calls, what all together may repeat, and what a call costs its caller."""

from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final

from app.core.caller import caller
from app.core.errors import CreditSpent, ModelError, ModelMisconfigured, ModelUnavailable
from app.llm.asking import Usage
from app.llm.meter import meter

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


BYTES_PER_TOKEN: Final = 4
"""Of UTF-8, for what an endpoint does not tell: English has four to five."""


@dataclass(slots=True)
class Bill:
    """What one call costs: nothing before it is sent, and then what was asked for, until more is known.

    `asked` is a guess at the tokens in, and the most that may come out.
    """

    asked: Usage
    tokens: int = 0

    @classmethod
    def of(cls, texts: Iterable[str], max_output_tokens: int) -> "Bill":
        """The bill of a call with these messages."""
        size_bytes = sum(len(text.encode(errors="replace")) for text in texts)
        return cls(Usage(input_tokens=-(-size_bytes // BYTES_PER_TOKEN), output_tokens=max_output_tokens))

    def note_sent(self) -> None:
        """The call goes out. Whoever leaves it now, or does not wait for its end, pays for all that it asked for."""
        self.tokens = self.most

    def note_failure(self, error: ModelError) -> None:
        """No answer: an endpoint that is not there or rejects the call wrote none; one that was cut off was at it."""
        cut_off = isinstance(error, ModelUnavailable) and error.cut_off
        wrote_none = isinstance(error, ModelUnavailable | ModelMisconfigured | CreditSpent) and not cut_off
        self.tokens = self.asked.input_tokens if wrote_none else self.most

    def note_answer(self, told: Usage, body_bytes: int) -> None:
        """An answer came; what it does not tell is guessed."""
        written = told.output_tokens or min(self.asked.output_tokens, body_bytes // BYTES_PER_TOKEN)
        self.tokens = (told.input_tokens or self.asked.input_tokens) + written

    @property
    def most(self) -> int:
        """Tokens that the call may take."""
        return self.asked.input_tokens + self.asked.output_tokens


@asynccontextmanager
async def billed(texts: Iterable[str], max_output_tokens: int) -> AsyncIterator[Bill]:
    """One call, on the account of the one it is made for. Raises TokensSpent where that has no tokens left."""
    bill = Bill.of(texts, max_output_tokens)
    account = caller().account
    if account is None:
        yield bill
        return
    await account.book(bill.most)
    try:
        yield bill
    finally:
        account.settle(bill.most, bill.tokens)


@contextmanager
def charged(allowance: Allowance) -> Iterator[None]:
    """Where no answer comes of the block, what it used is still the article's."""
    try:
        yield
    except BaseException:
        meter().in_vain += allowance.usage
        raise


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
