"""Accounts of tokens, and for whom a task works."""

import asyncio

import pytest

from app.core.caller import Account, Caller, caller, calling
from app.core.errors import TokensSpent


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def account(bound: int = 1000, clock: Clock | None = None) -> Account:
    return Account(bound, 3600, clock or Clock())


async def call(paying: Account, most: int, cost: int, go: asyncio.Event | None = None) -> None:
    await paying.book(most)
    if go:
        await go.wait()
    paying.settle(most, cost)


async def test_what_was_booked_is_corrected_to_what_it_cost() -> None:
    paying = account()
    await call(paying, 900, 300)
    assert paying.left == 700
    await call(paying, 900, 0)
    assert paying.left == 700


async def test_calls_that_come_together_wait_until_what_they_need_is_not_booked() -> None:
    """Of 1,000 tokens a call books 400 and costs 10: two are out at once, and all go in the end."""
    paying, gates = account(), [asyncio.Event() for _ in range(5)]
    calls = [asyncio.create_task(call(paying, 400, 10, go)) for go in gates]
    await asyncio.sleep(0)
    booked = [paying.left]
    gates[0].set()
    gates[2].set()
    await asyncio.gather(calls[0], calls[2])
    assert booked == [1000]
    assert not any(each.done() for each in (calls[1], *calls[3:]))
    for go in gates:
        go.set()
    await asyncio.gather(*calls)
    assert paying.left == 950


async def test_the_bound_is_passed_by_one_call_at_most() -> None:
    """Sixty come at once, and each costs 300 of 1,000 tokens: the fourth passes the bound, and no other is made."""
    paying = account()
    ended = await asyncio.gather(*(call(paying, 13_000, 300) for _ in range(60)), return_exceptions=True)
    assert [type(each) for each in ended].count(TokensSpent) == 56
    assert paying.left == 0


async def test_who_comes_when_all_is_spent_learns_when_it_is_there_again() -> None:
    clock = Clock()
    paying = account(clock=clock)
    await call(paying, 1000, 1000)
    clock.now_s += 600
    with pytest.raises(TokensSpent) as refused:
        await paying.book(1)
    assert refused.value.retry_after_s == paying.reset_s == 3000
    clock.now_s += 3000
    await paying.book(1)
    assert paying.left == 1000


async def test_a_task_works_for_whom_it_was_begun() -> None:
    assert caller() == Caller()
    with calling(Caller("key")):
        task = asyncio.create_task(_who())
    assert (caller().id, await task) == ("", "key")


async def _who() -> str:
    return caller().id
