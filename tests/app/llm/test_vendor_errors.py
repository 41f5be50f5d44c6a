"""Each error that a vendor exports is mapped, or listed here as out of reach with the reason. In httpx's manner."""

import inspect
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx2
import instructor.core
import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from app.core.errors import (
    DraftInvalid,
    DraftTruncated,
    ModelError,
    ModelMisconfigured,
    ModelRefused,
    ModelUnavailable,
)
from app.llm.vendor_errors import VENDOR_ERRORS, BodyTooLong, from_instructor, from_vendor, retry_after_s

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECRET = "CANARY-ARTICLE"
REQUEST = httpx2.Request("POST", "http://127.0.0.1/v1/chat/completions")

OUT_OF_REACH = {
    "LengthFinishReasonError": "raised by openai's parse(), which is not used",
    "ContentFilterFinishReasonError": "raised by openai's parse(), which is not used",
    "APIResponseValidationError": "raised by openai's parsing of responses; the raw response is read instead",
    "InvalidWebhookSignatureError": "webhooks are not used",
    "WebSocketQueueFullError": "web sockets are not used",
    "WebSocketConnectionClosedError": "web sockets are not used",
    "HTTPStatusError": "openai turns it into an APIStatusError",
    "CookieConflict": "raised on reading a cookie by name",
    "StreamError": "raised on reading a response twice; openai reads it once",
    "StreamConsumed": "the same",
    "StreamClosed": "the same",
    "ResponseNotRead": "the same",
    "RequestNotRead": "the same",
    "InstructorError": "the base; only its children are raised",
    "ConfigurationError": "raised for a mode that no provider has",
    "ModeError": "raised by from_openai(), which is not used",
    "ClientError": "raised by from_openai(), which is not used",
    "ProviderError": "raised for other providers",
    "MultimodalError": "raised for images and sound",
    "ValidationError": "raised by no code path of chat completions; pydantic's own is mapped",
    "TokenBudgetError": "raised with token_budget, which is not used",
    "TokenBudgetExceeded": "the same",
    "TokenUsageUnavailableError": "the same",
}


def exported_errors(module: Any) -> dict[str, type[Exception]]:
    members = ((name, getattr(module, name)) for name in dir(module) if name[0] != "_")
    return {name: kind for name, kind in members if inspect.isclass(kind) and issubclass(kind, Exception)}


def reachable(module: Any) -> list[type[Exception]]:
    return [kind for name, kind in sorted(exported_errors(module).items()) if name not in OUT_OF_REACH]


def made(kind: type[Exception]) -> Exception:
    """An error of this class that carries article text wherever it can."""
    if issubclass(kind, openai.APIStatusError):
        status = inspect.getattr_static(kind, "status_code", 500)
        response = httpx2.Response(status if isinstance(status, int) else 500, text=SECRET, request=REQUEST)
        if kind is openai.OAuthError:
            return openai.OAuthError(response=response, body={"error_description": SECRET})
        return kind(SECRET, response=response, body=SECRET)
    if issubclass(kind, openai.APITimeoutError):
        return kind(REQUEST)
    if issubclass(kind, openai.APIConnectionError):
        return kind(message=SECRET, request=REQUEST)
    if kind is openai.APIError:
        return kind(SECRET, REQUEST, body=SECRET)
    return kind(SECRET)


@pytest.mark.parametrize("kind", [*reachable(openai), *reachable(httpx2), TimeoutError])
def test_each_error_of_a_call_is_caught_and_becomes_one_of_ours_without_its_words(kind: type[Exception]) -> None:
    assert issubclass(kind, VENDOR_ERRORS)
    ours = from_vendor(made(kind), NOW)
    assert isinstance(ours, ModelError)
    assert SECRET not in repr(ours)


@pytest.mark.parametrize("kind", reachable(httpx2))
def test_openai_wrapping_a_transport_error_changes_nothing(kind: type[Exception]) -> None:
    wrapper = openai.APIConnectionError(request=REQUEST)
    wrapper.__cause__ = made(kind)
    assert type(from_vendor(wrapper, NOW)) is type(from_vendor(made(kind), NOW))


