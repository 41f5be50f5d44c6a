"""What the endpoints of one service have in common."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from app.core.metrics import Counts
from app.core.settings import Settings
from app.llm.allowance import Clock, RetryBudget
from app.llm.gate import Sleep
from app.llm.spans import SpannedTransport
from app.llm.transport import HttpTransport, Transport


def loop_clock() -> float:
    """Seconds on the running loop's clock, which is monotonic."""
    return asyncio.get_running_loop().time()


def over_http(settings: Settings) -> Transport:
    """What sends calls for real, each with a span."""
    return SpannedTransport(HttpTransport(settings), settings)


@dataclass(frozen=True, slots=True)
class Shared:
    """What the endpoints of one service have in common.

    Args:
        clock: the seconds that `sleep` lets pass.
        sleep: waits between attempts, in seconds.
        budget: of repetitions, for all questions together.
        counts: of what went wrong.
        spent: tokens, and billionths of a dollar, that calls took.
        open_transport: opens what sends the calls to one endpoint.
    """

    clock: Clock
    sleep: Sleep
    budget: RetryBudget
    counts: Counts
    spent: Counts
    open_transport: Callable[[Settings], Transport]

    @classmethod
    def new(
        cls,
        *,
        clock: Clock = loop_clock,
        sleep: Sleep = asyncio.sleep,
        counts: Counts | None = None,
        spent: Counts | None = None,
        open_transport: Callable[[Settings], Transport] = over_http,
    ) -> "Shared":
        """A fresh one."""
        return cls(clock, sleep, RetryBudget(clock), counts or Counts(), spent or Counts(), open_transport)
