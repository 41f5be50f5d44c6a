"""The outbox emptied: what is due is sent, and what fails is put off or given up. The one owner of repetitions.

One delivery of a subscription is in progress at a time, so that a slow receiver has one of the places, and no more.
"""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Final, Protocol

from app import keys
from app.core.errors import IndexUnavailable
from app.core.settings import Settings
from app.store.index.index import Index
from app.store.index.outbox import Due, Outbox
from app.store.keyring import KeyRing
from app.webhooks.schedule import next_attempt
from app.webhooks.sending import Outcome, Sender

PLACES: Final = 32
"""Deliveries in progress at once, of all subscriptions."""
LOOKED_AT_S: Final = 1.0
"""Between two looks at the outbox: other services, and commands, write into it too."""
UNAVAILABLE_S: Final = 30.0
"""Between two looks at one that cannot be read."""
_log = logging.getLogger(__name__)


class Sends(Protocol):
    """Makes one attempt."""

    async def send(self, due: Due) -> Outcome:
        """What became of it."""
        ...


@dataclass(slots=True)
class Dispatcher:
    """Sends what is in the outbox of an index.

    is_good    whether what the owner of this id subscribed to is still to be sent; raises KeysUnreadable
    """

    index: Index
    sender: Sends
    is_good: Callable[[str], bool]
    looked_at_s: float = LOOKED_AT_S
    _busy: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _is_free: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Send until cancelled; what is in progress then is sent again by the next, under the same id."""
        try:
            while True:
                self._is_free.clear()
                wait_s = await self._look()
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait_s):
                        await self._is_free.wait()
        finally:
            for task in (tasks := tuple(self._busy.values())):
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _look(self) -> float:
        """Begin what is due; how many seconds to wait until the next look."""
        if not self.index.database.is_begun:
            return self.looked_at_s
        try:
            for due in await self._take():
                self._busy[due.subscription] = asyncio.create_task(self._deliver(due))
        except IndexUnavailable:  # it is logged
            return UNAVAILABLE_S
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody else would send
            _log.error("the outbox of webhooks cannot be looked at (%s)", type(error).__name__)
            return UNAVAILABLE_S
        return self.looked_at_s

    async def _take(self) -> tuple[Due, ...]:
        busy, now, free = tuple(self._busy), datetime.now(UTC), PLACES - len(self._busy)
        outbox = self._outbox
        if free <= 0 or not await self.index.read(lambda _: outbox.is_due(now, busy)):
            return ()
        return await self.index.write(lambda _: outbox.take(now, busy, free))

    async def _deliver(self, due: Due) -> None:
        try:
            await self._attempt(due)
        except Exception as error:  # noqa: BLE001 - whatever it is, it comes back when its lease ends
            _log.error("webhook %s of subscription %s: %s", due.id, due.subscription_id, type(error).__name__)
        finally:
            del self._busy[due.subscription]
            self._is_free.set()  # what waits behind it is looked for at once

    async def _attempt(self, due: Due) -> None:
        outbox = self._outbox
        if not self.is_good(due.owner):
            await self.index.write(lambda _: outbox.end(due, "key-revoked", None))
            return
        outcome = await self.sender.send(due)
        now = datetime.now(UTC)
        if outcome.failure is None:
            await self.index.write(lambda _: outbox.taken(due, now))
        elif outcome.is_gone:
            await self.index.write(lambda _: outbox.end(due, "gone", outcome.status))
        else:
            await self._put_off(due, outcome, now)

    async def _put_off(self, due: Due, outcome: Outcome, now: datetime) -> None:
        failure, outbox = outcome.failure, self._outbox
        assert failure is not None  # only what failed is put off
        next_at = next_attempt(due.attempts + 1, due.created_at, now, random.random())  # noqa: S311 - jitter
        self.index.counts.add("webhook_attempts_failed" if next_at else "webhook_deliveries_dead")
        # Neither the URL, which may have a secret, nor what the receiver said.
        _log.warning("webhook %s of subscription %s: %s", due.id, due.subscription_id, failure)
        await self.index.write(lambda _: outbox.failed(due, now, failure, outcome.status, next_at))

    @property
    def _outbox(self) -> Outbox:
        return Outbox(self.index.database)


@asynccontextmanager
async def dispatching(index: Index | None, settings: Settings) -> AsyncIterator[None]:
    """Send what is in the outbox, where there is an index, while the block lasts."""
    if index is None:
        yield
        return
    keyring = KeyRing(settings.keys_file)
    dispatcher = Dispatcher(index, Sender(settings.webhook_networks), partial(is_good, keyring))
    sending = asyncio.create_task(dispatcher.run())
    try:
        yield
    finally:
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending


def is_good(keyring: KeyRing, owner: str) -> bool:
    """Whether an owner is a key that is not revoked and may subscribe; where there never were keys, this machine.

    Raises KeysUnreadable.
    """
    if not owner:
        return not keyring.had_keys()
    return any(key.id == owner and "subscribe" in key.scopes for key in keys.good(keyring.keys()))
