"""What the endpoints of one service have in common."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from app.core.metrics import Counts
from app.core.settings import Settings
from app.llm.allowance import Clock, RetryBudget
from app.llm.gate import Sleep
from app.llm.transport import HttpTransport, Transport


def loop_clock() -> float:
    """Seconds on the running loop's clock, which is monotonic."""
    return asyncio.get_running_loop().time()


@dataclass(frozen=True, slots=True)
class Shared:
    """What the endpoints of one service have in common.

    Args:
        clock: the seconds that `sleep` lets pass.
        sleep: waits between attempts, in seconds.
        budget: of repetitions, for all questions together.
        counts: of what went wrong.
        open_transport: opens what sends the calls to one endpoint.
    """

    clock: Clock
    sleep: Sleep
    budget: RetryBudget
    counts: Counts
    open_transport: Callable[[Settings], Transport]

    @classmethod
    def new(
        cls,
        *,
        clock: Clock = loop_clock,
        sleep: Sleep = asyncio.sleep,
        counts: Counts | None = None,
        open_transport: Callable[[Settings], Transport] = HttpTransport,
    ) -> "Shared":
        """A fresh one."""
        return cls(clock, sleep, RetryBudget(clock), counts or Counts(), open_transport)
