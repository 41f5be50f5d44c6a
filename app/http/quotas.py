"""How much each key may use, and how callers are told: draft-ietf-httpapi-ratelimit-headers-11.

Counted in windows that begin with a key's first request, in this process's memory, where a restart forgets, or together
with the other replicas (docs/replicas.md). Tokens are booked on the key's account by each call to a model
(`app/core/caller.py`). The only importer of limits.
"""

import asyncio
import math
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, TypeVar

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter

from app.core.caller import Account
from app.http.problems import RequestRejected
from app.keys import Key
from app.store.redis_counts import SharedAccount, Tally
from app.store.shelf import Away

if TYPE_CHECKING:
    from app.store.redis_link import Link

R = TypeVar("R")

REQUESTS: Final = "requests"
TOKENS: Final = "tokens"
DAY_S: Final = 86_400
AT_ONCE_S: Final = 1
"""Told to a key with as many articles at once as it may have: nobody knows when the next is done."""
PACE: Final = "pace"
"""Under which `Access` leaves a `Pace` on a request."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One quota of one key: `left` of `quota` for the next `reset_s` seconds, in windows of `window_s` seconds."""

    name: str
    quota: int
    window_s: int
    left: int
    reset_s: int


class Quotas:
    """Counts what the keys use: all replicas together where there is a link, each alone while Redis is away.

    The articles that a key has at once are those of this process in any case.
    """

    def __init__(self, link: "Link | None" = None) -> None:
        self._link = link
        self._alone = FixedWindowRateLimiter(MemoryStorage())
        self._together = self._alone if link is None else FixedWindowRateLimiter(_storage(link))
        self._accounts: dict[str, Account] = {}
        self._articles: Counter[str] = Counter()

    async def admit(self, key: Key) -> Standing | None:
        """Count a request; the quota that is used up, or None: it may go on."""
        if not await self._counted(lambda limiter: limiter.hit(_requests(key), key.id, REQUESTS)):
            return await self._requests_of(key)
        if account := self.account(key):
            await account.refresh()
        return next((each for each in self._tokens_of(key) if not each.left), None)

    def account(self, key: Key) -> Account | None:
        """What calls to a model are booked on; None: this key may have any number of tokens."""
        if key.tokens_per_day is None:
            return None
        account = self._accounts.get(key.id) or self._accounts.setdefault(key.id, self._account(key.id))
        account.bound = key.tokens_per_day
        return account

    @contextmanager
    def article(self, key: Key) -> Iterator[bool]:
        """Count an article while it is worked at; False: the key has as many at once as it may."""
        if self._articles[key.id] >= key.articles_at_once:
            yield False
            return
        self._articles[key.id] += 1
        try:
            yield True
        finally:
            self._articles[key.id] -= 1

    async def is_whole(self) -> bool:
        """Whether they are counted together, where they are to be."""
        return self._link is None or await self._link.is_working()

    async def standings(self, key: Key) -> tuple[Standing, ...]:
        """All quotas of a key."""
        return (await self._requests_of(key), *self._tokens_of(key))

    async def aclose(self) -> None:
        """Send what was counted, and close the link."""
        for account in self._accounts.values():
            await account.aclose()
        if self._link:
            await self._link.aclose()

    def _account(self, key_id: str) -> Account:
        if self._link is None:
            return Account(0, DAY_S)
        return SharedAccount(0, DAY_S, Tally(self._link, self._link.name("tokens", key_id), DAY_S))

    async def _counted(self, count: Callable[[FixedWindowRateLimiter], Awaitable[R]]) -> R:
        if self._link is not None:
            with suppress(Away):
                return await self._link.run(lambda: count(self._together))
        return await count(self._alone)

    async def _requests_of(self, key: Key) -> Standing:
        item = _requests(key)
        stats = await self._counted(lambda limiter: limiter.get_window_stats(item, key.id, REQUESTS))
        window_s = item.get_expiry()
        # A window begins with its first request: an untouched one has all its time before it.
        left_s = window_s if stats.remaining == item.amount else stats.reset_time - time.time()
        return Standing(REQUESTS, item.amount, window_s, stats.remaining, _within(window_s, left_s))

    def _tokens_of(self, key: Key) -> Iterator[Standing]:
        if account := self.account(key):
            yield Standing(TOKENS, account.bound, DAY_S, account.left, _within(DAY_S, account.reset_s))


class Pace:
    """Lets the articles of one request in as if each had come by itself: by the key's requests, and how many at once.

    The first one is counted with the request.
    """

    def __init__(self, quotas: Quotas, key: Key) -> None:
        self._quotas = quotas
        self._key = key
        self._counted = False
        self._place_taken = False

    @asynccontextmanager
    async def article(self) -> AsyncIterator[None]:
        """Wait until the key may send one more, and count it. Raises RequestRejected: 429, no tokens are left."""
        counted, self._counted = self._counted, True
        while counted and (used_up := await self._quotas.admit(self._key)):
            if used_up.name != REQUESTS:
                raise used_up_rejection(used_up, await self._quotas.standings(self._key))
            await asyncio.sleep(used_up.reset_s)
        async with self._place():
            yield

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        if not self._place_taken:
            self._place_taken = True
            try:
                yield
            finally:
                self._place_taken = False
            return
        while True:
            with self._quotas.article(self._key) as may_begin:
                if may_begin:
                    yield
                    return
            await asyncio.sleep(AT_ONCE_S)


def headers(standings: tuple[Standing, ...]) -> dict[str, str]:
    """`RateLimit-Policy` (q quota, w window in s) and `RateLimit` (r remaining, t seconds until it is reset)."""
    return {
        "RateLimit-Policy": ", ".join(f'"{each.name}";q={each.quota};w={each.window_s}' for each in standings),
        "RateLimit": ", ".join(f'"{each.name}";r={each.left};t={each.reset_s}' for each in standings),
    }


def used_up_rejection(used_up: Standing, standings: tuple[Standing, ...]) -> RequestRejected:
    """Why a key is refused that has used a quota up: 429."""
    return RequestRejected(
        HTTPStatus.TOO_MANY_REQUESTS,
        "quota-exceeded",
        f"This key's {used_up.quota} {used_up.name} in {used_up.window_s} s are used up.",
        hint="Wait as long as Retry-After says.",
        headers={"Retry-After": str(used_up.reset_s), **headers(standings)},
    )


def _storage(link: "Link") -> RedisStorage:
    return RedisStorage("redis://", implementation="redispy", key_prefix=link.name("limits"), connection_pool=link.pool)


def _requests(key: Key) -> RateLimitItemPerMinute:
    return RateLimitItemPerMinute(key.requests_per_minute)


def _within(window_s: int, left_s: float) -> int:
    return min(window_s, max(1, math.ceil(left_s)))