@pytest.mark.parametrize("kind", reachable(instructor.core))
def test_each_error_of_instructor_becomes_one_of_ours_without_its_words(kind: type[Exception]) -> None:
    ours = from_instructor(wrapped(invalid()) if kind is RETRY else kind(SECRET))
    assert isinstance(ours, ModelError)
    assert SECRET not in repr(ours)


def test_what_is_out_of_reach_is_still_exported() -> None:
    exported = {*exported_errors(openai), *exported_errors(httpx2), *exported_errors(instructor.core)}
    assert set(OUT_OF_REACH) <= exported


# instructor

RETRY = instructor.core.InstructorRetryException


class Number(BaseModel):
    number: int


def invalid() -> ValidationError:
    """pydantic's complaint, which repeats what it was given."""
    with pytest.raises(ValidationError) as raised:
        Number.model_validate_json(f'{{"number": "{SECRET}"}}')
    assert SECRET in str(raised.value)
    return raised.value


def wrapped(cause: Exception) -> Exception:
    error = RETRY(SECRET, n_attempts=1, total_usage=0)
    error.__cause__ = cause
    return error


def test_our_error_comes_out_of_instructors_wrapping_as_it_went_in() -> None:
    ours = ModelRefused("declined")
    assert from_instructor(wrapped(ours)) is ours


def test_a_cut_answer_is_told_from_an_invalid_one() -> None:
    assert isinstance(from_instructor(instructor.core.IncompleteOutputException()), DraftTruncated)
    assert isinstance(from_instructor(instructor.core.ResponseParsingError("x")), DraftInvalid)


def test_a_defect_of_the_code_comes_out_as_it_is() -> None:
    defect = IndexError("list index out of range")
    assert from_instructor(wrapped(defect)) is defect


# Statuses and transport


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
def test_statuses_that_pass_are_unavailable(status: int) -> None:
    assert isinstance(from_vendor(answered(status)), ModelUnavailable)


@pytest.mark.parametrize("status", [301, 307, 400, 401, 403, 404, 405, 413, 415, 422])
def test_statuses_that_stay_are_misconfigured(status: int) -> None:
    assert isinstance(from_vendor(answered(status)), ModelMisconfigured)


def answered(status: int, **headers: str) -> openai.APIStatusError:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = httpx2.Response(status, headers=named, request=REQUEST)
    return openai.APIStatusError("x", response=response, body=None)


def test_a_body_that_is_too_long_is_not_worth_another_attempt() -> None:
    wrapper = openai.APIConnectionError(request=REQUEST)
    wrapper.__cause__ = BodyTooLong()
    assert isinstance(from_vendor(wrapper), DraftInvalid)


def test_the_endpoints_wish_to_wait_crosses_over() -> None:
    error = from_vendor(answered(503, retry_after="12"), NOW)
    assert isinstance(error, ModelUnavailable)
    assert error.retry_after_s == 12.0


# Retry-After


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        ("120", 120.0),
        (" 3 ", 3.0),
        ("1.5", 1.5),
        ("Sat, 21 Nov 2026 12:01:30 GMT", 90.0),
        ("Saturday, 21-Nov-26 12:01:30 GMT", 90.0),
        ("Sat Nov 21 12:01:30 2026", 90.0),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0.0),
        ("-1", None),
        ("soon", None),
        ("", None),
        ("nan", None),
        ("inf", None),
        ("9" * 400, None),
        ("Sat, 99 Nov 2026 12:00:00 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_rubbish_is_nothing(header: str | None, seconds: float | None) -> None:
    assert retry_after_s(header, NOW) == seconds


@given(st.text())
def test_no_retry_after_raises_or_is_negative(header: str) -> None:
    wait_s = retry_after_s(header, NOW)
    assert wait_s is None or wait_s >= 0


@given(st.integers(0, 10**6))
def test_a_date_and_its_distance_ask_for_the_same_wait(seconds: int) -> None:
    date = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)
    assert retry_after_s(date, NOW) == retry_after_s(str(seconds), NOW)
