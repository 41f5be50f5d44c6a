"""The description; that the service does what it says is held in tests/faults/test_bodies.py."""

from fastapi.testclient import TestClient


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
    reads = {"/v1/summaries", "/v1/dossiers", "/v1/verifications", "/v1/exports", "/v1/reliability"}
    index = {"/v1/summaries/{article_id}", "/v1/incidents", "/v1/incidents/{incident_id}", "/v1/incidents/links"}
    rest = {"/v1/changes", "/v1/schemas/{name}", "/livez", "/readyz", "/metrics"}
    assert set(described["paths"]) == reads | index | rest
    for path in described["paths"].values():
        for operation in path.values():
            assert "application/problem+json" in operation["responses"]["default"]["content"]
