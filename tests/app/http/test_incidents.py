"""What the service has summarised, over HTTP: found again, linked, erased; by whom it may be seen."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from app import keys
from app.article import Article
from app.core.settings import Settings
from app.http.problems import Problem
from app.keys import Scope
from app.main import create_app
from app.store.keyring import KeyRing
from schemas import ArticleSummary, ChangePage, IncidentPage, IndexedIncident
from tests.app.http.test_problems import read_problem
from tests.app.store.index.records import child, report_of, reported
from tests.fakes.service import FakeService, summary_of
from tests.fakes.web import local_client

NAME = "Aisha Kharroub"
FIRST, SECOND = reported("One."), reported("Two.", killed=5)
ELSEWHERE = reported("Three.", "Suva", party="Harbour League", day=date(2024, 1, 9), victims=(child(NAME),))
KNOWN = {each.article.id: each for each in (FIRST, SECOND, ELSEWHERE)}
TEXTS = {FIRST.article.id: "One.", SECOND.article.id: "Two.", ELSEWHERE.article.id: "Three."}


@dataclass
class Reporting(FakeService):
    """Answers articles that are known here with their records."""

    known: dict[str, ArticleSummary] = field(default_factory=lambda: dict(KNOWN))

    async def summarize(self, article: Article) -> ArticleSummary:
        return self.known.get(article.id) or summary_of(article)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with local_client(create_app(settings, open_service=Reporting().opener())) as client:
        yield client


def key(settings: Settings, *scopes: Scope) -> dict[str, str]:
    made, text = keys.mint("desk", scopes, 600, None, datetime.now(UTC))
    KeyRing(settings.keys_file).add(made)
    return {"Authorization": f"Bearer {text}"}


def post(client: TestClient, *summaries: ArticleSummary, headers: dict[str, str] | None = None) -> None:
    for each in summaries:
        sent = client.post("/v1/summaries", json={"text": TEXTS[each.article.id]}, headers=headers)
        assert sent.status_code == 200


def listed(client: TestClient, query: str = "", headers: dict[str, str] | None = None) -> list[dict[str, Any]]:
    answer = client.get(f"/v1/incidents{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["incidents"]
    return found


def test_what_was_posted_is_found_again(client: TestClient) -> None:
    """By its id, with its incidents; as JSON of the types that the description names."""
    post(client, FIRST, SECOND)
    page = client.get("/v1/incidents")
    (incident,) = IncidentPage.model_validate_json(page.content).incidents
    one = client.get(f"/v1/incidents/{incident.id}")
    assert IndexedIncident.model_validate_json(one.content) == incident
    summary = client.get(f"/v1/summaries/{FIRST.article.id}")
    assert ArticleSummary.model_validate_json(summary.content) == FIRST
    assert summary.headers["link"] == f'</v1/incidents/{incident.id}>; rel="related"'
    feed = ChangePage.model_validate_json(client.get("/v1/changes").content)
    assert {each.incident_id for each in feed.changes} == {incident.id}
    assert client.get(f"/v1/changes?since={feed.next}").json() == {"changes": [], "next": feed.next}


def test_posting_again_changes_nothing_and_the_client_is_told_so(client: TestClient) -> None:
    """A 304, by the validator of the bytes that it has."""
    post(client, FIRST)
    before = client.get("/v1/incidents")
    post(client, FIRST)
    again = client.get("/v1/incidents", headers={"If-None-Match": f'"x", {before.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    post(client, SECOND)
    changed = client.get("/v1/incidents", headers={"If-None-Match": before.headers["etag"]})
    assert changed.status_code == 200
    assert changed.headers["etag"] != before.headers["etag"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?country=fj", 1),
        ("?from=2024-01-05", 1),
        ("?to=2024-01-05&country=SD", 1),
        ("?type=Air/drone%20strike", 2),
        ("?type=Riots", 0),
        ("?near=14.2,24.67,5", 1),
        ("?q=harbour%20SUVA", 1),
        (f"?q={NAME}", 0),
    ],
)
def test_conditions_of_a_list(client: TestClient, query: str, found: int) -> None:
    """All that are given hold; names that are withheld are not found."""
    post(client, FIRST, ELSEWHERE)
    assert len(listed(client, query)) == found


def test_pages_follow_their_cursor(client: TestClient) -> None:
    """The latest first, each once."""
    post(client, FIRST, ELSEWHERE)
    first = client.get("/v1/incidents?limit=1").json()
    second = client.get(f"/v1/incidents?limit=1&cursor={first['next']}").json()
    days = [page["incidents"][0]["record"]["date"]["start"] for page in (first, second)]
    assert (days, second["next"]) == (["2024-01-09", "2024-01-04"], None)


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("/v1/incidents?near=14.2,24.67", "/query/near"),
        ("/v1/incidents?near=91,0,5", "/query/near"),
        ("/v1/incidents?near=nan,0,5", "/query/near"),
        ("/v1/incidents?cursor=%C3%A9", "/query/cursor"),
        ("/v1/incidents?cursor=abc", "/query/cursor"),
        ("/v1/incidents?type=Picnic", "/query/type"),
        ("/v1/changes?since=yesterday", "/query/since"),
    ],
)
def test_a_parameter_that_is_wrong_is_named(client: TestClient, path: str, pointer: str) -> None:
    """As everywhere."""
    problem = Problem.model_validate(read_problem(client.get(path), 422))
    assert problem.errors[0].pointer == pointer


def test_a_person_links_two_reports_and_the_younger_id_leads_to_the_older(client: TestClient) -> None:
    """For good, with what was asked of it."""
    post(client, FIRST, ELSEWHERE)
    younger = listed(client, "?country=FJ")[0]["id"]
    pair = [report_of(each).model_dump() for each in (FIRST, ELSEWHERE)]
    linked = client.post("/v1/incidents/links", json={"same": pair})
    assert linked.status_code == 200
    (older,) = set(linked.json()["incidents"])
    moved = client.get(f"/v1/incidents/{younger}?scope=sensitive", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (308, f"{older}?scope=sensitive")
    assert client.get(f"/v1/incidents/{younger}").json()["id"] == older
    parted = client.post("/v1/incidents/links", json={"not_same": pair}).json()["incidents"]
    assert len(set(parted)) == 2


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"same": [{"article_id": "a", "incident_id": "b"}] * 2}, 422),
        ({"same": [{"article_id": "a", "incident_id": "b"}, {"article_id": "c", "incident_id": "d"}]}, 404),
    ],
    ids=["none", "one report twice", "unknown"],
)
def test_a_link_of_no_two_reports_is_refused(client: TestClient, body: dict[str, Any], status: int) -> None:
    """Each in its way."""
    assert client.post("/v1/incidents/links", json=body).status_code == status


def test_an_erased_summary_is_gone_and_its_incident_withdrawn(client: TestClient, tmp_path: Path) -> None:
    """The id says why; no file of the index has its words."""
    post(client, FIRST)
    incident_id = listed(client)[0]["id"]
    assert client.delete(f"/v1/summaries/{FIRST.article.id}").status_code == 204
    assert client.delete(f"/v1/summaries/{FIRST.article.id}").status_code == 404
    assert client.get(f"/v1/summaries/{FIRST.article.id}").status_code == 404
    gone = read_problem(client.get(f"/v1/incidents/{incident_id}"), 410)
    assert gone["type"] == "/problems/incident-withdrawn"
    kept = b"".join(path.read_bytes() for path in (tmp_path / "index").iterdir())
    assert b"greyline" not in kept.lower()


def test_a_key_sees_its_own_and_one_that_may_everybodys(client: TestClient, settings: Settings) -> None:
    """Another's incidents, summaries and changes are as unknown as those that never were."""
    own, other = (key(settings, "summarize", "read", "erase") for _ in range(2))
    every = key(settings, "read", "read_all")
    post(client, FIRST, headers=own)
    post(client, FIRST, ELSEWHERE, headers=other)
    assert [len(listed(client, headers=each)) for each in (own, other, every)] == [1, 2, 3]
    theirs = listed(client, "?country=FJ", headers=other)[0]["id"]
    for path in (f"/v1/incidents/{theirs}", f"/v1/summaries/{ELSEWHERE.article.id}"):
        assert [client.get(path, headers=each).status_code for each in (own, every)] == [404, 200]
    assert client.delete(f"/v1/summaries/{ELSEWHERE.article.id}", headers=own).status_code == 404
    assert client.delete(f"/v1/summaries/{ELSEWHERE.article.id}", headers=every).status_code == 403
    assert len(client.get("/v1/changes", headers=own).json()["changes"]) == 1


