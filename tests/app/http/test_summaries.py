"""POST /v1/summaries."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app import article
from app.core.anew import is_anew
from schemas import ArticleSummary, Evidence, Fact
from tests.app.http.conftest import MAX_CHARACTERS
from tests.app.http.test_problems import read_problem
from tests.fakes.service import TEXT, FakeService, summary_of

JSON = {"content-type": "application/json"}
PLAIN = {"content-type": "text/plain; charset=utf-8"}
UTF16 = "?offsets=utf16"


def test_an_article_in_json_is_answered_with_its_summary(client: TestClient) -> None:
    answer = client.post("/v1/summaries", json={"text": TEXT})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.headers["cache-control"] == "no-store"
    assert len(ArticleSummary.model_validate_json(answer.content).incidents) == 1


def test_an_article_in_plain_text_gets_the_same_summary(client: TestClient) -> None:
    summaries = [
        client.post("/v1/summaries", json={"text": TEXT}).json(),
        client.post("/v1/summaries", content=TEXT.encode(), headers=PLAIN).json(),
    ]
    for each in summaries:
        del each["provenance"]
    assert summaries[0] == summaries[1]


def test_the_fields_of_the_request_reach_the_article(client: TestClient, service: FakeService) -> None:
    fields = {"title": "T", "source": "S", "url": "https://news.example/1"}
    client.post("/v1/summaries", json={"text": TEXT, "published_on": "2024-01-05", **fields})
    (asked,) = service.asked
    assert {name: getattr(asked, name) for name in fields} == fields
    assert asked.published_on == date(2024, 1, 5)


@pytest.mark.parametrize("text", [f" {TEXT}\r\n\r\n", "\ufeffNothing happened today.", "Ciudad 語 \U0001f600 a face."])
@pytest.mark.parametrize("way", ["json", "plain"])
def test_the_text_is_kept_as_it_was_sent(client: TestClient, service: FakeService, text: str, way: str) -> None:
    body = json.dumps({"text": text}) if way == "json" else text
    assert client.post("/v1/summaries", content=body.encode(), headers=JSON if way == "json" else PLAIN).is_success
    assert service.asked[0].text == text


def test_a_text_that_reports_no_incident_is_answered(client: TestClient) -> None:
    answer = client.post("/v1/summaries", json={"text": "Fold the egg whites into the batter. Bake for an hour."})
    assert (answer.status_code, answer.json()["incidents"], answer.json()["status"]) == (200, [], "complete")


def javascript_slice(text: str, start: int, end: int) -> str:
    """`text.slice(start, end)` in JavaScript."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


