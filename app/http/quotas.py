"""How much each key may use, and how callers are told: draft-ietf-httpapi-ratelimit-headers-11.

Counted in windows that begin with a key's first request, in this process's memory: a restart forgets. The only
importer of limits.
"""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter

from app.keys import Key

REQUESTS: Final = "requests"
TOKENS: Final = "tokens"


@dataclass(frozen=True, slots=True)
class Standing:
    """One quota of one key: `left` of `quota` for the next `reset_s` seconds, in windows of `window_s` seconds."""

    name: str
    quota: int
    window_s: int
    left: int
    reset_s: int


class Quotas:
    """Counts what the keys use."""

    def __init__(self) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    async def admit(self, key: Key) -> Standing | None:
        """Count a request; the quota that is used up, or None: it may go on."""
        for name, item in _items(key):
            count = self._limiter.hit if name == REQUESTS else self._limiter.test
            if not await count(item, key.id, name):
                return await self._standing(key, name, item)
        return None

    async def spend(self, key: Key, tokens: int) -> None:
        """Count tokens; more than are left is possible, since what an answer costs is known at its end."""
        for name, item in _items(key):
            if name == TOKENS and tokens:
                await self._limiter.hit(item, key.id, name, cost=tokens)

    async def standings(self, key: Key) -> tuple[Standing, ...]:
        """All quotas of a key."""
        return tuple([await self._standing(key, name, item) for name, item in _items(key)])

    async def _standing(self, key: Key, name: str, item: RateLimitItem) -> Standing:
        stats = await self._limiter.get_window_stats(item, key.id, name)
        window_s = item.get_expiry()
        # A window begins with its first request: an untouched one has all its time before it.
        left_s = window_s if stats.remaining == item.amount else math.ceil(stats.reset_time - time.time())
        return Standing(name, item.amount, window_s, stats.remaining, min(window_s, max(1, left_s)))


def headers(standings: tuple[Standing, ...]) -> dict[str, str]:
    """`RateLimit-Policy` (q quota, w window in s) and `RateLimit` (r remaining, t seconds until it is reset)."""
    return {
        "RateLimit-Policy": ", ".join(f'"{each.name}";q={each.quota};w={each.window_s}' for each in standings),
        "RateLimit": ", ".join(f'"{each.name}";r={each.left};t={each.reset_s}' for each in standings),
    }


def _items(key: Key) -> Iterator[tuple[str, RateLimitItem]]:
    yield REQUESTS, RateLimitItemPerMinute(key.requests_per_minute)
    if key.tokens_per_day is not None:
        yield TOKENS, RateLimitItemPerDay(key.tokens_per_day)
