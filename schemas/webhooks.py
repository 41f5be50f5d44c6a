"""Webhooks: who is sent what becomes of which incidents, and what is sent. Nothing here has a word of an article."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt, PositiveInt

from schemas.base import Frozen
from schemas.codes import EventType, SubEventType
from schemas.index import ChangeCause

WebhookKind = Literal[
    "incident.new",
    "incident.changed",
    "incident.merged",
    "incident.withdrawn",
    "incident.restored",
    "article.erased",
]
DeliveryFailure = Literal["address-refused", "no-address", "no-answer", "status", "key-revoked", "gone"]
SubscriptionEnd = Literal["gone", "key-revoked"]


class Circle(Frozen):
    """A point in degrees, and a distance round it in kilometres."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    km: Annotated[float, Field(gt=0, le=20_038)]


class SubscriptionFilter(Frozen):
    """Which incidents; all that is given must hold. Newly reported ones alone. Null: any."""

    country: Annotated[str, Field(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")] | None = None
    type: EventType | SubEventType | None = Field(default=None, description="Event or sub-event type.")
    near: Circle | None = None
    min_killed: PositiveInt | None = Field(
        default=None,
        description="At least so many killed: the higher end of `fatalities`, else the lower.",
    )


class DeadDelivery(Frozen):
    """Something that was not taken, and is not sent again."""

    id: str = Field(description="The `webhook-id` of its attempts.")
    type: WebhookKind
    created_at: datetime
    attempts: NonNegativeInt
    failure: DeliveryFailure = Field(description="What became of the last attempt.")
    status: int | None = Field(description="The HTTP status of the last attempt; null: no answer came.")
    body: str = Field(description="As it was to be sent.")


class Subscription(Frozen):
    """Who is sent what becomes of which incidents."""

    id: str = Field(pattern=r"^[0-9a-f]{32}$")
    url: str
    filter: SubscriptionFilter
    created_at: datetime
    delivered_at: datetime | None = Field(description="The last time that something was taken; null: never yet.")
    ended: SubscriptionEnd | None = Field(
        description="Why nothing is sent any more: `gone`, a 410 came; `key-revoked`. Null: it is in force."
    )
    waiting: NonNegativeInt = Field(description="What is still to be sent.")
    dead: tuple[DeadDelivery, ...] = Field(description="What was given up, the latest 100 first.")


class NewSubscription(Subscription):
    """As it is answered when it is made, with the secret, this once."""

    secret: str = Field(description="`whsec_` and the key of the signatures in Base64 (Standard Webhooks).")


class SubscriptionList(Frozen):
    """All of one API key, the oldest first."""

    subscriptions: tuple[Subscription, ...]


class WebhookData(Frozen):
    """What became of an incident, or of an article; ask for it with a key to know more."""

    subscription_id: str
    incident_id: str | None = Field(description="Null where an article was erased.")
    revision: PositiveInt | None = Field(description="Of the incident; a greater one is later. Null as above.")
    merged_into: str | None = Field(default=None, description="The incident that it is part of now.")
    cause: ChangeCause
    article_id: str | None = Field(description="The article that did it; null: a person's decision.")


class WebhookEvent(Frozen):
    """The body of a webhook."""

    type: WebhookKind
    timestamp: datetime = Field(description="When it happened.")
    data: WebhookData
