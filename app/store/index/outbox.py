"""The outbox: what is due is taken for a while, and comes back unless it is said what became of it.

Whoever sends may die at any time: nothing is lost, and something may be sent twice, under the same id. One sender has a
delivery at a time, of however many services there are. Not for the event loop.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, and_, delete, func, select, update

from app.store.index.database import Database
from app.store.index.packing import written
from app.store.index.tables import deliveries, subscriptions
from schemas.webhooks import DeliveryFailure, SubscriptionEnd

LEASE: Final = timedelta(seconds=60)
"""How long a delivery is left to who took it; a sending takes seconds."""
KEPT_DEAD: Final = timedelta(days=30)
_WITH_SUBSCRIPTION: Final = select(
    deliveries,
    subscriptions.c.id.label("subscription_id"),
    subscriptions.c.owner,
    subscriptions.c.url,
    subscriptions.c.secret,
).join(subscriptions)


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be sent now. `attempts`: those before; `created_at`: as `packing.written`."""

    number: int
    id: str
    subscription: int
    subscription_id: str
    owner: str
    url: str
    secret: bytes
    body: str
    created_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Outbox:
    """That of one database."""

    database: Database

    def is_due(self, now: datetime, busy: Collection[int]) -> bool:
        """Whether there is anything to take, besides for these subscriptions."""
        with self.database.reading() as connection:
            return connection.execute(_oldest(now, busy).limit(1)).first() is not None

    def take(self, now: datetime, busy: Collection[int], most: int) -> tuple[Due, ...]:
        """Take what is due, the longest waiting first, one at most for each subscription, none for these."""
        with self.database.writing() as connection:
            numbers = tuple(connection.scalars(_oldest(now, busy).limit(most)))
            taken = deliveries.c.number.in_(numbers)
            found = connection.execute(_WITH_SUBSCRIPTION.where(taken)).all()
            connection.execute(update(deliveries).where(taken).values(next_at=written(now + LEASE)))
        return tuple(_read(row) for row in found)

    def taken(self, due: Due, now: datetime) -> None:
        """The receiver has it: nothing of it is kept."""
        with self.database.writing() as connection:
            connection.execute(delete(deliveries).where(deliveries.c.number == due.number))
            at = update(subscriptions).where(subscriptions.c.number == due.subscription)
            connection.execute(at.values(delivered_at=written(now)))

    def failed(
        self, due: Due, now: datetime, failure: DeliveryFailure, status: int | None, next_at: datetime | None
    ) -> None:
        """An attempt failed; `next_at` None: it was the last, and it is dead. Those dead for long are deleted."""
        came_to = {
            "attempts": due.attempts + 1,
            "failure": failure,
            "status": status,
            "next_at": next_at and written(next_at),
        }
        old = and_(
            deliveries.c.subscription == due.subscription,
            deliveries.c.next_at.is_(None),
            deliveries.c.created_at < written(now - KEPT_DEAD),
        )
        with self.database.writing() as connection:
            connection.execute(update(deliveries).where(deliveries.c.number == due.number).values(came_to))
            connection.execute(delete(deliveries).where(old))

    def end(self, due: Due, why: SubscriptionEnd, status: int | None) -> None:
        """The subscription is over: what waits is dead, and nothing is put into its outbox any more."""
        waiting = and_(deliveries.c.subscription == due.subscription, deliveries.c.next_at.is_not(None))
        with self.database.writing() as connection:
            connection.execute(
                update(subscriptions).where(subscriptions.c.number == due.subscription).values(ended=why)
            )
            connection.execute(update(deliveries).where(waiting).values(next_at=None, failure=why, status=status))


def _oldest(now: datetime, busy: Collection[int]) -> Select[tuple[int]]:
    """Of each subscription's due deliveries the oldest, the longest due of these first."""
    due = select(func.min(deliveries.c.number)).where(deliveries.c.next_at <= written(now))
    due = due.where(deliveries.c.subscription.not_in(busy)).group_by(deliveries.c.subscription)
    return due.order_by(func.min(deliveries.c.next_at))


def _read(row: Any) -> Due:
    same = ("number", "id", "subscription", "subscription_id", "owner", "url", "secret", "body", "attempts")
    return Due(created_at=datetime.fromisoformat(row.created_at), **{name: getattr(row, name) for name in same})
