"""The caller's own reference comes back in answers and problems, and reaches nothing else."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from app.core.errors import ModelUnavailable
from tests.app.http.conftest import MAX_CHARACTERS
from tests.app.http.test_problems import read_problem
from tests.app.http.test_verifications import CASE, SAVED
from tests.fakes.service import TEXT, FakeService
from tests.fakes.web import served

PLAIN = {"content-type": "text/plain"}
REF = "desk 7/№ 311 🚨"


def test_the_answer_has_the_reference_of_its_request(client: TestClient) -> None:
    assert client.post("/v1/summaries", json={"text": TEXT, "client_ref": REF}).json()["client_ref"] == REF


@pytest.mark.parametrize("fields", [{}, {"client_ref": None}])
def test_without_one_it_is_null_in_an_answer_and_absent_from_a_problem(
    client: TestClient, fields: dict[str, None]
) -> None:
    assert client.post("/v1/summaries", json={"text": TEXT, **fields}).json()["client_ref"] is None
    assert "client_ref" not in read_problem(client.post("/v1/summaries", json={"text": "", **fields}), 422)


def test_plain_text_has_it_in_the_query(client: TestClient) -> None:
    answer = client.post("/v1/summaries", params={"client_ref": REF}, content=TEXT.encode(), headers=PLAIN)
    assert answer.json()["client_ref"] == REF


def test_body_and_query_may_say_the_same_and_not_two_things(client: TestClient) -> None:
    body = {"text": TEXT, "client_ref": "A"}
    assert client.post("/v1/summaries", params={"client_ref": "A"}, json=body).json()["client_ref"] == "A"
    problem = read_problem(client.post("/v1/summaries", params={"client_ref": "B"}, json=body), 422)
    assert problem["client_ref"] == "A"
    assert problem["errors"][0]["pointer"] == "/client_ref"  # type: ignore[index]  # JSON


BAD = ["a\x00", "a\nb", "\t", "a\x85", "\u2028", "\u202e", "\u200b", "\ud800", "a" * 201]


@pytest.mark.parametrize("bad", [*BAD, 7, ["a"], {}])
def test_what_is_no_reference_is_refused_and_not_sent_back(client: TestClient, service: FakeService, bad: Any) -> None:
    content = json.dumps({"text": TEXT, "client_ref": bad}).encode()
    answer = client.post("/v1/summaries", content=content, headers={"content-type": "application/json"})
    assert "client_ref" not in read_problem(answer, 422)
    assert not service.asked


@pytest.mark.parametrize("bad", [each for each in BAD if each != "\ud800"])
def test_so_it_is_in_the_query(client: TestClient, service: FakeService, bad: str) -> None:
    answer = client.post("/v1/summaries", params={"client_ref": bad}, content=TEXT.encode(), headers=PLAIN)
    problem = read_problem(answer, 422)
    assert (problem["type"], "client_ref" in problem) == ("/problems/parameters-invalid", False)
    assert not service.asked


def test_two_hundred_characters_are_not_too_many(client: TestClient) -> None:
    assert (
        client.post("/v1/summaries", json={"text": TEXT, "client_ref": "🚨" * 200}).json()["client_ref"] == "🚨" * 200
    )


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/summaries", {"text": ""}, 422),
        ("/v1/summaries", {"text": "a\x00"}, 422),
        ("/v1/summaries", {"text": "a " * MAX_CHARACTERS}, 413),
        ("/v1/summaries", {"text": 7}, 422),
        ("/v1/summaries", {"text": TEXT, "title": 7}, 422),
        ("/v1/summaries", {"text": TEXT, "published_on": "2024-02-30"}, 422),
        ("/v1/summaries", {"text": TEXT, "published_on": "2999-01-01"}, 422),
        ("/v1/summaries", {"text": TEXT, "txet": 1}, 422),
        ("/v1/summaries", {}, 422),
        ("/v1/summaries?offsets=bytes", {"text": TEXT}, 422),
        ("/v1/verifications", {"text": CASE.text}, 422),
        ("/v1/verifications", {"text": " ", "summary": SAVED}, 422),
    ],
)
def test_each_problem_has_the_reference_of_its_request(
    client: TestClient, path: str, body: dict[str, Any], status: int
) -> None:
    """Whatever is refused: the article, another field, a parameter of the URL."""
    assert read_problem(client.post(path, json={**body, "client_ref": REF}), status)["client_ref"] == REF


@pytest.mark.parametrize(("error", "status"), [(ModelUnavailable("busy"), 503), (ZeroDivisionError(), 500)])
def test_so_has_one_about_the_model_or_about_what_nobody_expected(
    client: TestClient, service: FakeService, error: Exception, status: int
) -> None:
    service.error = error
    answer = client.post("/v1/summaries", json={"text": TEXT, "client_ref": REF})
    assert read_problem(answer, status)["client_ref"] == REF


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"{", {"content-type": "application/json"}, 400),
        (b"\xff", PLAIN, 400),
        (b"a", {"content-type": "text/html"}, 415),
        (b"a" * 1_000_000, PLAIN, 413),
    ],
)
def test_the_query_s_is_there_also_where_no_body_could_be_read(
    client: TestClient, content: bytes, headers: dict[str, str], status: int
) -> None:
    answer = client.post("/v1/summaries", params={"client_ref": REF}, content=content, headers=headers)
    assert read_problem(answer, status)["client_ref"] == REF


def test_a_verification_has_the_reference_of_its_request_and_not_the_record_s(client: TestClient) -> None:
    body = {"summary": {**SAVED, "client_ref": "the record's"}, "text": CASE.text}
    own = client.post("/v1/verifications", json={**body, "client_ref": REF}).json()
    assert (own["holds"], own["client_ref"]) == (True, REF)
    assert client.post("/v1/verifications", json=body).json()["client_ref"] is None


def test_the_article_that_is_read_is_the_same_with_it_and_without(client: TestClient, service: FakeService) -> None:
    """The article is all that is asked about, stored and derived from."""
    for reference in (REF, "another", None):
        client.post("/v1/summaries", json={"text": TEXT, "client_ref": reference})
    assert len(set(service.asked)) == 1
    assert REF not in repr(service.asked)


@pytest.fixture
def url() -> Iterator[str]:
    with served(FakeService(delay_s=0.1)) as url:
        yield url


async def test_requests_at_once_have_each_their_own(url: str) -> None:
    references = [f"caller {n}" if n % 3 else None for n in range(30)]
    async with httpx2.AsyncClient(base_url=url, trust_env=False) as http:
        bodies = ({"text": TEXT, "client_ref": each} for each in references)
        answers = await asyncio.gather(*(http.post("/v1/summaries", json=body) for body in bodies))
    assert [answer.json()["client_ref"] for answer in answers] == references
