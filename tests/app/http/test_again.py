"""POST /v1/summaries: what was answered lately is answered with the same bytes, and what must not be is not."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from app.core.settings import Settings
from app.main import create_app
from app.store.replies import touch_mark
from tests.fakes.service import TEXT, FakeService
from tests.fakes.web import local_client

BODY: dict[str, Any] = {"text": TEXT}
PATH = "/v1/summaries"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def client(service: FakeService, folder: Path) -> Iterator[TestClient]:
    settings = Settings(cache_dir=folder, max_article_characters=1000, index_url=SecretStr(f"sqlite:///{folder}/i.db"))
    with local_client(create_app(settings, open_service=service.opener())) as client:
        yield client


def known(client: TestClient, **given: Any) -> bytes:
    """The answer to an article that has been answered from the store: the next one is of the memory."""
    client.post(PATH, json=BODY, **given)
    return client.post(PATH, json=BODY, **given).content


def test_the_third_answer_is_that_of_the_store_byte_for_byte(client: TestClient, service: FakeService) -> None:
    """The first was a model's: it says so, and is not sent again."""
    first = client.post(PATH, json=BODY)
    second = client.post(PATH, json=BODY)
    third = client.post(PATH, json=BODY)
    assert [answer.json()["provenance"]["cached"] for answer in (first, second, third)] == [False, True, True]
    assert third.content == second.content
    own = {"x-request-id"}
    assert {**third.headers, **dict.fromkeys(own)} == {**second.headers, **dict.fromkeys(own)}
    assert len(service.asked) == 2


def test_each_answer_has_the_id_of_its_request_and_its_line_in_the_log(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    known(client)
    with caplog.at_level("INFO"):
        answer = client.post(PATH, json=BODY, headers={"X-Request-ID": "mine"})
    assert answer.headers["x-request-id"] == "mine"
    assert any("request mine: POST /v1/summaries 200" in record.getMessage() for record in caplog.records)


def test_answers_from_memory_are_counted(client: TestClient) -> None:
    known(client)
    client.post(PATH, json=BODY)
    exposition = client.get("/metrics").text
    assert "sitrep_answers_again_total 1.0" in exposition
    assert 'sitrep_http_requests_total{method="POST",route="/v1/summaries",status="200"} 3.0' in exposition


@pytest.mark.parametrize(
    "given",
    [
        {"json": {**BODY, "title": "another"}},
        {"json": {**BODY, "client_ref": "7"}},
        {"json": BODY, "params": {"offsets": "utf16"}},
        {"json": BODY, "params": {"client_ref": "7"}},
        {"content": json.dumps(BODY).encode(), "headers": {"content-type": "text/plain"}},
        {"json": BODY, "params": {"scope": "sensitive"}},
        {"json": BODY, "params": {"fresh": "true"}},
    ],
)
def test_what_differs_in_anything_is_read(client: TestClient, service: FakeService, given: dict[str, Any]) -> None:
    known(client)
    assert client.post(PATH, **given).status_code == 200
    assert len(service.asked) == 3


def test_a_request_in_full_is_logged_each_time(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    """Who looked at names that are withheld is to be found in the log."""
    known(client, params={"scope": "sensitive"})
    with caplog.at_level("INFO"):
        client.post(PATH, json=BODY, params={"scope": "sensitive"})
    assert any("names in full" in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("how", ["erase", "fresh", "delete"])
def test_what_is_erased_or_asked_anew_is_sent_again_by_nobody(
    client: TestClient, service: FakeService, folder: Path, how: str
) -> None:
    """`sitrep erase` by another process, a fresh answer, and an article taken out of the index."""
    article = json.loads(known(client))["article"]["id"]
    match how:
        case "erase":
            touch_mark(folder)
        case "fresh":
            client.post(PATH, json=BODY, params={"fresh": "true"})
        case "delete":
            assert client.delete(f"{PATH}/{article}").status_code == 204
    before = len(service.asked)
    client.post(PATH, json=BODY)
    assert len(service.asked) == before + 1


def test_an_article_that_was_deleted_is_in_the_index_again_when_it_is_sent_again(client: TestClient) -> None:
    """Were it answered from memory, nobody would put it there."""
    article = json.loads(known(client))["article"]["id"]
    client.delete(f"{PATH}/{article}")
    client.post(PATH, json=BODY)
    assert client.get(f"{PATH}/{article}").status_code == 200


def test_a_partial_summary_is_made_again(client: TestClient, service: FakeService) -> None:
    service.partial = True
    known(client)
    client.post(PATH, json=BODY)
    assert len(service.asked) == 3


def test_a_body_that_is_too_long_is_refused_as_ever(client: TestClient) -> None:
    """The body is read before the memory is asked; what is wrong with it is said by those who say it otherwise."""
    answer = client.post(PATH, content=b"x" * 200_000, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


def test_without_room_nothing_is_kept(service: FakeService, folder: Path) -> None:
    settings = Settings(cache_dir=folder, memory_size_bytes=0)
    with local_client(create_app(settings, open_service=service.opener())) as client:
        known(client)
        client.post(PATH, json=BODY)
    assert len(service.asked) == 3
