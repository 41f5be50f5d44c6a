"""POST /v1/verifications."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.records.restate import draft_of
from schemas import Verification
from tests.app import older
from tests.app.drafts import article_of, gold_cases, gold_of, summary_of
from tests.app.http.conftest import MAX_CHARACTERS
from tests.app.http.test_problems import read_problem

JSON = {"content-type": "application/json"}
CASE = min(gold_cases("stories"), key=lambda case: len(case.text))
ABOUT = article_of(CASE)
SAVED: dict[str, Any] = json.loads(summary_of(draft_of(gold_of(CASE), ABOUT), ABOUT).model_dump_json())


def test_a_record_that_follows_from_its_article_holds(client: TestClient) -> None:
    answer = client.post("/v1/verifications", json={"summary": SAVED, "text": CASE.text})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    found = Verification.model_validate_json(answer.content)
    assert (found.holds, found.differences) == (True, ())


def test_one_that_does_not_is_answered_too_and_says_what_is_not_so(client: TestClient) -> None:
    answer = client.post("/v1/verifications", json={"summary": {**SAVED, "headline": "No"}, "text": CASE.text})
    found = Verification.model_validate_json(answer.content)
    assert (answer.status_code, found.holds, [each.path for each in found.differences]) == (200, False, ["headline"])


def test_a_record_of_an_older_schema_is_taken_and_what_is_not_compared_is_named(client: TestClient) -> None:
    name = "1.1-stories-a07-1"
    answer = client.post("/v1/verifications", json={"summary": older.saved(name), "text": older.TEXTS[name]})
    found = Verification.model_validate_json(answer.content)
    assert (answer.status_code, found.holds) == (200, True)
    assert found.not_compared


def test_a_record_of_a_later_schema_is_refused_with_both_versions(client: TestClient) -> None:
    later = {"summary": {**SAVED, "schema_version": "3.0"}, "text": CASE.text}
    answer = client.post("/v1/verifications", json=later)
    assert read_problem(answer, 422)["type"] == "/problems/body-invalid"
    (error,) = answer.json()["errors"]
    assert error["pointer"] == "/summary"
    assert "of schema 3.0; this program reads 1.0 to 2.0" in error["detail"]


@pytest.mark.parametrize(
    ("content", "headers", "status", "kind"),
    [
        (b"", JSON, 400, "body-malformed"),
        (b"\xff", JSON, 400, "body-malformed"),
        (b'{"summary": NaN}', JSON, 400, "body-malformed"),
        (b"null", JSON, 422, "body-invalid"),
        (json.dumps({"text": CASE.text}).encode(), JSON, 422, "body-invalid"),
        (json.dumps({"summary": {"headline": "zanzibar"}, "text": CASE.text}).encode(), JSON, 422, "body-invalid"),
        (json.dumps({"summary": SAVED, "text": CASE.text, "zanzibar": 1}).encode(), JSON, 422, "body-invalid"),
        (json.dumps({"summary": SAVED, "text": " "}).encode(), JSON, 422, "article-rejected"),
        (json.dumps({"summary": SAVED, "text": "zanzibar\x00"}).encode(), JSON, 422, "article-not-text"),
        (json.dumps({"summary": SAVED, "text": "a" * MAX_CHARACTERS * 500}).encode(), JSON, 413, "article-too-long"),
        (b"{}", {"content-type": "application/xml"}, 415, "unsupported-media-type"),
        (b"{}", {"content-type": "text/plain"}, 415, "unsupported-media-type"),
    ],
)
def test_what_is_no_record_or_no_article_is_a_problem_that_does_not_repeat_it(
    client: TestClient, content: bytes, headers: dict[str, str], status: int, kind: str
) -> None:
    answer = client.post("/v1/verifications", content=content, headers=headers)
    assert read_problem(answer, status)["type"] == f"/problems/{kind}"
    assert "zanzibar" not in answer.text or kind == "body-invalid"
