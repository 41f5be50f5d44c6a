"""Answers that replicas share, in a real Redis."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass

import pytest

from app.core.metrics import Counts
from app.store import redis_shelf
from app.store.redis_link import PREFIX, Link
from app.store.redis_shelf import FENCED, RedisShelf
from app.store.shelf import Turn
from tests.fakes.redis import RedisServer

ONE, OTHER = "1" * 64, "2" * 64
PATIENCE_S = 20.0


@dataclass
class Replicas:
    """Two of them, each with its own connection, and what Redis has."""

    one: RedisShelf
    other: RedisShelf
    link: Link
    counts: Counts


@pytest.fixture
async def replicas(one_redis: RedisServer) -> AsyncIterator[Replicas]:
    async with AsyncExitStack() as stack:
        first, second = [await stack.enter_async_context(aclosing(Link(one_redis.url))) for _ in "ab"]
        counts = Counts()
        yield Replicas(RedisShelf(first, counts), RedisShelf(second, counts), first, counts)


def new_key() -> str:
    return uuid.uuid4().hex


async def test_what_one_replica_put_another_gets(replicas: Replicas) -> None:
    """Any text, half a surrogate pair too."""
    key, text = new_key(), '{"said": "two dead \ud800 é"}'
    assert await replicas.other.get(key) is None
    assert await replicas.one.put(key, text, Turn(1))
    assert await replicas.other.get(key) == text


async def test_a_turn_is_one_replica_s_at_a_time_and_numbers_rise(replicas: Replicas) -> None:
    """Ten who want the same turn, of two replicas: never two within, each later number greater."""
    key, numbers, within = new_key(), list[int](), 0

    async def take(shelf: RedisShelf) -> None:
        nonlocal within
        async with shelf.turn(key) as turn:
            within += 1
            assert within == 1
            numbers.append(turn.number)
            await asyncio.sleep(0.002)
            within -= 1

    await asyncio.gather(*(take(shelf) for _ in range(5) for shelf in (replicas.one, replicas.other)))
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 10


async def test_who_had_to_wait_is_told(replicas: Replicas) -> None:
    """An answer may have come meanwhile, so that it looks again."""
    key, may_end = new_key(), asyncio.Event()

    async def hold() -> bool:
        async with replicas.one.turn(key) as turn:
            await may_end.wait()
            return turn.waited

    holding = asyncio.create_task(hold())
    await asyncio.sleep(0.05)
    asyncio.get_running_loop().call_later(0.1, may_end.set)
    async with replicas.other.turn(key) as turn:
        assert turn.waited
    assert not await holding


async def test_a_lease_is_renewed_for_as_long_as_the_work_lasts(
    replicas: Replicas, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Work of many leases' length is not begun by a second one."""
    monkeypatch.setattr(redis_shelf, "LEASE_S", 0.3)
    monkeypatch.setattr(redis_shelf, "RENEWAL_S", 0.05)
    key, ended = new_key(), False

    async def work() -> None:
        nonlocal ended
        async with replicas.one.turn(key):
            await asyncio.sleep(1.0)
            ended = True

    working = asyncio.create_task(work())
    await asyncio.sleep(0.05)
    async with replicas.other.turn(key):
        assert ended
    await working


async def test_a_lease_that_nobody_renews_ends(replicas: Replicas, monkeypatch: pytest.MonkeyPatch) -> None:
    """As of a replica that was killed: the next one has the turn after LEASE_S."""
    monkeypatch.setattr(redis_shelf, "LEASE_S", 0.2)
    monkeypatch.setattr(redis_shelf, "RENEWAL_S", 60.0)
    key = new_key()
    async with replicas.one.turn(key) as killed, asyncio.timeout(PATIENCE_S / 2), replicas.other.turn(key) as turn:
        assert turn.waited
        assert turn.number > killed.number


