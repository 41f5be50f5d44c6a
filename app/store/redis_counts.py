"""What replicas count together in Redis: tokens and money of a day, and the tokens of each API key."""

import asyncio
import time
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final

from app.core.caller import Account
from app.store.shelf import Away

if TYPE_CHECKING:
    from app.store.redis_link import Link

LEDGER_S: Final = 2 * 86_400.0
"""A day's amount is kept until the day is over everywhere."""
_ADD: Final = """
local total, left = redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1])
if ARGV[1] ~= '0' then total = redis.call('INCRBY', KEYS[1], ARGV[1]) end
if total and left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  left = tonumber(ARGV[2])
end
return {tonumber(total or 0), left}
"""


class Tally:
    """A number that replicas add to, in windows of `window_s` seconds that begin with the first addition.

    Here it is as it was last heard, with what was added since. While Redis is away, each replica goes on from there by
    itself, and sends what it added when Redis is back; what was sent and not confirmed is sent again, and may count
    twice. For one event loop.
    """

    def __init__(self, link: "Link", name: str, window_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._link = link
        self._name = name
        self._window_s = window_s
        self._clock = clock
        self._add = link.script(_ADD)
        self._heard = 0
        self._unsent = 0
        self._ends_at = float("-inf")
        self._turn = asyncio.Lock()
        self._sending: set[asyncio.Task[None]] = set()

    @property
    def total(self) -> int:
        """What all came to in this window, as far as is known."""
        return self._unsent + (self._heard if self._clock() < self._ends_at else 0)

    @property
    def left_s(self) -> float:
        """Seconds until the window ends; all of them where none has begun."""
        return max(0.0, self._ends_at - self._clock()) if self.total else self._window_s

    def add(self, amount: int) -> None:
        """So much more; the others hear of it soon."""
        if self.total == 0:
            self._ends_at = self._clock() + self._window_s
        self._unsent += amount
        task = asyncio.get_running_loop().create_task(self.refresh())
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def refresh(self) -> None:
        """Send what was added here, and hear of what others added. Where Redis is away, nothing changes."""
        async with self._turn:
            amount = self._unsent
            try:
                args = [amount, int(self._window_s * 1000)]
                total, left_ms = await self._link.run(lambda: self._add(keys=[self._name], args=args))
            except Away:
                return
            self._unsent -= amount
            self._heard = total
            self._ends_at = self._clock() + left_ms / 1000

    async def aclose(self) -> None:
        """Wait for what is being sent."""
        await asyncio.gather(*self._sending)


class SharedAccount(Account):
    """The tokens of one API key, over all replicas; what others have booked and not used is not seen."""

    def __init__(self, bound: int, window_s: float, tally: Tally) -> None:
        super().__init__(bound, window_s)
        self._tally = tally

    @property
    def reset_s(self) -> float:
        """Seconds until all are there again."""
        return self._tally.left_s

    def use(self, tokens: int) -> None:
        """Write down what was used."""
        if tokens:
            self._tally.add(tokens)

    async def refresh(self) -> None:
        """Hear of what was used elsewhere."""
        await self._tally.refresh()

    async def aclose(self) -> None:
        """Wait for what is being sent."""
        await self._tally.aclose()

    def _used_now(self) -> int:
        return self._tally.total


class RedisLedger:
    """Amounts by day (UTC) and unit, over all replicas."""

    def __init__(self, link: "Link") -> None:
        self._link = link
        self._tallies: dict[tuple[date, str], Tally] = {}

    def add(self, day: date, unit: str, amount: int) -> None:
        """So much more was spent."""
        self._tally(day, unit).add(amount)

    def spent(self, day: date, unit: str) -> int:
        """What was spent on a day, as far as is known."""
        return self._tally(day, unit).total

    async def refresh(self, day: date, unit: str) -> None:
        """Hear of what was spent elsewhere."""
        await self._tally(day, unit).refresh()

    async def aclose(self) -> None:
        """Wait for what is being sent."""
        for tally in self._tallies.values():
            await tally.aclose()

    def _tally(self, day: date, unit: str) -> Tally:
        if (day, unit) not in self._tallies:
            name = self._link.name("spent", day.isoformat(), unit)
            self._tallies[day, unit] = Tally(self._link, name, LEDGER_S)
        return self._tallies[day, unit]
