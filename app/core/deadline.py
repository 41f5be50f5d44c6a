"""How long an article may take, from its arrival to its answer: set where it comes in, known to all work for it.

Inherited by every task that is begun within.
"""

import asyncio
import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

QUESTIONS: Final = 0.9
"""The part of what is left that may be spent on a model: what it said has to be checked yet."""
_ends_at: ContextVar[float] = ContextVar("_ends_at", default=math.inf)
"""On the clock of the event loop."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What is done in the block has so many seconds, or what was left before where that is less."""
    token = _ends_at.set(min(_ends_at.get(), asyncio.get_running_loop().time() + seconds))
    try:
        yield
    finally:
        _ends_at.reset(token)


def left_s() -> float:
    """Seconds until the deadline, 0 after it; infinite where there is none."""
    return max(0.0, _ends_at.get() - asyncio.get_running_loop().time())


def for_questions_s() -> float:
    """Seconds that questions to a model may take of what is left."""
    return QUESTIONS * left_s()
