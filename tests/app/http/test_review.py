"""What a person says of a value, over HTTP: kept, refused with a reason, and in the reviewed record."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.core.settings import Settings
from app.http.access import CORRECTING
from app.main import create_app
from schemas import Correction, CorrectionPage, ReviewedSummary, ReviewPage
from tests.app.http.test_incidents import Reporting, key
from tests.app.http.test_problems import read_problem
from tests.fakes.service import TEXT
from tests.fakes.web import local_client

KILLED = "incidents/0/casualty_claims/0/killed"


@pytest.fixture
def client(settings: Settings) -> Any:
    with local_client(create_app(settings, open_service=Reporting().opener())) as client:
        yield client


def summarised(client: TestClient, headers: dict[str, str] | None = None) -> str:
    return str(client.post("/v1/summaries", json={"text": TEXT}, headers=headers).json()["article"]["id"])


def correct(client: TestClient, article_id: str, headers: dict[str, str] | None = None, **parts: Any) -> Any:
    body = {"article_id": article_id, "path": KILLED, "value": 4, "basis": "article", "quote": "killed four people"}
    return client.post(CORRECTING, json=body | parts, headers=headers)


def test_a_correction_is_answered_listed_and_in_the_reviewed_record(client: TestClient) -> None:
    """The record itself stays as it was answered."""
    article_id = summarised(client)
    before = client.get(f"/v1/summaries/{article_id}")
    answer = correct(client, article_id, value=2, quote="two rockets", note="see desk log", client_ref="desk-7/1")
    made = Correction.model_validate_json(answer.content)
    assert (answer.status_code, made.was, made.client_ref) == (
        201,
        {"min": 4, "max": 4, "qualifier": "exact"},
        "desk-7/1",
    )
    page = CorrectionPage.model_validate_json(client.get(f"{CORRECTING}?article_id={article_id}").content)
    assert page.corrections == (made,)
    view = ReviewedSummary.model_validate_json(client.get(f"/v1/summaries/{article_id}?reviewed=true").content)
    assert [(each.path, each.correction) for each in view.corrected] == [(KILLED, made)]
    assert view.summary.incidents[0].fatalities.best == 2
    assert client.get(f"/v1/summaries/{article_id}").content == before.content


@pytest.mark.parametrize(
    ("parts", "pointer", "code"),
    [
        ({"value": 5}, "/value", "number_not_carried"),
        ({"quote": "killed nine people", "text": TEXT}, "/quote", "not_in_article"),
        ({"quote": None}, "/quote", "quote_missing"),
        ({"path": "incidents/7/date"}, "/path", "path_unknown"),
        ({"path": "incidents/0/note", "value": "Words."}, "/path", "computed"),
        ({"text": "Another text."}, "/text", "another_article"),
    ],
)
def test_a_correction_is_refused_with_the_part_and_the_code(
    client: TestClient, parts: dict[str, Any], pointer: str, code: str
) -> None:
    """A 422 of one type."""
    problem: Any = read_problem(correct(client, summarised(client), **parts), 422)
    assert problem["type"] == "/problems/correction-refused"
    assert [(each["pointer"], each["detail"].partition(":")[0]) for each in problem["errors"]] == [(pointer, code)]


def test_an_article_that_is_not_known_cannot_be_corrected(client: TestClient) -> None:
    """A 404, as of its summary."""
    assert correct(client, "0" * 64).status_code == 404


def test_a_key_needs_the_scope_and_corrects_its_own(client: TestClient, settings: Settings) -> None:
    """`summarize` is not enough; another key's article is not known."""
    desk = key(settings, "summarize", "read")
    reviewer, other = key(settings, "summarize", "read", "review"), key(settings, "read", "review")
    article_id = summarised(client, reviewer)
    assert correct(client, article_id, desk).status_code == 403
    assert correct(client, article_id, other).status_code == 404
    assert correct(client, article_id, reviewer).status_code == 201
    assert client.get(CORRECTING, headers=desk).json()["corrections"] == []
    (made,) = client.get(CORRECTING, headers=reviewer).json()["corrections"]
    assert made["key"] == reviewer["Authorization"].split("_")[1]


def test_the_list_for_review_is_empty_where_nothing_is_open(client: TestClient) -> None:
    """And a cursor of somebody else's is refused."""
    summarised(client)
    assert ReviewPage.model_validate_json(client.get("/v1/review").content) == ReviewPage(records=(), next=None)
    assert client.get("/v1/review?cursor=1").status_code == 422
    assert client.get(f"{CORRECTING}?cursor=x").status_code == 422


def test_the_kept_text_is_taken_where_none_is_sent(settings: Settings) -> None:
    """With SITREP_INDEX_KEEP_TEXT a quote of any sentence is held against the article."""
    keeping = settings.model_copy(update={"index_keep_text": True})
    with local_client(create_app(keeping, open_service=Reporting().opener())) as client:
        article_id = summarised(client)
        made = correct(client, article_id, quote="killed four people, including a foreman, police said").json()
        assert made["evidence"]["start"] == TEXT.index("killed four")
        assert correct(client, article_id, quote="killed four children").status_code == 422


def test_an_export_has_corrections_where_they_are_asked_for(client: TestClient) -> None:
    """Of the records that are sent, by the articles that they are of."""
    article_id = summarised(client)
    record = client.get(f"/v1/summaries/{article_id}").json()
    correct(client, article_id, value=2, quote="two rockets")
    dead = []
    for query in ("", "&reviewed=true"):
        answer = client.post(f"/v1/exports?convention=acled&format=jsonl{query}", json=record)
        dead.append(json.loads(answer.text.splitlines()[0])["fatalities"])
    assert dead == [4, 2]
