"""POST, GET and DELETE /v1/subscriptions: who is sent what becomes of which incidents."""

from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.core.caller import caller
from app.http.body import read_json
from app.http.cached import NOT_MODIFIED, revalidated
from app.http.kept import UsedIndex
from app.http.problems import BodyInvalid, RequestRejected
from app.http.state import settings_of
from app.store.index.subscriptions import MOST, Subscriptions, TooManySubscriptions
from app.webhooks.addresses import UrlRefused, read_url
from app.webhooks.signing import new_secret, shown
from schemas import NewSubscription, Subscription, SubscriptionFilter, SubscriptionList

NO_STORE: Final = {"Cache-Control": "no-store"}
SubscriptionId = Annotated[str, Path(description="`id` of the subscription.")]

router = APIRouter()


class SubscriptionRequest(BaseModel):
    """Where to send what becomes of which incidents."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(description="`https`, port 443 or above 1023, a name that stands for public addresses alone.")
    filter: SubscriptionFilter = SubscriptionFilter()


@router.post(
    "/v1/subscriptions",
    summary="Have what becomes of incidents sent to a URL",
    status_code=HTTPStatus.CREATED,
    response_model=None,
    responses={201: {"model": NewSubscription, "description": "With the secret, this once."}},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/SubscriptionRequest"}}},
        }
    },
)
async def subscribe(request: Request, index: UsedIndex) -> Response:
    """Send what becomes of this key's incidents from now on, signed as in Standard Webhooks (docs/webhooks.md)."""
    asked = await read_json(request, SubscriptionRequest)
    _check(asked.url, request)
    owner, secret, now = caller().id, new_secret(), datetime.now(UTC)
    add = partial(Subscriptions(index.database).add, owner, asked.url, asked.filter, secret, now)
    try:
        made = await index.write(lambda _: add())
    except TooManySubscriptions:
        raise RequestRejected(
            HTTPStatus.CONFLICT,
            "too-many-subscriptions",
            f"This key has {MOST} subscriptions, which is all that it may.",
            hint="DELETE one of them.",
        ) from None
    answer = NewSubscription(**dict(made), secret=shown(secret))
    return _json(answer, HTTPStatus.CREATED, {**NO_STORE, "Location": f"/v1/subscriptions/{made.id}"})


@router.get(
    "/v1/subscriptions",
    summary="What this key subscribes to",
    response_model=None,
    responses={200: {"model": SubscriptionList, "description": "With what is dead of each."}, **NOT_MODIFIED},
)
async def list_subscriptions(request: Request, index: UsedIndex) -> Response:
    """All subscriptions of this key, and what could not be delivered; without secrets."""
    owner, subscriptions = caller().id, Subscriptions(index.database)
    found = await index.read(lambda _: subscriptions.all(owner))
    return revalidated(request, SubscriptionList(subscriptions=found).model_dump_json().encode())


@router.get(
    "/v1/subscriptions/{subscription_id}",
    summary="One subscription",
    response_model=None,
    responses={200: {"model": Subscription, "description": "With what is dead of it."}, **NOT_MODIFIED},
)
async def get_subscription(request: Request, subscription_id: SubscriptionId, index: UsedIndex) -> Response:
    """One subscription of this key, without its secret."""
    owner, subscriptions = caller().id, Subscriptions(index.database)
    found = await index.read(lambda _: subscriptions.one(owner, subscription_id))
    if found is None:
        raise _unknown()
    return revalidated(request, found.model_dump_json().encode())


@router.delete(
    "/v1/subscriptions/{subscription_id}",
    summary="End a subscription",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
)
async def unsubscribe(subscription_id: SubscriptionId, index: UsedIndex) -> Response:
    """Leave nothing of a subscription; what waits is not sent, but what is being sent just now."""
    owner, subscriptions = caller().id, Subscriptions(index.database)
    if not await index.write(lambda _: subscriptions.remove(owner, subscription_id)):
        raise _unknown()
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _check(url: str, request: Request) -> None:
    """Refuse a URL that nothing would ever be sent to.

    What a name stands for is looked at when something is sent: it may change until then, and to say it here would tell
    what names this network has.
    """
    try:
        read_url(url, settings_of(request).webhook_networks)
    except UrlRefused as error:
        raise BodyInvalid([{"loc": ("url",), "msg": str(error)}]) from None


def _json(value: BaseModel, status: HTTPStatus, headers: dict[str, str]) -> Response:
    return Response(value.model_dump_json(), status, headers, "application/json")


def _unknown() -> RequestRejected:
    return RequestRejected(HTTPStatus.NOT_FOUND, "subscription-unknown", "This key has no subscription of that id.")