def test_a_key_erases_only_where_it_was_made_to(client: TestClient, settings: Settings) -> None:
    """To put articles to the model is not to erase them: 403, with the scope that is missing."""
    plain, erasing = key(settings, "summarize", "read"), key(settings, "erase")
    post(client, FIRST, headers=plain)
    path = f"/v1/summaries/{FIRST.article.id}"
    refused = client.delete(path, headers=plain)
    assert read_problem(refused, 403)["type"] == "/problems/key-scope"
    assert 'scope="erase"' in refused.headers["www-authenticate"]
    assert [client.get(path, headers=each).status_code for each in (plain, erasing)] == [200, 403]
    assert client.delete(path, headers=erasing).status_code == 404  # another key's


def test_names_that_are_withheld_are_shown_only_where_key_and_request_say_so(
    client: TestClient, settings: Settings
) -> None:
    """In lists, incidents, summaries and changes alike."""
    plain, full = key(settings, "summarize", "read"), key(settings, "read", "read_all", "sensitive")
    post(client, ELSEWHERE, headers=plain)
    (incident,) = listed(client, headers=plain)
    assert incident["withheld"]
    for path in ("incidents", f"incidents/{incident['id']}", f"summaries/{ELSEWHERE.article.id}", "changes"):
        masked = client.get(f"/v1/{path}", headers=plain)
        assert masked.status_code == 200
        assert NAME not in masked.text
        assert client.get(f"/v1/{path}?scope=sensitive", headers=plain).status_code == 403
        shown = client.get(f"/v1/{path}?scope=sensitive", headers=full)
        assert (NAME in shown.text) is (path != "changes")


def test_an_index_that_fails_fails_no_answer(settings: Settings, tmp_path: Path) -> None:
    """It is counted; what is asked of the index itself is a 503."""
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "index.db").write_bytes(b"no database, but something that somebody put here" * 99)
    with local_client(create_app(settings, open_service=Reporting().opener())) as client:
        post(client, FIRST)
        assert client.get("/v1/incidents").status_code == 503
        assert 'sitrep_faults_total{kind="index_records_dropped"} 1.0' in client.get("/metrics").text


def test_without_an_index_nothing_is_kept_and_its_calls_say_so(settings: Settings, tmp_path: Path) -> None:
    """404, with the setting."""
    off = settings.model_copy(update={"index_url": SecretStr("none")})
    with local_client(create_app(off, open_service=Reporting().opener())) as client:
        post(client, FIRST)
        assert read_problem(client.get("/v1/incidents"), 404)["type"] == "/problems/index-off"
    assert not (tmp_path / "index").exists()
