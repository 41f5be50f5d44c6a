"""What a problem says, and what it never says."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.core import errors
from app.http.problems import STATUS, BodyInvalid, json_pointer, status_of
from tests.fakes.service import TEXT, FakeService


def leaves(kind: type[errors.SitrepError]) -> Iterator[type[errors.SitrepError]]:
    """The classes that are raised: those without subclasses, and those with some that are raised themselves."""
    if kind in (errors.ArticleRejected, errors.ModelMisconfigured) or not kind.__subclasses__():
        yield kind
    for below in kind.__subclasses__():
        yield from leaves(below)


LEAVES = [kind for kind in leaves(errors.SitrepError) if kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", LEAVES)
def test_every_error_of_ours_has_a_status(kind: type[errors.SitrepError]) -> None:
    assert kind in STATUS


@pytest.mark.parametrize("kind", LEAVES)
def test_every_error_of_ours_is_answered_with_its_status_its_type_and_its_hint(
    client: TestClient, service: FakeService, kind: type[errors.SitrepError]
) -> None:
    service.error = kind("It went wrong.")
    answer = client.post("/v1/summaries", json={"text": TEXT})
    problem = read_problem(answer, STATUS[kind])
    assert (problem["type"], problem["detail"]) == (f"/problems/{kind.code}", "It went wrong.")
    assert problem["hint"] == kind.hint


def test_a_class_that_is_not_in_the_table_takes_the_status_of_the_class_above_it() -> None:
    class ArticleUnheardOf(errors.ArticleTooLong): ...

    assert status_of(ArticleUnheardOf("")) == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_an_error_outside_the_table_is_an_internal_one() -> None:
    assert status_of(errors.SitrepError("")) == HTTPStatus.INTERNAL_SERVER_ERROR


@pytest.mark.parametrize(("given", "written"), [(None, None), (0.2, "1"), (7.1, "8")])
def test_retry_after_is_given_in_whole_seconds_when_the_endpoint_named_a_wait(
    client: TestClient, service: FakeService, given: float | None, written: str | None
) -> None:
    service.error = errors.ModelUnavailable("busy", retry_after_s=given)
    assert client.post("/v1/summaries", json={"text": TEXT}).headers.get("retry-after") == written


def test_a_problem_stays_below_2_kb_whatever_its_message(client: TestClient, service: FakeService) -> None:
    service.error = errors.ModelFileError("x" * 10_000)
    read_problem(client.post("/v1/summaries", json={"text": TEXT}), 503)


@pytest.mark.parametrize(
    ("loc", "pointer"),
    [
        ((), ""),
        (("published_on",), "/published_on"),
        (("articles", 0, "text"), "/articles/0/text"),
        (("a/b~c",), "/a~1b~0c"),
        (("\ud800",), ""),
        (("line\nbreak",), ""),
        (("n" * 100_000,), ""),
        (("articles", "n" * 100), "/articles"),
    ],
)
def test_a_location_becomes_a_short_json_pointer(loc: tuple[int | str, ...], pointer: str) -> None:
    assert json_pointer(loc) == pointer


def test_five_errors_are_told_at_most() -> None:
    assert len(BodyInvalid([{"loc": (str(n),), "msg": "wrong"} for n in range(1000)]).errors) == 5


def read_problem(answer: Response, status: int) -> dict[str, object]:
    """Check what holds for each problem, and return it."""
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.content) < 2048
    problem: dict[str, object] = answer.json()
    assert problem["status"] == status
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert {"type", "title", "detail"} < problem.keys()
    return problem
