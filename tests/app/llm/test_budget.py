"""What a day's calls may take together, and what each cost."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.core.errors import BudgetSpent, CreditSpent, ModelMisconfigured, ModelUnavailable
from app.core.metrics import Counts
from app.llm.allowance import Bill
from app.llm.asking import Usage
from app.llm.budget import Budget, Till
from app.llm.meter import metered
from app.llm.prices import Free

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
ASKED = Usage(input_tokens=100, output_tokens=1000)
TOOK = Usage(input_tokens=80, output_tokens=20)


class MemoryLedger:
    def __init__(self) -> None:
        self.amounts: Counter[tuple[date, str]] = Counter()

    def add(self, day: date, unit: str, amount: int) -> None:
        self.amounts[day, unit] += amount

    def spent(self, day: date, unit: str) -> int:
        return self.amounts[day, unit]

    async def refresh(self, day: date, unit: str) -> None:
        """Nobody else spends."""


class Dollar:
    """A cent for each token."""

    table = "table 1"

    def cost_usd(self, usage: Usage) -> Decimal:
        return Decimal(usage.input_tokens + usage.output_tokens) / 100


def till(granted: str, ledger: MemoryLedger, now: datetime = NOON) -> Till:
    return Till(Dollar(), Budget(granted, ledger, lambda: now), Counts())


async def call(at: Till, reported: Usage | None = TOOK) -> None:
    bill = Bill(ASKED)
    async with at.sale(bill) as sale:
        bill.note_sent()
        sale.reported = reported
        bill.note_answer(reported or Usage(), 0 if reported else 400)


async def test_calls_are_refused_when_the_tokens_of_the_day_are_spent_and_told_until_when() -> None:
    one = till("150 tokens", MemoryLedger())
    await call(one)
    await call(one)
    with pytest.raises(BudgetSpent, match=r"150 tokens.*until 2026-11-02 00:00 UTC") as raised:
        await call(one)
    assert raised.value.retry_after_s == 12 * 3600


async def test_money_is_counted_by_its_price() -> None:
    ledger = MemoryLedger()
    one = till("1.50 USD", ledger)
    await call(one)
    assert ledger.spent(NOON.date(), "USD") == 1_000_000_000
    await call(one)
    with pytest.raises(BudgetSpent):
        await call(one)


async def test_the_next_day_is_a_new_budget() -> None:
    ledger = MemoryLedger()
    await call(till("100 tokens", ledger))
    await call(till("100 tokens", ledger, datetime(2026, 11, 2, tzinfo=UTC)))
    assert len(ledger.amounts) == 2


async def test_a_call_waits_while_those_in_progress_have_booked_what_it_needs() -> None:
    """So many at once pass the bound by one call at most."""
    ledger = MemoryLedger()
    one = till("150 tokens", ledger)
    ended = await asyncio.gather(*(call(one) for _ in range(20)), return_exceptions=True)
    assert [type(each) for each in ended if each] == [BudgetSpent] * 18
    assert ledger.spent(NOON.date(), "tokens") == 200


async def test_a_call_that_is_left_is_paid_in_full() -> None:
    ledger = MemoryLedger()
    one, bill = till("5000 tokens", ledger), Bill(ASKED)

    async def leave() -> None:
        async with one.sale(bill):
            bill.note_sent()
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await leave()
    assert ledger.spent(NOON.date(), "tokens") == 1100


async def test_what_each_call_cost_is_on_the_article_s_meter() -> None:
    one = Till(Dollar(), None, Counts())
    with metered() as meter:
        await call(one)
        await call(one)
    assert (meter.cost_usd, meter.tables) == (Decimal(2), {"table 1"})
    assert one.counts.read() == {
        "model_input_tokens": 160,
        "model_output_tokens": 40,
        "model_nano_usd": 2_000_000_000,
        "attempts/answered": 2,
    }


async def test_a_call_without_a_report_has_no_cost_and_is_counted_as_such() -> None:
    one = Till(Dollar(), None, Counts())
    with metered() as meter:
        await call(one)
        await call(one, reported=None)
    assert meter.cost_usd is None
    assert one.counts.read()["model_calls_unreported"] == 1


async def test_a_call_that_was_rejected_costs_nothing() -> None:
    one, bill = Till(Dollar(), None, Counts()), Bill(ASKED)
    with metered() as meter:
        async with one.sale(bill) as sale:
            bill.note_sent()
            bill.note_failure(ModelUnavailable("the endpoint answered 429", throttled=True))
        assert sale.usage == Usage()
    assert meter.cost_usd == 0


async def test_a_free_model_costs_nothing_whatever_it_reports() -> None:
    with metered() as meter:
        await call(Till(Free(), None, Counts()), reported=None)
    assert meter.cost_usd == 0
    assert not meter.tables


def test_money_bounds_nothing_where_no_price_is_known() -> None:
    budget = Budget("5 USD", MemoryLedger(), lambda: NOON)
    with pytest.raises(ModelMisconfigured, match="give it in tokens"):
        Till(None, budget, Counts()).check()
    Till(Dollar(), budget, Counts()).check()


@pytest.mark.parametrize("granted", ["5", "5 EUR", "-5 USD", "1e9 tokens", ""])
def test_another_text_is_no_budget(granted: str) -> None:
    with pytest.raises(ValueError, match="no budget"):
        Budget(granted, MemoryLedger())


def test_who_has_no_credit_is_written_no_answer() -> None:
    """As of a call that is rejected for its settings: only what was sent may count."""
    bill = Bill(ASKED)
    bill.note_sent()
    bill.note_failure(CreditSpent("the account at the endpoint has no credit left (402)"))
    assert bill.tokens == ASKED.input_tokens
