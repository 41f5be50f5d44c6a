"""Subscriptions: made, listed, ended, removed. Not for the event loop."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Connection, delete, func, insert, select

from app.store.index.database import Database
from app.store.index.packing import written
from app.store.index.tables import deliveries, subscriptions
from schemas import Subscription, SubscriptionFilter

MOST: Final = 50
"""Subscriptions of one owner."""
MOST_DEAD: Final = 100
"""Dead deliveries that are listed of one."""


class TooManySubscriptions(Exception):
    """The owner has as many as it may."""


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """Those in one database."""

    database: Database

    def add(self, owner: str, url: str, wanted: SubscriptionFilter, secret: bytes, now: datetime) -> Subscription:
        """Make one, which is sent what happens from now on. Raises TooManySubscriptions."""
        new = {
            "id": uuid4().hex,
            "owner": owner,
            "url": url,
            "secret": secret,
            "filter": wanted.model_dump_json(),
            "created_at": written(now),
        }
        with self.database.writing() as connection:
            mine = select(func.count()).select_from(subscriptions).where(subscriptions.c.owner == owner)
            if (connection.scalar(mine) or 0) >= MOST:
                raise TooManySubscriptions
            row = connection.execute(insert(subscriptions).values(new).returning(*subscriptions.c)).one()
            return _read(connection, row)

    def all(self, owner: str) -> tuple[Subscription, ...]:
        """Those of an owner, the oldest first."""
        mine = select(subscriptions).where(subscriptions.c.owner == owner).order_by(subscriptions.c.number)
        with self.database.reading() as connection:
            return tuple(_read(connection, row) for row in connection.execute(mine).all())

    def one(self, owner: str, subscription_id: str) -> Subscription | None:
        """One of an owner's; None: it has none of that id."""
        is_it = select(subscriptions).where(subscriptions.c.owner == owner, subscriptions.c.id == subscription_id)
        with self.database.reading() as connection:
            row = connection.execute(is_it).first()
            return _read(connection, row) if row else None

    def remove(self, owner: str, subscription_id: str) -> bool:
        """Leave nothing of one, its outbox included; False: the owner has none of that id."""
        is_it = (subscriptions.c.owner == owner, subscriptions.c.id == subscription_id)
        with self.database.writing() as connection:
            return bool(connection.execute(delete(subscriptions).where(*is_it)).rowcount)


def _read(connection: Connection, row: Any) -> Subscription:
    of_it = deliveries.c.subscription == row.number
    dead = select(deliveries).where(of_it, deliveries.c.next_at.is_(None)).order_by(deliveries.c.number.desc())
    waiting = select(func.count()).select_from(deliveries).where(of_it, deliveries.c.next_at.is_not(None))
    same = ("id", "url", "created_at", "delivered_at", "ended")
    return Subscription.model_validate(
        {name: getattr(row, name) for name in same}
        | {
            "filter": json.loads(row.filter),
            "waiting": connection.scalar(waiting),
            "dead": _dead(connection.execute(dead.limit(MOST_DEAD)).all()),
        }
    )


def _dead(rows: Sequence[Any]) -> list[dict[str, Any]]:
    same = ("id", "created_at", "attempts", "failure", "status", "body")
    return [{"type": row.kind, **{name: getattr(row, name) for name in same}} for row in rows]
