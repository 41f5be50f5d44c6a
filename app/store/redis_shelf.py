"""Answers that replicas share, in Redis, and turns at a question by lease.

An answer is a hash: `v` its text, `n` the fencing number of the turn that wrote it, `o` the articles it is of. Each
step is one script, so that no two replicas come between each other.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from app.core.metrics import Counts
from app.store.claims import OWNER_LETTERS
from app.store.disk import Erased
from app.store.recent import Texts
from app.store.shelf import Away, Turn

if TYPE_CHECKING:
    from app.store.redis_link import Link

LEASE_S: Final = 4.0
"""After so long a replica that was killed or stopped has lost its turn."""
RENEWAL_S: Final = 1.0
"""Between two renewals of a lease: three may fail."""
POLL_S: Final = 0.05
"""Mean time between two looks at another's lease."""
KEPT_DAYS: Final = 365
"""An answer goes so long after it was written; before that by Redis' own rule where its memory is full."""
BATCH: Final = 500
"""Keys that are looked at together when an article is erased."""
DAY_S: Final = 86_400
FENCED: Final = "shared_store_fenced"

_TAKE: Final = """
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
-- A counter that Redis has lost begins at the clock, in ms: above whatever it came to before.
local now = redis.call('TIME')
redis.call('SET', KEYS[2], now[1] * 1000 + math.floor(now[2] / 1000), 'NX')
local number = redis.call('INCR', KEYS[2])
redis.call('SET', KEYS[1], number, 'PX', ARGV[1])
return number
"""
_RENEW: Final = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""
_RELEASE: Final = """
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
"""
_PUT: Final = """
if tonumber(redis.call('HGET', KEYS[1], 'n') or 0) > tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'n', ARGV[1], 'v', ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
"""
_CLAIM: Final = """
if redis.call('EXISTS', KEYS[1]) == 0 then return end
local before = redis.call('HGET', KEYS[1], 'o') or ''
local owners = before
for _, article in ipairs(ARGV) do
  if not string.find(owners, article, 1, true) then owners = owners .. ' ' .. article end
end
if owners ~= before then redis.call('HSET', KEYS[1], 'o', owners) end
"""


class RedisShelf:
    """The `Shelf` of replicas.

    While Redis is away, what this replica lately put or got is in its memory, and its turns wait for nobody.
    """

    def __init__(self, link: "Link", counts: Counts | None = None) -> None:
        self._link = link
        self._counts = counts or Counts()
        self._lately = Texts()
        self._take, self._renew = link.script(_TAKE), link.script(_RENEW)
        self._release, self._put, self._claim = link.script(_RELEASE), link.script(_PUT), link.script(_CLAIM)

    async def get(self, key: str) -> str | None:
        """The text put under this key; None: there is none. From memory while Redis is away, and only then."""
        try:
            stored = await self._link.run(lambda: self._link.redis.hget(self._answer(key), "v"))
        except Away:
            return self._lately.get(key)
        text = None if stored is None else stored.decode(errors="surrogatepass")
        self._lately.put(key, text)
        return text

    async def put(self, key: str, value: str, turn: Turn) -> bool:
        """Keep the text; False: one of a later turn lies there, which stays."""
        args = [turn.number, value.encode(errors="surrogatepass"), KEPT_DAYS * DAY_S]
        with suppress(Away):
            if not await self._link.run(lambda: self._put(keys=[self._answer(key)], args=args)):
                self._counts.add(FENCED)
                return False
        self._lately.put(key, value)
        return True

    async def claim(self, key: str, articles: Collection[str]) -> None:
        """Note that what lies under the key is of these articles, too."""
        args = [article[:OWNER_LETTERS] for article in articles]
        with suppress(Away):
            await self._link.run(lambda: self._claim(keys=[self._answer(key)], args=args))

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[Turn]:
        """Wait for the lease, and hold it for as long as the block lasts; without one where Redis is away."""
        lease = self._link.name("turn", key)
        turn = await self._taken(lease)
        if not turn.number:
            yield turn
            return
        holding = asyncio.create_task(self._hold(lease, turn.number))
        try:
            yield turn
        finally:
            holding.cancel()
            with suppress(Away):
                await self._link.run(lambda: self._release(keys=[lease], args=[turn.number]))

    async def erase(self, article: str) -> Erased:
        """Delete the answers that are of an article, and those of no known one. Raises Away."""
        mine, of_it, unknown, cursor = article[:OWNER_LETTERS], 0, 0, 0
        while True:
            cursor, names = await self._link.run(partial(self._scan, cursor))
            owners = await self._link.run(partial(self._owners, names))
            doomed = [name for name, whose in zip(names, owners, strict=True) if not whose or mine in whose]
            if doomed:
                await self._link.run(partial(self._link.redis.unlink, *doomed))
            unknown += sum(not whose for whose in owners)
            of_it += sum(mine in whose for whose in owners)
            if not cursor:
                return Erased(of_it, unknown, emptied=True)

    async def _scan(self, cursor: int) -> tuple[int, list[bytes]]:
        found: tuple[int, list[bytes]] = await self._link.redis.scan(cursor, match=self._answer("*"), count=BATCH)
        return found

    async def _owners(self, names: list[bytes]) -> list[str]:
        pipeline = self._link.redis.pipeline(transaction=False)
        for name in names:
            pipeline.hget(name, "o")
        return [(whose or b"").decode() for whose in await pipeline.execute()]

    async def _taken(self, lease: str) -> Turn:
        keys, waited = [lease, self._link.name("turns")], False
        while True:
            try:
                number = await self._link.run(lambda: self._take(keys=keys, args=[int(LEASE_S * 1000)]))
            except Away:
                return Turn(waited=waited)
            if number:
                return Turn(number, waited)
            waited = True
            await asyncio.sleep(POLL_S * random.uniform(0.5, 1.5))  # noqa: S311 - so that replicas look in turn

    async def _hold(self, lease: str, number: int) -> None:
        """Renew a lease until it is lost."""
        args, held = [number, int(LEASE_S * 1000)], True
        while held:
            await asyncio.sleep(RENEWAL_S)
            with suppress(Away):
                held = bool(await self._link.run(lambda: self._renew(keys=[lease], args=args)))

    def _answer(self, key: str) -> str:
        return self._link.name("answer", key)
