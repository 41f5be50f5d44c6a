"""Webhooks over HTTP: subscribed to, sent by the service itself, listed, ended; by which keys."""

from base64 import b64decode
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from app.core.settings import Settings
from app.http.problems import Problem
from app.main import create_app
from app.store.index.subscriptions import MOST
from schemas import NewSubscription, Subscription, SubscriptionList, WebhookEvent
from tests.app.http.test_incidents import FIRST, SECOND, Reporting, key, post
from tests.app.http.test_problems import read_problem
from tests.fakes.receiver import receiving
from tests.fakes.web import local_client

PATH, URL = "/v1/subscriptions", "https://receiver.example/hook?token=url-canary"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        keys_file=tmp_path / "keys.json",
        index_url=SecretStr(f"sqlite:///{tmp_path / 'index' / 'index.db'}"),
        webhook_networks=(ip_network("127.0.0.0/8"),),
    )


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with local_client(create_app(settings, open_service=Reporting().opener())) as client:
        yield client


def subscribed(client: TestClient, headers: dict[str, str] | None = None) -> NewSubscription:
    answer = client.post(PATH, json={"url": URL}, headers=headers)
    assert answer.status_code == 201, answer.text
    return NewSubscription.model_validate_json(answer.content)


def test_a_summary_is_sent_to_who_subscribed(client: TestClient) -> None:
    """End to end: what the receiver gets is signed with the secret, and leads to the incident."""
    with receiving() as receiver:
        answer = client.post(PATH, json={"url": receiver.url, "filter": {"country": "SD", "min_killed": 4}})
        made = NewSubscription.model_validate_json(answer.content)
        post(client, FIRST)
        post(client, SECOND)
        received = receiver.wait_for(2)
    secret = b64decode(made.secret.removeprefix("whsec_"))
    assert all(each.is_signed(secret) for each in received)
    events = [WebhookEvent.model_validate_json(each.body) for each in received]
    assert [each.type for each in events] == ["incident.new", "incident.changed"]
    assert client.get(f"/v1/incidents/{events[0].data.incident_id}").json()["revision"] == events[1].data.revision
    assert answer.headers["location"] == f"{PATH}/{made.id}"


def test_the_secret_is_shown_once(client: TestClient) -> None:
    """Neither the list nor the subscription has it; an answer with it is kept by nobody."""
    answer = client.post(PATH, json={"url": URL})
    made = NewSubscription.model_validate_json(answer.content)
    assert answer.headers["cache-control"] == "no-store"
    listed, one = client.get(PATH), client.get(f"{PATH}/{made.id}")
    assert SubscriptionList.model_validate_json(listed.content).subscriptions == (
        Subscription.model_validate_json(one.content),
    )
    assert made.secret not in listed.text + one.text
    assert client.get(PATH, headers={"If-None-Match": listed.headers["etag"]}).status_code == 304


def test_a_subscription_ends(client: TestClient) -> None:
    """And is not known any more."""
    made = subscribed(client)
    assert client.delete(f"{PATH}/{made.id}").status_code == 204
    for answer in (client.delete(f"{PATH}/{made.id}"), client.get(f"{PATH}/{made.id}")):
        assert read_problem(answer, 404)["type"] == "/problems/subscription-unknown"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/url"),
        ({"url": "https://10.0.0.1/"}, "/url"),
        ({"url": "https://user:pass@receiver.example/"}, "/url"),
        ({"url": "https://receiver.example:22/"}, "/url"),
        ({"url": URL, "filter": {"country": "Sudan"}}, "/filter/country"),
        ({"url": URL, "filter": {"type": "Picnic"}}, "/filter/type"),
        ({"url": URL, "filter": {"near": {"latitude": 91, "longitude": 0, "km": 5}}}, "/filter/near/latitude"),
        ({"url": URL, "filter": {"min_killed": 0}}, "/filter/min_killed"),
    ],
)
def test_what_is_wrong_is_named(client: TestClient, body: dict[str, object], pointer: str) -> None:
    """By its place in the body."""
    problem = Problem.model_validate(read_problem(client.post(PATH, json=body), 422))
    assert problem.errors[0].pointer == pointer


def test_a_key_needs_the_scope(client: TestClient, settings: Settings) -> None:
    """For each of the calls; it is in no key that was made for something else."""
    usual = key(settings, "summarize", "read", "read_all")
    answers = [client.get(PATH, headers=usual), client.get(f"{PATH}/x", headers=usual)]
    answers += [client.post(PATH, json={"url": URL}, headers=usual), client.delete(f"{PATH}/x", headers=usual)]
    for answer in answers:
        assert read_problem(answer, 403)["type"] == "/problems/key-scope"
        assert 'scope="subscribe"' in answer.headers["www-authenticate"]


def test_a_key_sees_and_ends_its_own_alone(client: TestClient, settings: Settings) -> None:
    """To another they are not there, whatever else it may."""
    one, other = key(settings, "subscribe"), key(settings, "read", "read_all", "subscribe")
    made = subscribed(client, one)
    assert client.get(PATH, headers=other).json() == {"subscriptions": []}
    answers = [client.get(f"{PATH}/{made.id}", headers=other), client.delete(f"{PATH}/{made.id}", headers=other)]
    unknown = [client.get(f"{PATH}/{'0' * 32}", headers=other), client.delete(f"{PATH}/{'0' * 32}", headers=other)]
    assert [each.status_code for each in answers + unknown] == [404] * 4
    assert [each.json()["detail"] for each in answers] == [each.json()["detail"] for each in unknown]
    assert len(client.get(PATH, headers=one).json()["subscriptions"]) == 1


def test_a_key_has_so_many(client: TestClient) -> None:
    """The next one is refused until one is ended."""
    for _ in range(MOST):
        subscribed(client)
    assert read_problem(client.post(PATH, json={"url": URL}), 409)["type"] == "/problems/too-many-subscriptions"


def test_without_an_index_there_are_none(tmp_path: Path) -> None:
    """As with all that is made of it."""
    settings = Settings(keys_file=tmp_path / "keys.json", index_url=SecretStr("none"))
    with local_client(create_app(settings, open_service=Reporting().opener())) as client:
        assert read_problem(client.get(PATH), 404)["type"] == "/problems/index-off"
