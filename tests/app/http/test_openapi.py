"""The description, and the service held against it."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from app.core.settings import Settings
from app.main import create_app
from tests.fakes.service import FakeService
from tests.fakes.web import served


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
    assert set(described["paths"]) == reads | {"/v1/schemas/{name}", "/livez", "/readyz", "/metrics"}
    for path in described["paths"].values():
        for operation in path.values():
            assert "application/problem+json" in operation["responses"]["default"]["content"]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with served(FakeService()) as url:
        yield url


def described(max_examples: int, *, by_property: bool) -> BaseSchema:
    """The description; `by_property`: each property is left out and spoilt in turn, too."""
    config = SchemathesisConfig.from_dict(
        {
            "generation": {"max-examples": max_examples, "deterministic": True},
            "phases": {"coverage": {"enabled": by_property}},
        }
    )
    return schemathesis.openapi.from_dict(create_app(Settings()).openapi(), config=config)


TAKES_RECORDS: Final = r"/v1/(verifications|exports)"
TAKES_SEVERAL: Final = "/v1/dossiers"
"""Calls whose body holds whole records: one takes seconds to make up, so there are few, and not for each property."""
small = described(40, by_property=True).exclude(path_regex=f"{TAKES_RECORDS}|{TAKES_SEVERAL}")
large = described(3, by_property=False).include(path_regex=TAKES_RECORDS)
largest = described(1, by_property=False).include(path_regex=TAKES_SEVERAL)


@small.parametrize()
def test_the_service_does_what_its_description_says(case: schemathesis.Case[Any], url: str) -> None:
    """But for one check: what a schema cannot say, e.g. that a text is not blank, is refused with 422 all the same."""
    case.call_and_validate(base_url=url, excluded_checks=[positive_data_acceptance])


@large.parametrize()
@settings(suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow])
def test_calls_that_take_records_do_what_their_description_says(case: schemathesis.Case[Any], url: str) -> None:
    """The same, with few made-up records."""
    case.call_and_validate(base_url=url, excluded_checks=[positive_data_acceptance])


@largest.parametrize()
@settings(suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow])
def test_the_call_that_takes_several_records_does_what_its_description_says(
    case: schemathesis.Case[Any], url: str
) -> None:
    """The same, with one body."""
    case.call_and_validate(base_url=url, excluded_checks=[positive_data_acceptance])
