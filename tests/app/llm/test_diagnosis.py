"""What an endpoint complains of, from its status and body, in our own words and nobody else's."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import ContextExceeded, ModelError, ModelUnavailable, RequestRefused
from app.llm.diagnosis import AnswerRejected, Complaint, error_of, suspicion

URL = "http://127.0.0.1/v1/chat/completions"
SECRET = "CANARY-ARTICLE"


def diagnosed(status: int, body: Any, url: str = URL) -> ModelError:
    return error_of(Complaint.read(status, json.dumps(body).encode(), url))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["error", "code", "message", "type", "detail", "param"]) | st.text(), inner)
    ),
    max_leaves=8,
)


@given(st.integers(400, 599), json_values)
def test_any_body_becomes_an_error_of_ours(status: int, body: Any) -> None:
    assert isinstance(diagnosed(status, body), ModelError)


@given(st.integers(300, 599), st.binary(max_size=200))
def test_a_body_that_is_no_json_does_too(status: int, body: bytes) -> None:
    assert isinstance(error_of(Complaint.read(status, body, URL)), ModelError)


@pytest.mark.parametrize("field", ["message", "code", "type", "param", "detail", "failed_generation"])
@pytest.mark.parametrize("status", [400, 402, 403, 404, 413, 429, 498, 500])
def test_no_word_of_the_endpoint_crosses_over(status: int, field: str) -> None:
    error = diagnosed(status, {"error": {field: SECRET, "code": "json_validate_failed"} | {field: SECRET}})
    assert SECRET not in f"{error} {error!r}"


def test_words_far_behind_in_a_message_are_the_article_that_it_repeats() -> None:
    error = diagnosed(400, {"error": {"message": "no: " + "x " * 300 + "insufficient balance"}})
    assert type(error) is RequestRefused


def test_what_the_model_said_comes_with_an_answer_that_the_endpoint_rejects() -> None:
    error = diagnosed(400, {"error": {"code": "json_validate_failed", "failed_generation": "{}"}})
    assert isinstance(error, AnswerRejected)
    assert error.answer == "{}"


def test_a_wait_in_the_body_is_honoured_where_no_header_has_one() -> None:
    body = [{"error": {"code": 429, "details": [{"retryDelay": "18s"}]}}]
    error = diagnosed(429, body)
    assert isinstance(error, ModelUnavailable)
    assert (error.retry_after_s, error.throttled) == (18.0, True)


def test_too_much_for_one_request_is_the_contexts_matter() -> None:
    assert isinstance(diagnosed(413, {"error": {"type": "request_too_large"}}), ContextExceeded)


@pytest.mark.parametrize(("url", "odd"), [("http://h", True), ("http://h/v1", False), ("http://h/openai/v1/x", False)])
def test_an_address_without_v1_is_suspected(url: str, odd: bool) -> None:
    assert bool(suspicion(url)) is odd
