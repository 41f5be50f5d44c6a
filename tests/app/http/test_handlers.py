"""Every error is a problem, those of the framework too."""

import logging

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import ClientDisconnect

from app.core.errors import ArticleRejected, ModelRefused
from app.http.handlers import add_handlers
from app.http.request_ids import RequestIds
from tests.app.http.test_problems import read_problem
from tests.fakes.service import TEXT, FakeService


@pytest.mark.parametrize("path", ["/nowhere", "/v1/summaries/", "/v1/SUMMARIES", "/%00", "/docs/assets/none.js"])
def test_an_unknown_path_is_a_404_problem(client: TestClient, path: str) -> None:
    problem = read_problem(client.get(path, follow_redirects=False), 404)
    assert problem["type"] == "/problems/not-found"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/summaries", "POST"),
        ("DELETE", "/v1/summaries", "POST"),
        ("POST", "/livez", "GET"),
        ("PUT", "/v1/schemas/incident", "GET"),
    ],
)
def test_an_unknown_method_is_a_405_problem_that_says_what_is_allowed(
    client: TestClient, method: str, path: str, allowed: str
) -> None:
    answer = client.request(method, path)
    assert read_problem(answer, 405)["type"] == "/problems/method-not-allowed"
    assert answer.headers["allow"] == allowed


def test_a_wrong_parameter_is_a_422_problem_that_does_not_repeat_it() -> None:
    app = FastAPI()
    add_handlers(app)
    app.add_middleware(RequestIds, observe=lambda *_: None)

    @app.get("/echo")
    async def echo(times: int) -> int:
        return times

    answer = TestClient(app).get("/echo", params={"times": "seven"})
    assert read_problem(answer, 422)["errors"]
    assert "seven" not in answer.text


def test_a_sender_that_goes_away_is_no_failure(
    client: TestClient, service: FakeService, caplog: pytest.LogCaptureFixture
) -> None:
    service.error = ClientDisconnect()
    with caplog.at_level(logging.WARNING):
        read_problem(client.post("/v1/summaries", json={"text": TEXT}), 400)
    assert not caplog.records


@pytest.mark.parametrize(("error", "logged"), [(ModelRefused("It declined."), True), (ArticleRejected("No."), False)])
def test_failures_of_the_model_are_logged_and_errors_of_the_sender_are_not(
    client: TestClient, service: FakeService, caplog: pytest.LogCaptureFixture, error: Exception, logged: bool
) -> None:
    service.error = error
    with caplog.at_level(logging.WARNING):
        client.post("/v1/summaries", json={"text": TEXT}, headers={"X-Request-ID": "abc-3"})
    assert ("abc-3" in caplog.text) is logged
