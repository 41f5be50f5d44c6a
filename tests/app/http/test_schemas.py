"""GET /v1/schemas/{name}."""

import jsonschema_rs
import pytest
from fastapi.testclient import TestClient

from app.http.schemas import SCHEMAS, schema_of
from tests.app.http.test_problems import read_problem
from tests.fakes.service import TEXT


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_is_served(client: TestClient, name: str) -> None:
    answer = client.get(f"/v1/schemas/{name}")
    assert answer.headers["content-type"] == "application/schema+json"
    assert answer.json() == schema_of(name)


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_is_a_valid_schema(name: str) -> None:
    jsonschema_rs.meta.validate(schema_of(name))


def test_an_unknown_name_is_a_problem_that_lists_the_names(client: TestClient) -> None:
    problem = read_problem(client.get("/v1/schemas/zanzibar"), 404)
    assert problem["type"] == "/problems/schema-unknown"
    assert all(name in str(problem["hint"]) for name in SCHEMAS)
    assert "zanzibar" not in str(problem)


def test_answers_follow_the_schemas_that_are_served(client: TestClient) -> None:
    summary = client.post("/v1/summaries", json={"text": TEXT}).json()
    jsonschema_rs.validate(schema_of("article-summary"), summary)
    jsonschema_rs.validate(schema_of("incident"), summary["incidents"][0])
    jsonschema_rs.validate(schema_of("problem"), client.get("/nowhere").json())
    jsonschema_rs.validate(schema_of("summary-request"), {"text": TEXT, "published_on": None})
