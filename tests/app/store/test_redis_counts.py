"""What replicas count together, in a real Redis."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from datetime import date

import pytest

from app.core.errors import TokensSpent
from app.store.redis_counts import RedisLedger, SharedAccount, Tally
from app.store.redis_link import Link
from tests.fakes.redis import RedisServer

DAY = date(2026, 11, 1)
WINDOW_S = 60.0


@pytest.fixture
async def links(one_redis: RedisServer) -> AsyncIterator[tuple[Link, Link]]:
    async with AsyncExitStack() as stack:
        one, other = [await stack.enter_async_context(aclosing(Link(one_redis.url))) for _ in "ab"]
        yield one, other


async def test_two_ledgers_are_one(links: tuple[Link, Link]) -> None:
    """Each adds, at once and in parts; both know the sum."""
    one, other = (RedisLedger(link) for link in links)
    for _ in range(10):
        one.add(DAY, "tokens", 3)
        other.add(DAY, "tokens", 4)
        other.add(DAY, "USD", 1)
    await one.aclose()
    await other.aclose()
    await one.refresh(DAY, "tokens")
    assert one.spent(DAY, "tokens") == 70
    assert one.spent(date(2026, 11, 2), "tokens") == 0


async def test_a_key_s_tokens_are_those_of_all_replicas(links: tuple[Link, Link]) -> None:
    """What one used, another has not left: its next call is refused, and told when there are new ones."""
    name = uuid.uuid4().hex
    one, other = (SharedAccount(100, WINDOW_S, Tally(link, name, WINDOW_S)) for link in links)
    await one.book(100)
    one.settle(100, 100)
    await one.aclose()
    with pytest.raises(TokensSpent) as raised:
        await other.book(1)
    assert raised.value.retry_after_s == pytest.approx(WINDOW_S, abs=10)


async def test_a_window_ends(links: tuple[Link, Link]) -> None:
    """It begins with the first addition, of whichever replica, and then all is there again."""
    name = uuid.uuid4().hex
    one, other = (Tally(link, name, 0.2) for link in links)
    one.add(7)
    await one.aclose()
    await other.refresh()
    assert (one.total, other.total) == (7, 7)
    await asyncio.sleep(0.25)
    assert (one.total, other.total) == (0, 0)
    await other.refresh()
    assert other.total == 0


async def test_what_is_added_while_redis_is_away_counts_here_and_is_sent_when_it_is_back(
    links: tuple[Link, Link],
) -> None:
    """A bound holds for each replica at least."""
    name = uuid.uuid4().hex
    one, other = (Tally(link, name, WINDOW_S) for link in links)
    links[0].is_up, links[0]._again_at = False, float("inf")
    one.add(5)
    await one.aclose()
    await other.refresh()
    assert (one.total, other.total) == (5, 0)
    links[0].is_up = True
    await one.refresh()
    await other.refresh()
    assert (one.total, other.total) == (5, 5)
