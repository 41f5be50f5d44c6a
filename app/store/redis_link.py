"""The connection to a Redis (6.2 or later) or Valkey that replicas share. The only importer of redis.

A Redis that is gone costs each caller TRY_S once, and then nothing: while it is away one try is made every PAUSE_S.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError

from app.core.errors import NotSetUp
from app.core.metrics import Counts
from app.store.shelf import Away

R = TypeVar("R")

TRY_S: Final = 0.5
"""Longest time of one command, connecting and looking up the name included; a round trip takes less than 1 ms."""
PAUSE_S: Final = 1.0
"""Between two tries while it is away."""
SILENCE_S: Final = 10.0
"""Between two lines in the log that it fails."""
MOST_CONNECTIONS: Final = 64
PREFIX: Final = "sitrep:1:"
"""Of all keys; 1 is the version of what lies under them. Another installation takes another database of the URL."""
FAULT: Final = "shared_store_away"
_SCHEMES: Final = ("redis://", "rediss://", "unix://")
_log = logging.getLogger(__name__)


class Link:
    """One Redis, each command bounded in time, behind a breaker. For one event loop."""

    def __init__(self, url: str, counts: Counts | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """Connect with the first command. Raises NotSetUp for a text that is no URL of a Redis, which it may repeat."""
        self.pool: Any = _pool(url)
        self._redis: Any = Redis(connection_pool=self.pool)  # its methods are typed for both kinds of client at once
        self._counts = counts or Counts()
        self._clock = clock
        self._again_at = 0.0
        self._probing = False
        self._silent_until = 0.0
        self.is_up = True

    def name(self, *parts: str) -> str:
        """The name of a key."""
        return PREFIX + ":".join(parts)

    @property
    def redis(self) -> Any:
        """The client, for what is done within `run`."""
        return self._redis

    def script(self, lua: str) -> Callable[..., Awaitable[Any]]:
        """A script that is sent by its digest, for `run`: `script(keys=[...], args=[...])`."""
        script: Callable[..., Awaitable[Any]] = self._redis.register_script(lua)
        return script

    async def run(self, work: Callable[[], Awaitable[R]]) -> R:
        """What commands give that are sent once. Raises Away where Redis fails, is late, or was away a moment ago."""
        probe = not self.is_up
        if probe and (self._probing or self._clock() < self._again_at):
            raise Away
        self._probing = probe or self._probing
        try:
            async with asyncio.timeout(TRY_S):
                result = await work()
        except (RedisError, OSError) as error:  # TimeoutError is an OSError
            self._note_failure(error)
            raise Away from None
        finally:
            self._probing = self._probing and not probe
        self._note_success()
        return result

    async def is_working(self) -> bool:
        """Whether it takes a write now: one that is read-only or full answers a PING."""
        try:
            await self.run(lambda: self._redis.set(self.name("alive"), b"1", px=1000))
        except Away:
            return False
        return True

    async def aclose(self) -> None:
        """Close the connections."""
        await self.pool.disconnect()

    def _note_failure(self, error: Exception) -> None:
        self._counts.add(FAULT)
        # The class alone: the message has the address, and could have more.
        if self.is_up and self._clock() >= self._silent_until:
            self._silent_until = self._clock() + SILENCE_S
            _log.warning("the shared store does not work (%s): this replica goes on alone", type(error).__name__)
        if not isinstance(error, ResponseError):  # what it refuses costs no time, and may be of one key
            self.is_up, self._again_at = False, self._clock() + PAUSE_S

    def _note_success(self) -> None:
        if not self.is_up:
            _log.warning("the shared store works again")
        self.is_up = True


def _pool(url: str) -> BlockingConnectionPool:
    try:
        if not url.startswith(_SCHEMES):
            raise ValueError
        return BlockingConnectionPool.from_url(
            url,
            protocol=2,  # no notices of managed services, which arrive by RESP3
            max_connections=MOST_CONNECTIONS,
            timeout=TRY_S,
            socket_timeout=TRY_S,
            socket_connect_timeout=TRY_S,
            retry=Retry(NoBackoff(), 1),  # a connection that Redis closed is found out by using it
        )
    except (ValueError, TypeError):
        raise NotSetUp(
            "SITREP_STORE_URL is no URL of a Redis", hint="Write it as redis://host:6379/0, or rediss:// with TLS."
        ) from None
