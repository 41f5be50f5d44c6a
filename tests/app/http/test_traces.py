"""The span of a request, whatever becomes of it."""

import pytest
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import SpanKind, StatusCode

from tests.fakes.service import TEXT, FakeService
from tests.fakes.spans import all_said, recorded


def only(client: TestClient, method: str, path: str) -> ReadableSpan:
    with recorded() as exporter:
        client.request(method, path, json={"text": TEXT} if method == "POST" else None)
        (span,) = [each for each in exporter.get_finished_spans() if each.kind is SpanKind.SERVER]
        assert "SENT" not in all_said(exporter)
    return span


@pytest.mark.parametrize(
    ("method", "path", "name", "status"),
    [
        ("GET", "/v1/schemas/SENT?q=SENT", "GET /v1/schemas/{name}", 404),
        ("GET", "/SENT", "GET", 404),
        ("SENT", "/livez", "HTTP /livez", 405),
    ],
)
def test_a_request_is_known_by_its_route_and_never_by_what_was_sent(
    client: TestClient, method: str, path: str, name: str, status: int
) -> None:
    span = only(client, method, path)
    assert span.name == name
    assert (span.attributes or {})["http.response.status_code"] == status
    assert span.status.status_code is StatusCode.UNSET


def test_what_nobody_expected_marks_the_span_and_leaves_its_words_out(client: TestClient, service: FakeService) -> None:
    """FastAPI's own telemetry would record the exception with its message."""
    service.error = RuntimeError("SENT")
    span = only(client, "POST", "/v1/summaries")
    assert (span.attributes or {})["error.type"] == "500"
    assert span.status.status_code is StatusCode.ERROR
    assert not span.events
