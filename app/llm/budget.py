"""What all calls of a day may take together, in tokens or money, and what each call cost."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final, Literal, Protocol

from app.core.caller import Account
from app.core.errors import BudgetSpent, ModelError, ModelMisconfigured
from app.core.metrics import Counts
from app.core.settings import BUDGET
from app.llm.allowance import Bill
from app.llm.asking import Usage
from app.llm.meter import meter
from app.llm.prices import Tariff

Unit = Literal["USD", "tokens"]
NANO: Final = 1_000_000_000
"""Money is booked in billionths of a dollar: a token of a small model costs some fifty of them."""
DAY: Final = timedelta(days=1)


class Ledger(Protocol):
    """Amounts by day (UTC) and unit; dollars in billionths. No call raises."""

    def add(self, day: date, unit: str, amount: int) -> None:
        """So much more was spent."""
        ...

    def spent(self, day: date, unit: str) -> int:
        """What was spent on a day, as far as is known."""
        ...

    async def refresh(self, day: date, unit: str) -> None:
        """Hear of what was spent elsewhere on a day."""
        ...


def now_utc() -> datetime:
    """This moment by the wall clock: a day is the calendar's."""
    return datetime.now(UTC)


class Budget(Account):
    """The books of everybody together for one calendar day (UTC); each call is booked on them as on a key's account.

    Another process may spend at the same time: together they pass the bound by one call each at most.
    """

    def __init__(self, granted: str, ledger: Ledger, now: Callable[[], datetime] = now_utc) -> None:
        """Take the setting's text, e.g. `5 USD`. Raises ValueError for one that is not of its form."""
        found = re.match(BUDGET, granted)
        if found is None:
            raise ValueError(f"{granted!r} is no budget")
        amount = Decimal(found[1])
        super().__init__(int(amount * NANO if found[2] == "USD" else amount), DAY.total_seconds())
        self.granted = granted
        self.unit: Unit = "USD" if found[2] == "USD" else "tokens"
        self._ledger = ledger
        self._now = now

    @property
    def left(self) -> int:
        """What is not spent of today's; calls in progress have spent nothing yet."""
        return max(0, self.bound - self._ledger.spent(self._now().date(), self.unit))

    @property
    def reset_s(self) -> float:
        """Seconds until the next day."""
        now = self._now()
        midnight = datetime.combine(now.date() + DAY, time(), UTC)
        return (midnight - now).total_seconds()

    def use(self, tokens: int) -> None:
        """Write down what was spent, in the budget's unit."""
        if tokens:
            self._ledger.add(self._now().date(), self.unit, tokens)

    async def refresh(self) -> None:
        """Hear of what was spent elsewhere today."""
        await self._ledger.refresh(self._now().date(), self.unit)

    def refusal(self) -> BudgetSpent:
        """What is raised where nothing is left."""
        until = f"{self._now().date() + DAY:%Y-%m-%d} 00:00 UTC"
        return BudgetSpent(f"today's {self.granted} for the model are spent, until {until}", retry_after_s=self.reset_s)


@dataclass(slots=True)
class Sale:
    """One call. `reported` is what its response reported; None: nothing, or there was none."""

    bill: Bill
    reported: Usage | None = None

    @property
    def usage(self) -> Usage:
        """What is known of the call, without its attempt."""
        return self.reported or Usage(unreported=int(self.was_written))

    @property
    def was_written(self) -> bool:
        """Whether the endpoint may have written an answer, as far as the bill shows."""
        return self.bill.tokens > self.bill.asked.input_tokens

    @property
    def guess(self) -> Usage:
        """The report, or what the bill says in its place."""
        written = max(0, self.bill.tokens - self.bill.asked.input_tokens)
        return self.reported or Usage(
            input_tokens=min(self.bill.tokens, self.bill.asked.input_tokens), output_tokens=written
        )


@dataclass(frozen=True, slots=True)
class Till:
    """Where the calls to one endpoint are paid.

    tariff    None: no price is known
    budget    None: there is no bound
    counts    of calls by outcome (an error code, `answered`, `left` where nobody waited), tokens and money
    """

    tariff: Tariff | None
    budget: Budget | None
    counts: Counts

    def check(self) -> None:
        """Raises ModelMisconfigured where the budget is money and no price is known: it would bound nothing."""
        if self.budget and self.budget.unit == "USD" and self.tariff is None:
            raise ModelMisconfigured(
                "SITREP_LLM_BUDGET_PER_DAY is in USD, and no price is known for this model at this endpoint: "
                "give it in tokens"
            )

    @asynccontextmanager
    async def sale(self, bill: Bill) -> AsyncIterator[Sale]:
        """One call, within the day's budget. Raises BudgetSpent where that has nothing left."""
        sale, booked, outcome = Sale(bill), self._amount(bill.asked), "left"
        if self.budget:
            await self.budget.book(booked)
        try:
            yield sale
            outcome = "answered"
        except ModelError as error:
            outcome = error.code.replace("-", "_")
            raise
        finally:
            self.counts.add(f"attempts/{outcome}")
            if self.budget:
                self.budget.settle(booked, self._amount(sale.guess))
            self._note(sale)

    def cost_usd(self, usage: Usage) -> Decimal | None:
        """US dollars for these tokens; None: not known."""
        return None if self.tariff is None else self.tariff.cost_usd(usage)

    def book(self, usage: Usage) -> None:
        """Write what calls took that were made elsewhere on the day's budget, also where it is more than is left."""
        if self.budget:
            self.budget.use(self._amount(usage))

    def _amount(self, usage: Usage) -> int:
        if self.budget and self.budget.unit == "USD":
            return int((self.cost_usd(usage) or 0) * NANO)
        return usage.input_tokens + usage.output_tokens

    def _note(self, sale: Sale) -> None:
        usage, table = sale.usage, self.tariff.table if self.tariff else ""
        is_free = self.tariff is not None and not table
        cost = self.cost_usd(usage) if is_free or not usage.unreported else None
        meter().note_cost(cost, table)
        for name, number in (
            ("input_tokens", usage.input_tokens),
            ("output_tokens", usage.output_tokens),
            ("reasoning_tokens", usage.reasoning_tokens),
            ("cached_tokens", usage.cached_tokens),
            ("calls_unreported", usage.unreported),
            ("nano_usd", int((cost or 0) * NANO)),
        ):
            if number:
                self.counts.add(f"model_{name}", number)
