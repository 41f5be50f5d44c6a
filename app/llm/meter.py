"""What one article took besides the answers it got: the money of all its calls, the tokens of those in vain."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal

from app.llm.asking import Usage


@dataclass(slots=True)
class Meter:
    """`in_vain`: of questions that came to nothing. `cost_usd` None: what some call cost is not known.

    `tables` are the tables of prices that the cost was found in.
    """

    in_vain: Usage = field(default_factory=Usage)
    cost_usd: Decimal | None = Decimal(0)
    tables: set[str] = field(default_factory=set)

    def note_cost(self, cost_usd: Decimal | None, table: str) -> None:
        """A call ended."""
        self.cost_usd = None if cost_usd is None or self.cost_usd is None else self.cost_usd + cost_usd
        if table:
            self.tables.add(table)


_meter: ContextVar[Meter | None] = ContextVar("_meter", default=None)


def meter() -> Meter:
    """That of the article that this task works for; one that nobody reads where there is none."""
    return _meter.get() or Meter()


@contextmanager
def metered() -> Iterator[Meter]:
    """What is asked within, and in tasks begun within, is on one meter."""
    one = Meter()
    token = _meter.set(one)
    try:
        yield one
    finally:
        _meter.reset(token)
