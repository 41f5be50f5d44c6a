"""What keys use, counted by replicas together; by one alone it is in tests/faults/test_access.py."""

from contextlib import AsyncExitStack, aclosing
from datetime import UTC, datetime

from app.http.quotas import REQUESTS, TOKENS, Quotas
from app.keys import Key, mint
from app.store.redis_link import Link
from tests.fakes.redis import RedisServer

NOW = datetime(2024, 1, 5, tzinfo=UTC)


def key(requests: int = 60, tokens: int | None = None) -> Key:
    return mint("desk", ("summarize",), requests, tokens, NOW)[0]


async def test_replicas_count_the_requests_of_a_key_together(one_redis: RedisServer) -> None:
    """Three a minute: two here and one there, and then it is refused by both, with the same standing."""
    mine = key(requests=3)
    async with AsyncExitStack() as stack:
        one, other = [await stack.enter_async_context(aclosing(Quotas(Link(one_redis.url)))) for _ in "ab"]
        assert [await quotas.admit(mine) for quotas in (one, other, one)] == [None] * 3
        for quotas in (one, other):
            used_up = await quotas.admit(mine)
            assert used_up is not None
            assert (used_up.name, used_up.left) == (REQUESTS, 0)
            assert 0 < used_up.reset_s <= 60


async def test_replicas_count_the_tokens_of_a_key_together(one_redis: RedisServer) -> None:
    """What one used is told by the other at the next request."""
    mine = key(tokens=100)
    async with AsyncExitStack() as stack:
        one, other = [await stack.enter_async_context(aclosing(Quotas(Link(one_redis.url)))) for _ in "ab"]
        account = one.account(mine)
        assert account is not None
        await account.book(100)
        account.settle(100, 100)
        await account.aclose()
        used_up = await other.admit(mine)
        assert used_up is not None
        assert (used_up.name, used_up.left) == (TOKENS, 0)


async def test_without_redis_each_counts_alone() -> None:
    """A limit holds for each replica at least."""
    mine = key(requests=1, tokens=10)
    async with aclosing(Quotas(Link("redis://127.0.0.1:9/0"))) as quotas:
        assert await quotas.admit(mine) is None
        used_up = await quotas.admit(mine)
        assert used_up is not None
        assert used_up.name == REQUESTS
        assert [standing.left for standing in await quotas.standings(mine)] == [0, 10]
