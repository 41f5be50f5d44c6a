"""What a Redis costs that is gone, hangs, or refuses."""

import asyncio
import logging
import time
from contextlib import aclosing

import pytest

from app.core.errors import NotSetUp
from app.core.metrics import Counts
from app.store.redis_link import FAULT, PAUSE_S, TRY_S, Link
from app.store.shelf import Away
from tests.fakes.redis import RedisServer, running

GONE = "redis://:zanzibar@127.0.0.1:9/0"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def tries(link: Link, times: int) -> float:
    """How long so many commands take, all of which fail."""
    began = time.monotonic()
    for _ in range(times):
        with pytest.raises(Away):
            await link.run(lambda: link.redis.get("x"))
    return time.monotonic() - began


async def test_a_redis_that_is_gone_is_tried_once_a_pause() -> None:
    """Breaker: of a hundred commands one is tried; after the pause one more."""
    clock, counts = Clock(), Counts()
    async with aclosing(Link(GONE, counts, clock)) as link:
        await tries(link, 100)
        assert counts.read() == {FAULT: 1}
        clock.now += PAUSE_S
        await tries(link, 100)
        assert counts.read() == {FAULT: 2}


async def test_a_redis_that_hangs_costs_its_time_once() -> None:
    """It takes connections and says nothing: TRY_S for the first, nothing for the next hundred."""

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1024):
            pass
        writer.close()

    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with aclosing(Link(f"redis://127.0.0.1:{port}/0")) as link:
            took_s = await tries(link, 1)
            assert TRY_S * 0.9 <= took_s < 4 * TRY_S
            link._again_at = float("inf")
            assert await tries(link, 100) < TRY_S


async def test_one_caller_probes_and_the_others_do_not_wait(one_redis: RedisServer) -> None:
    """While it is away, a try that is under way is not joined."""
    async with aclosing(Link(one_redis.url)) as link:
        link.is_up, may_end = False, asyncio.Event()
        probe = asyncio.create_task(link.run(may_end.wait))
        await asyncio.sleep(0)
        with pytest.raises(Away):
            await link.run(lambda: link.redis.get("x"))
        may_end.set()
        assert await probe
        assert link.is_up


async def test_it_comes_back_by_itself() -> None:
    """Killed and begun anew: the connection that Redis closed is not taken for another failure."""
    with running() as server:
        clock = Clock()
        async with aclosing(Link(server.url, clock=clock)) as link:
            assert await link.is_working()
            server.kill()
            assert not await link.is_working()
            server.start()
            clock.now += PAUSE_S
            assert await link.is_working()
            assert link.is_up


async def test_one_that_takes_no_writes_does_not_work_and_is_read_on(one_redis: RedisServer) -> None:
    """A replica of Redis, or one whose memory is full, answers a PING."""
    async with aclosing(Link(one_redis.url)) as link:
        await link.redis.replicaof("127.0.0.1", 9)
        try:
            assert not await link.is_working()
            assert link.is_up
        finally:
            await link.redis.replicaof("NO", "ONE")
        assert await link.is_working()


async def test_no_secret_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """Neither the URL's password nor its host, at any level."""
    caplog.set_level(logging.DEBUG)
    async with aclosing(Link(GONE)) as link:
        await tries(link, 2)
    assert "zanzibar" not in caplog.text
    assert "127.0.0.1" not in caplog.text
    assert "the shared store does not work" in caplog.text


@pytest.mark.parametrize("url", ["", "zanzibar", "http://h/0", "redis://zanzibar:password@h:port/0"])
def test_what_is_no_url_of_a_redis_is_refused_and_not_repeated(url: str) -> None:
    """At the start, by the setting's name."""
    with pytest.raises(NotSetUp, match="SITREP_STORE_URL is no URL of a Redis") as raised:
        Link(url)
    assert "zanzibar" not in f"{raised.value} {raised.value.hint}"
