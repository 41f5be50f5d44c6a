"""A query of the index as rows: those of a dossier of the same articles, for whom they are."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.core.settings import Settings
from app.dossier.build import build
from app.http.problems import Problem
from app.main import create_app
from schemas import ArticleSummary
from tests.app.http.test_exports import rows_of
from tests.app.http.test_incidents import Reporting, key
from tests.app.http.test_problems import read_problem
from tests.app.store.index.records import child, reported
from tests.fakes.web import local_client

NAME = "Aisha Kharroub"
ROAD: dict[str, Any] = {"source": "The Daily", "url": "https://example.org/1"}
FIRST = reported("One.", title="Strike in Kutum", **ROAD)
OLDER = reported("One, as it was first.", published_on=date(2024, 1, 4), killed=3, **ROAD)
SECOND = reported("Two.", killed=5, source="The Other")
ELSEWHERE = reported(
    "Three.", "Suva", party="Harbour League", day=date(2024, 1, 9), victims=(child(NAME),), title=f"{NAME} hurt"
)
ARTICLES = {"One.": FIRST, "One, as it was first.": OLDER, "Two.": SECOND, "Three.": ELSEWHERE}
EXPORT = "/v1/incidents/export?convention=acled&trace=true"
OURS = {"event_id_cnty", "incident_id", "record_sha256", "notes"}
"""Columns with the incident's id, or a digest of the record that it stands in."""
Rows = list[dict[str, str]]


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    service = Reporting(known={each.article.id: each for each in ARTICLES.values()})
    with local_client(create_app(settings, open_service=service.opener())) as client:
        yield client


def post(client: TestClient, *texts: str, headers: dict[str, str] | None = None) -> None:
    for text in texts or ARTICLES:
        assert client.post("/v1/summaries", json={"text": text}, headers=headers).status_code == 200


def exported(client: TestClient, query: str = "", **more: Any) -> Rows:
    answer = client.get(f"{EXPORT}{query}", **more)
    assert answer.status_code == 200, answer.text
    return rows_of(answer.text)


def of_dossier(client: TestClient, *summaries: ArticleSummary, query: str = "") -> Rows:
    made = client.post(f"/v1/exports?convention=acled&trace=true{query}", json=build(summaries).model_dump(mode="json"))
    return rows_of(made.text)


def without_ids(rows: Rows) -> set[tuple[tuple[str, str], ...]]:
    return {tuple((name, cell) for name, cell in row.items() if name not in OURS) for row in rows}


def test_a_row_is_that_of_the_dossier_of_the_same_articles(client: TestClient) -> None:
    """But for the incident's id, which is the index's, and the digest of its record; older versions tell nothing."""
    post(client)
    own = exported(client, "&scope=sensitive")
    theirs = of_dossier(client, *ARTICLES.values(), query="&scope=sensitive")
    assert len(own) == 2
    assert without_ids(own) == without_ids(theirs)
    notes = [{row["notes"].partition(" [Sitrep")[0] for row in rows} for rows in (own, theirs)]
    assert notes[0] == notes[1]
    ids = [each["id"] for each in client.get("/v1/incidents").json()["incidents"]]
    assert [row["event_id_cnty"] for row in own] == [f"SITREP-{each}" for each in ids]


def test_names_that_are_withheld_are_masked_as_in_a_dossier(client: TestClient) -> None:
    """In values, quotes and titles, unless key and request say otherwise."""
    post(client)
    titled = "/v1/incidents/export?convention=ucdp"
    assert NAME not in client.get(titled).text
    assert NAME in client.get(f"{titled}&scope=sensitive").text
    assert without_ids(exported(client)) == without_ids(of_dossier(client, *ARTICLES.values()))


@pytest.mark.parametrize(
    ("query", "found"), [("&country=fj", 1), ("&to=2024-01-05", 1), ("&q=suva", 1), ("&type=Riots", 0)]
)
def test_the_conditions_are_those_of_the_list(client: TestClient, query: str, found: int) -> None:
    """All that are given hold."""
    post(client)
    assert len(exported(client, query)) == found


def test_pages_lead_to_each_other_with_all_that_was_asked(client: TestClient) -> None:
    """By the header `Link`; the last has none."""
    post(client)
    first = client.get(f"{EXPORT}&limit=1")
    assert first.headers["content-disposition"] == 'attachment; filename="sitrep-acled.csv"'
    second = client.get(first.headers["link"].partition(">")[0].removeprefix("<"))
    days = [rows_of(page.text)[0]["event_date"] for page in (first, second)]
    assert (days, "link" in second.headers) == (["2024-01-09", "2024-01-04"], False)


def test_corrections_are_in_the_rows_unless_the_machines_are_asked_for(client: TestClient) -> None:
    """The incident is fused anew; what a person takes out of all of its articles has no row."""
    post(client, "One.", "Two.")
    path = "incidents/0/casualty_claims/0/killed"
    for each in (FIRST, SECOND):
        said = {"article_id": each.article.id, "path": path, "value": 9, "basis": "desk_rule"}
        assert client.post("/v1/corrections", json=said).status_code == 201
    assert [row["fatalities"] for row in exported(client)] == ["9"]
    assert [row["fatalities"] for row in exported(client, "&machine=true")] != ["9"]
    for each in (FIRST, SECOND):
        said = {"article_id": each.article.id, "path": "incidents/0", "value": None, "basis": "desk_rule"}
        assert client.post("/v1/corrections", json=said).status_code == 201
    assert exported(client) == []


def test_a_key_exports_its_own(client: TestClient, settings: Settings) -> None:
    """One that reads everybody's, everybody's; one that may not read, nothing."""
    own, other = (key(settings, "summarize", "read") for _ in range(2))
    post(client, "One.", headers=own)
    post(client, "Three.", headers=other)
    every = key(settings, "read", "read_all")
    assert [len(exported(client, headers=each)) for each in (own, other, every)] == [1, 1, 2]
    assert client.get(EXPORT, headers=key(settings, "summarize")).status_code == 403


@pytest.mark.parametrize(
    ("query", "pointer"),
    [("&background=true", "/query/background"), ("&limit=501", "/query/limit"), ("&cursor=x", "/query/cursor")],
)
def test_what_has_no_rows_is_refused_by_name(client: TestClient, query: str, pointer: str) -> None:
    """As everywhere."""
    problem = Problem.model_validate(read_problem(client.get(f"{EXPORT}{query}"), 422))
    assert problem.errors[0].pointer == pointer


def test_a_strict_export_of_rows_that_need_a_person_is_a_problem(client: TestClient) -> None:
    """As of records that are sent."""
    post(client, "One.", "Two.")
    problem = read_problem(client.get(f"{EXPORT}&strict=true"), 422)
    assert problem["type"] == "/problems/rows-to-review"
