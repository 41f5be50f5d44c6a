"""The description; that the service does what it says is held in tests/faults/test_bodies.py."""

import json

from fastapi.testclient import TestClient

from app.http.openapi import EXAMPLES
from app.http.problems import Problem
from schemas import ArticleSummary, Dossier
from scripts import write_examples


def test_the_description_has_the_request_the_record_and_the_problem(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert {
        "SummaryRequest",
        "ArticleSummary",
        "VerificationRequest",
        "Verification",
        "Reliability",
        "ExportRequest",
        "DossierRequest",
        "Dossier",
        "Problem",
    } <= described["components"]["schemas"].keys()
    reads = {"/v1/summaries", "/v1/summaries:batch", "/v1/dossiers", "/v1/verifications", "/v1/exports"}
    index = {"/v1/summaries/{article_id}", "/v1/incidents", "/v1/incidents/{incident_id}", "/v1/incidents/links"}
    index |= {"/v1/incidents/export", "/v1/incidents.atom", "/v1/subscriptions", "/v1/subscriptions/{subscription_id}"}
    rest = {"/v1/reliability", "/v1/changes", "/v1/schemas/{name}", "/livez", "/readyz", "/metrics"}
    review = {"/v1/corrections", "/v1/review"}
    assert set(described["paths"]) == reads | index | rest | review
    for path in described["paths"].values():
        for operation in path.values():
            assert "application/problem+json" in operation["responses"]["default"]["content"]


def test_its_examples_are_what_is_answered() -> None:
    """All but times, random ids and the digest of the code."""
    shown = json.loads(EXAMPLES.read_text("utf-8"))
    assert write_examples.steady(write_examples.examples()) == write_examples.steady(shown), "run make examples"


def test_the_examples_stand_beside_their_operations(client: TestClient) -> None:
    """And are records of the types that are described there."""
    paths = client.get("/openapi.json").json()["paths"]
    answers = {path: paths[f"/v1/{path}"]["post"] for path in ("summaries", "dossiers", "verifications", "exports")}
    for operation in answers.values():
        assert operation["requestBody"]["content"]["application/json"]["examples"]["seeds"]["value"]
    record, dossier = (
        answers[path]["responses"]["200"]["content"]["application/json"]["examples"]["seeds"]["value"]
        for path in ("summaries", "dossiers")
    )
    assert ArticleSummary.model_validate_json(json.dumps(record)).incidents
    (strike,) = Dossier.model_validate_json(json.dumps(dossier)).incidents
    assert (strike.fatalities.low, strike.fatalities.high, strike.toll_policy) == (2, 4, "ucdp_best")
    problem = answers["summaries"]["responses"]["default"]["content"]["application/problem+json"]["examples"]
    assert Problem.model_validate(problem["refused"]["value"]).status == 422
    country = next(each for each in paths["/v1/incidents"]["get"]["parameters"] if each["name"] == "country")
    assert country["example"] == "IQ"
