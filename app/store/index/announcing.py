"""What becomes of an incident, put into the outbox of those who subscribe to it.

Within the writer's transaction: what is to be sent is there when the change is, and never without it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Connection, exists, insert, select

from app.store.index.packing import unpacked
from app.store.index.reading import Near, Wanted
from app.store.index.tables import deliveries, follows, incidents, subscriptions, traces
from schemas import SubscriptionFilter, WebhookData, WebhookEvent
from schemas.index import ChangeCause, ChangeKind
from schemas.webhooks import WebhookKind

KINDS: Final[dict[ChangeKind, WebhookKind]] = {
    "new": "incident.new",
    "changed": "incident.changed",
    "merged": "incident.merged",
    "withdrawn": "incident.withdrawn",
    "restored": "incident.restored",
}


@dataclass(frozen=True, slots=True)
class Announcing:
    """Says to whom it may concern what one change of the index did.

    now      the moment, as `packing.written`
    cause    what happened, by `article_id`; None: a person's decision
    """

    connection: Connection
    owner: str
    now: str
    cause: ChangeCause
    article_id: str | None

    def change(self, incident: Any, revision: int, kind: ChangeKind, into: str | None = None) -> None:
        """A new revision of an incident, to those whose filter it meets now, and to those who were sent it before.

        `into`: the incident that it is part of now; who followed the one follows the other.
        """
        for each in self._subscriptions():
            is_followed = self._is_followed(each.number, incident.number)
            if is_followed or self._meets(incident.number, SubscriptionFilter.model_validate_json(each.filter)):
                self._follow(each.number, [] if is_followed else [incident.number])
                of_it = {"incident_id": incident.id, "revision": revision, "merged_into": into}
                self._put(each, KINDS[kind], of_it)
                self._follow(each.number, self._unfollowed(each.number, into))

    def erasure(self) -> None:
        """The article is erased: to those who were sent an incident in which it had a part. Before its traces go."""
        had_part = select(traces.c.incident).where(traces.c.article_id == self.article_id)
        for each in self._subscriptions():
            knows = select(follows).where(follows.c.subscription == each.number, follows.c.incident.in_(had_part))
            if self.connection.execute(knows.limit(1)).first():
                self._put(each, "article.erased", {"incident_id": None, "revision": None})

    def _subscriptions(self) -> list[Any]:
        wanted = select(subscriptions).where(subscriptions.c.owner == self.owner, subscriptions.c.ended.is_(None))
        return list(self.connection.execute(wanted.order_by(subscriptions.c.number)))

    def _is_followed(self, subscription: int, incident: int) -> bool:
        known = exists().where(follows.c.subscription == subscription, follows.c.incident == incident)
        return bool(self.connection.scalar(select(known)))

    def _meets(self, incident: int, wanted: SubscriptionFilter) -> bool:
        near = Near(wanted.near.latitude, wanted.near.longitude, wanted.near.km) if wanted.near else None
        conditions = Wanted(country=wanted.country, kind=wanted.type, near=near).conditions()
        is_it = select(incidents).where(incidents.c.number == incident, incidents.c.record.is_not(None), *conditions)
        row = self.connection.execute(is_it).first()
        if row is None or (near and near.distance_km(row.latitude, row.longitude) > near.km):
            return False
        return wanted.min_killed is None or _killed(row.record) >= wanted.min_killed

    def _unfollowed(self, subscription: int, incident_id: str | None) -> list[int]:
        if incident_id is None:
            return []
        number: int = self.connection.scalar(select(incidents.c.number).where(incidents.c.id == incident_id)) or 0
        return [] if self._is_followed(subscription, number) else [number]

    def _follow(self, subscription: int, numbers: Iterable[int]) -> None:
        for each in numbers:
            self.connection.execute(insert(follows).values(subscription=subscription, incident=each))

    def _put(self, subscription: Any, kind: WebhookKind, of_it: dict[str, Any]) -> None:
        data = WebhookData(subscription_id=subscription.id, cause=self.cause, article_id=self.article_id, **of_it)
        event = WebhookEvent.model_validate({"type": kind, "timestamp": self.now, "data": data})
        new = {
            "id": f"msg_{uuid4().hex}",
            "subscription": subscription.number,
            "kind": kind,
            "body": event.model_dump_json(),
            "created_at": self.now,
            "next_at": self.now,
            "attempts": 0,
        }
        self.connection.execute(insert(deliveries).values(new))


def _killed(record: bytes) -> int:
    """The most that a claim says, as far as it is a number."""
    estimate = unpacked(record)["fatalities"]
    return max(estimate["low"] or 0, estimate["high"] or 0)