async def test_an_answer_of_an_earlier_turn_does_not_replace_a_later_one(replicas: Replicas) -> None:
    """Fencing: who was stopped within its turn, and comes back after another's."""
    key = new_key()
    async with replicas.one.turn(key) as early:
        await replicas.link.redis.delete(f"{PREFIX}turn:{key}")  # as if its time were over
        async with replicas.other.turn(key) as late:
            assert await replicas.other.put(key, "late", late)
        assert not await replicas.one.put(key, "early", early)
    assert await replicas.one.get(key) == "late"
    assert replicas.counts.read() == {FENCED: 1}


async def test_numbers_rise_though_redis_lost_the_counter(replicas: Replicas) -> None:
    """Redis may give keys up for room, or begin anew: a later turn is a later turn."""
    async with replicas.one.turn(new_key()) as before:
        await replicas.link.redis.delete(f"{PREFIX}turns")
    await asyncio.sleep(0.01)
    async with replicas.one.turn(new_key()) as after:
        assert after.number > before.number


async def test_who_lost_its_lease_does_not_end_another_s(replicas: Replicas) -> None:
    """A release is of one's own turn alone."""
    key = new_key()
    async with replicas.one.turn(key):
        await replicas.link.redis.set(f"{PREFIX}turn:{key}", "another's")
    assert await replicas.link.redis.get(f"{PREFIX}turn:{key}") == b"another's"


async def test_erasure_deletes_what_is_of_the_article_and_of_nobody(replicas: Replicas) -> None:
    """What is shared with it goes, too; what is another's alone stays. More keys than one look at Redis has."""
    for number in range(redis_shelf.BATCH + 100):
        await replicas.one.put(f"of {number}", "x", Turn(1))
        await replicas.one.claim(f"of {number}", [ONE if number % 2 else OTHER])
    await replicas.one.put("both", "x", Turn(1))
    await replicas.one.claim("both", [ONE])
    await replicas.other.claim("both", [OTHER])
    await replicas.one.put("nobody's", "x", Turn(1))
    erased = await replicas.other.erase(ONE)
    assert (erased.of_it, erased.unknown) == (redis_shelf.BATCH // 2 + 51, 1)
    assert await replicas.one.get("both") is None
    assert await replicas.one.get("nobody's") is None
    assert await replicas.one.get("of 1") is None
    assert await replicas.one.get("of 0") == "x"


async def test_an_answer_keeps_its_owners_when_it_is_put_anew(replicas: Replicas) -> None:
    """As on disk, for `--fresh`."""
    key = new_key()
    await replicas.one.put(key, "x", Turn(1))
    await replicas.one.claim(key, [ONE])
    await replicas.one.put(key, "y", Turn(2))
    assert (await replicas.one.erase(ONE)).of_it == 1


async def test_what_does_not_lie_there_is_not_claimed(replicas: Replicas) -> None:
    """Else a hash without a text would stay for ever."""
    key = new_key()
    await replicas.one.claim(key, [ONE])
    assert not await replicas.link.redis.exists(f"{PREFIX}answer:{key}")


async def test_without_redis_a_replica_has_what_it_had_and_asks_by_itself() -> None:
    """Nobody listens there: what it put is in its memory, and its turn comes at once."""
    async with aclosing(Link("redis://127.0.0.1:9/0")) as link:
        shelf = RedisShelf(link)
        async with asyncio.timeout(PATIENCE_S), shelf.turn("key") as turn:
            assert turn == Turn()
            assert await shelf.put("key", "text", turn)
        assert await shelf.get("key") == "text"
        assert await shelf.get("other") is None


async def test_what_was_erased_meanwhile_is_not_in_memory_either(replicas: Replicas) -> None:
    """A replica that finds an answer gone forgets it."""
    key = new_key()
    await replicas.one.put(key, "x", Turn(1))
    await replicas.link.redis.delete(f"{PREFIX}answer:{key}")
    assert await replicas.one.get(key) is None
    await replicas.link.aclose()
    replicas.link.is_up, replicas.link._again_at = False, float("inf")
    assert await replicas.one.get(key) is None
