"""POST /v1/exports."""

import csv
import io
import json
import sys
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.dossier.build import build
from tests.app import older
from tests.app.drafts import gold_cases, gold_of, read
from tests.app.export.examples import seeds_dossier
from tests.app.http.test_problems import read_problem
from tests.app.http.test_scopes import NAME, about_a_child
from tests.fakes.service import TEXT

SEEDS: list[dict[str, Any]] = [json.loads(gold_of(case).model_dump_json()) for case in gold_cases("seeds")]

DOSSIER: dict[str, Any] = json.loads(seeds_dossier().model_dump_json())


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize(
    ("body", "dead"),
    [(SEEDS[0], ["4"]), (SEEDS, ["4", "2"]), ([], []), (DOSSIER, ["2"]), ([SEEDS[0], DOSSIER], ["4", "2"])],
)
def test_a_record_or_a_list_of_them_is_a_table(client: TestClient, body: object, dead: list[str]) -> None:
    answer = client.post("/v1/exports?convention=acled", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.headers["content-disposition"] == 'attachment; filename="sitrep-acled.csv"'
    assert [row["fatalities"] for row in rows_of(answer.text)] == dead


@pytest.mark.parametrize("name", older.TEXTS)
def test_a_record_of_an_older_schema_is_a_table_too(client: TestClient, name: str) -> None:
    answer = client.post("/v1/exports?convention=acled", json=older.saved(name))
    assert answer.status_code == 200
    assert len(rows_of(answer.text)) == len(older.saved(name)["incidents"])


@pytest.mark.parametrize(
    ("query", "body", "wrong"),
    [
        ("", SEEDS, "parameters"),
        ("?convention=gtd", SEEDS, "parameters"),
        ("?convention=acled&format=pdf", SEEDS, "parameters"),
        ("?convention=acled", {}, "body"),
        ("?convention=acled", {"articles": []}, "body"),
        ("?convention=acled", [SEEDS[0], 1], "body"),
    ],
)
def test_what_is_no_record_or_no_convention_is_a_problem(
    client: TestClient, query: str, body: object, wrong: str
) -> None:
    found = read_problem(client.post(f"/v1/exports{query}", json=body), 422)
    assert found["type"] == f"/problems/{wrong}-invalid"


@pytest.mark.parametrize(
    ("file_format", "media_type", "begins"),
    [
        ("csv", "text/csv; charset=utf-8", b"\xef\xbb\xbfevent_id_cnty,"),
        ("jsonl", "application/x-ndjson", b'{"event_id_cnty": "SITREP-'),
        ("geojson", "application/geo+json", b'{"type": "FeatureCollection"'),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("parquet", "application/vnd.apache.parquet", b"PAR1"),
    ],
)
def test_each_format_has_its_media_type_and_file_name(
    client: TestClient, file_format: str, media_type: str, begins: bytes
) -> None:
    answer = client.post(f"/v1/exports?convention=acled&format={file_format}", json=DOSSIER)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert f'filename="sitrep-acled.{file_format}"' in answer.headers["content-disposition"]
    assert answer.content.startswith(begins)


def test_rows_that_need_a_person_are_a_problem_where_only_others_are_wanted(client: TestClient) -> None:
    """It says why; rows that need nobody are answered."""
    problem: Any = read_problem(client.post("/v1/exports?convention=acled&strict=true", json=DOSSIER), 422)
    assert problem["type"] == "/problems/rows-to-review"
    assert problem["errors"][-1]["detail"].endswith(": Articles differ: casualty_claims/killed.")
    assert client.post("/v1/exports?convention=acled&strict=true", json=SEEDS).status_code == 200


def test_a_format_whose_library_is_not_installed_is_a_problem_that_names_the_extra(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    problem: Any = read_problem(client.post("/v1/exports?convention=acled&format=parquet", json=SEEDS), 501)
    assert (problem["type"], "sitrep[parquet]" in problem["hint"]) == ("/problems/extra-missing", True)


@pytest.mark.parametrize(("query", "is_shown"), [("", False), ("&scope=sensitive", True)])
def test_a_dossier_saved_in_full_is_exported_as_the_request_may_see_it(
    client: TestClient, query: str, is_shown: bool
) -> None:
    """Who is withheld is known from its own incidents: the summaries are not at hand."""
    full = json.loads(build([about_a_child(read(TEXT))]).model_dump_json())
    full["incidents"][0]["note"] = f"{NAME} was killed."
    answer = client.post(f"/v1/exports?convention=acled&format=jsonl&quotes=full{query}", json=full)
    assert (NAME in answer.text, answer.status_code) == (is_shown, 200)