@pytest.mark.parametrize("way", ["json", "plain"])
def test_offsets_are_of_the_unit_that_was_asked_for_and_the_answer_names_it(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """The fake quotes TEXT; here all of it stands two emoji further on."""
    text = f"🚨🚨{TEXT}"
    quoted = Evidence(quote="killed four people", start=(at := text.index("killed four")), end=at + 18)
    made = summary_of(article.read(text, today=date(2024, 1, 5)))
    fact = Fact(text="a fact", evidence=(quoted,))

    async def summarize(_self: FakeService, _article: article.Article) -> ArticleSummary:
        return made.model_copy(update={"context": (fact,)})

    monkeypatch.setattr(FakeService, "summarize", summarize)
    content = {"json": {"text": text}} if way == "json" else {"content": text.encode(), "headers": PLAIN}
    for query, unit, moved in (("", "codepoints", 0), ("?offsets=codepoints", "codepoints", 0), (UTF16, "utf16", 2)):
        answer = client.post(f"/v1/summaries{query}", **content).json()
        found = answer["context"][0]["evidence"][0]
        assert (answer["offsets"], found["start"]) == (unit, quoted.start + moved)
        assert answer["article"]["characters"] == len(text)
    assert javascript_slice(text, found["start"], found["end"]) == found["quote"] == quoted.quote


@pytest.mark.parametrize("unit", ["bytes", "", "UTF16", "utf-16"])
def test_another_unit_is_refused(client: TestClient, service: FakeService, unit: str) -> None:
    problem = read_problem(client.post("/v1/summaries", params={"offsets": unit}, json={"text": TEXT}), 422)
    assert problem["type"] == "/problems/parameters-invalid"
    assert problem["errors"] == [{"pointer": "/query/offsets", "detail": "Input should be 'codepoints' or 'utf16'"}]
    assert not service.asked


def body(**fields: Any) -> bytes:
    return json.dumps({"text": TEXT} | fields).encode()


IN_A_WEEK = (datetime.now(UTC).date() + timedelta(days=7)).isoformat()
SECRET = "zanzibar"


@pytest.mark.parametrize(
    ("content", "headers", "status", "kind"),
    [
        (b"", JSON, 400, "body-malformed"),
        (b"{" + SECRET.encode(), JSON, 400, "body-malformed"),
        (b"\xff" + SECRET.encode(), PLAIN, 400, "body-malformed"),
        (b'{"text": NaN}', JSON, 400, "body-malformed"),
        (b'{"text":' + b"[" * 5000, JSON, 400, "body-malformed"),
        (b'{"text":' + b"9" * 5000 + b"}", JSON, 400, "body-malformed"),
        (b'{"text": "zanzibar", "text": "zanzibar"}', JSON, 400, "body-malformed"),
        (b"null", JSON, 422, "body-invalid"),
        (b'["zanzibar"]', JSON, 422, "body-invalid"),
        (b'{"text": "\\ud800"}', JSON, 422, "body-invalid"),
        (b'{"text": ["zanzibar"]}', JSON, 422, "body-invalid"),
        (body(published_on=SECRET), JSON, 422, "body-invalid"),
        (body(txet=SECRET), JSON, 422, "body-invalid"),
        (body(**{str(n): SECRET for n in range(50)}), JSON, 422, "body-invalid"),
        (body(published_on=IN_A_WEEK), JSON, 422, "article-rejected"),
        (body(text=""), JSON, 422, "article-rejected"),
        (body(text=" \n\t "), JSON, 422, "article-rejected"),
        (b"", PLAIN, 422, "article-rejected"),
        (body(text="zanzibar\x00"), JSON, 422, "article-not-text"),
        (body(text="<!DOCTYPE html><html><body><p>zanzibar</p></body></html>"), JSON, 422, "article-not-text"),
        (body(text="a " * MAX_CHARACTERS), JSON, 413, "article-too-long"),
        (body(text="a" * 1_000_000), JSON, 413, "article-too-long"),
        (b"a" * 1_000_000, PLAIN, 413, "article-too-long"),
        (body(), {"content-type": "application/xml"}, 415, "unsupported-media-type"),
    ],
)
def test_a_bad_body_is_a_problem_that_does_not_repeat_it(
    client: TestClient, *, service: FakeService, content: bytes, headers: dict[str, str], status: int, kind: str
) -> None:
    answer = client.post("/v1/summaries", content=content, headers=headers)
    assert read_problem(answer, status)["type"] == f"/problems/{kind}"
    assert SECRET not in answer.text
    assert not service.asked


def test_a_publication_date_that_is_only_reached_further_east_is_taken(client: TestClient) -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    assert client.post("/v1/summaries", json={"text": TEXT, "published_on": tomorrow.isoformat()}).is_success


@pytest.mark.parametrize(("query", "wanted"), [("", False), ("?fresh=false", False), ("?fresh=true", True)])
def test_the_model_is_asked_anew_where_the_request_says_so(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, query: str, wanted: bool
) -> None:
    anew: list[bool] = []

    async def summarize(_self: FakeService, one: article.Article) -> ArticleSummary:
        anew.append(is_anew())
        return summary_of(one)

    monkeypatch.setattr(FakeService, "summarize", summarize)
    headers = {"cache-control": "no-cache"}  # what a browser sends when a page is reloaded
    assert client.post(f"/v1/summaries{query}", json={"text": TEXT}, headers=headers).is_success
    assert anew == [wanted]


def test_fresh_is_true_or_false(client: TestClient, service: FakeService) -> None:
    problem = read_problem(client.post("/v1/summaries?fresh=please", json={"text": TEXT}), 422)
    assert "/query/fresh" in str(problem["errors"])
    assert not service.asked
