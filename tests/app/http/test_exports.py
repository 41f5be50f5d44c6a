"""POST /v1/exports."""

import csv
import io
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app import older
from tests.app.drafts import gold_cases, gold_of
from tests.app.http.test_problems import read_problem

SEEDS: list[dict[str, Any]] = [json.loads(gold_of(case).model_dump_json()) for case in gold_cases("seeds")]


@pytest.mark.parametrize(("body", "dead"), [(SEEDS[0], ["4"]), (SEEDS, ["4", "2"]), ([], [])])
def test_a_record_or_a_list_of_them_is_a_table(client: TestClient, body: object, dead: list[str]) -> None:
    answer = client.post("/v1/exports?convention=acled", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert [row["fatalities"] for row in csv.DictReader(io.StringIO(answer.text))] == dead


@pytest.mark.parametrize("name", older.TEXTS)
def test_a_record_of_an_older_schema_is_a_table_too(client: TestClient, name: str) -> None:
    answer = client.post("/v1/exports?convention=acled", json=older.saved(name))
    assert answer.status_code == 200
    assert len(list(csv.DictReader(io.StringIO(answer.text)))) == len(older.saved(name)["incidents"])


@pytest.mark.parametrize(
    ("query", "body", "wrong"),
    [
        ("", SEEDS, "parameters"),
        ("?convention=gtd", SEEDS, "parameters"),
        ("?convention=acled", {}, "body"),
        ("?convention=acled", [SEEDS[0], 1], "body"),
    ],
)
def test_what_is_no_record_or_no_convention_is_a_problem(
    client: TestClient, query: str, body: object, wrong: str
) -> None:
    found = read_problem(client.post(f"/v1/exports{query}", json=body), 422)
    assert found["type"] == f"/problems/{wrong}-invalid"
