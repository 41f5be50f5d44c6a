"""Request ids, and the answer to what nobody expected."""

import logging

import pytest
from fastapi.testclient import TestClient

from app.http.request_ids import sane_or_new
from tests.app.http.test_problems import read_problem
from tests.fakes.service import TEXT, FakeService


@pytest.mark.parametrize("given", ["a", "a1B2-c3_d4.e5", "x" * 64])
def test_a_sane_id_is_taken(given: str) -> None:
    assert sane_or_new(given) == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a\nb", "<script>", "é", "a\n"])
def test_any_other_id_is_replaced(given: str) -> None:
    made = sane_or_new(given)
    assert made != given
    assert sane_or_new(made) == made


@pytest.mark.parametrize("path", ["/livez", "/nowhere", "/docs/assets/swagger-ui.css", "/openapi.json"])
def test_each_answer_carries_the_id_of_its_request(client: TestClient, path: str) -> None:
    assert client.get(path, headers={"X-Request-ID": "abc-1"}).headers["x-request-id"] == "abc-1"


def test_what_nobody_expected_is_a_500_that_tells_nothing_of_the_inside(
    client: TestClient, service: FakeService, caplog: pytest.LogCaptureFixture
) -> None:
    service.error = ValueError(f"broken by {TEXT}")
    with caplog.at_level(logging.ERROR):
        answer = client.post("/v1/summaries", json={"text": TEXT}, headers={"X-Request-ID": "abc-2"})
    assert read_problem(answer, 500)["type"] == "/problems/internal-error"
    assert "broken" not in answer.text
    assert "ValueError" not in answer.text
    assert "abc-2" in caplog.text
    assert "ValueError" in caplog.text
    assert "service.py" in caplog.text
    assert TEXT[:20] not in caplog.text
