"""The one place where errors of openai, instructor and httpx2 become ours.

Only classes, status numbers, the endpoint's wish to wait and what `diagnosis` picks from its lists cross over. A
vendor's message never does: it can carry the article (instructor repeats what it was given), the API key or the
endpoint's page.
"""

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2
import instructor.core
import openai

from app.core.errors import DraftInvalid, DraftTruncated, ModelError, ModelMisconfigured, ModelUnavailable
from app.llm.diagnosis import Complaint, error_of


class BodyTooLong(Exception):
    """A response that is longer than any answer; openai up to 3.3 makes it the cause of a connection error."""


VENDOR_ERRORS = (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, BodyTooLong)
"""What a call may raise besides ours."""

_SETTING_AT_FAULT = (
    httpx2.InvalidURL,
    httpx2.UnsupportedProtocol,
    httpx2.LocalProtocolError,
    httpx2.TooManyRedirects,
)
"""A URL that is none, or a header value, such as a key with a line break, that HTTP forbids."""
NOT_THE_RECORD = (ValueError, instructor.core.AsyncValidationError, instructor.core.ResponseParsingError)
"""An answer that is worth asking for again, with the complaint. pydantic's and json's complaints are ValueErrors, and
so is what instructor raises for an answer that it does not search for JSON any further."""


def from_vendor(error: Exception, now: datetime | None = None) -> ModelError:
    """Our error for one that a single call raised.

    Args:
        error: one of VENDOR_ERRORS.
        now: the time from which a Retry-After date counts where the response has no date; None: the clock's.
    """
    if isinstance(error, openai.APIStatusError):
        return _from_status(error.response, now or datetime.now(UTC))
    if isinstance(error, (TimeoutError, openai.APITimeoutError, httpx2.TimeoutException)):
        return ModelUnavailable("the endpoint did not answer in time", cut_off=True)
    if isinstance(error, openai.APIConnectionError):
        return _from_transport(error.__cause__ or error)
    if isinstance(error, (httpx2.HTTPError, httpx2.InvalidURL, BodyTooLong)):
        return _from_transport(error)
    return ModelMisconfigured(f"the client rejects its settings ({type(error).__name__})")


def from_instructor(error: Exception) -> Exception:
    """The error under instructor's wrapping: ours as it is, DraftInvalid for an answer that never became valid.

    Anything else is a defect of the code and comes back as it was raised.
    """
    if isinstance(error, instructor.core.IncompleteOutputException):
        return DraftTruncated("the answer was cut")
    if isinstance(error, instructor.core.InstructorRetryException) and isinstance(error.__cause__, Exception):
        error = error.__cause__
    if isinstance(error, NOT_THE_RECORD):
        return DraftInvalid("the model's answer is not the record asked for")
    return error


def last_answer(error: Exception) -> str | None:
    """What the model said last where instructor gave up because no answer became valid.

    None: it gave up for another reason, or nothing was said.
    """
    if not isinstance(error, instructor.core.InstructorRetryException) or not error.failed_attempts:
        return None
    choices = getattr(error.failed_attempts[-1].completion, "choices", None)
    return choices[0].message.content if choices and isinstance(error.__cause__, NOT_THE_RECORD) else None


def retry_after_s(header: str | None, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header (RFC 9110, 10.2.3): a number of seconds, or a date, past ones giving 0.

    None when the header is absent, or neither.
    """
    if header is None:
        return None
    try:
        wait_s = float(header)
    except ValueError:
        return _seconds_until(header, now)
    return wait_s if math.isfinite(wait_s) and wait_s >= 0 else None


def _seconds_until(http_date: str, now: datetime) -> float | None:
    try:
        moment = _in_utc(parsedate_to_datetime(http_date))
    except (ValueError, OverflowError):
        return None
    return max(0.0, (moment - now).total_seconds())


def _sent_at(response: httpx2.Response) -> datetime | None:
    """When the endpoint sent it, by its own clock: dates of one response are to be compared with each other.

    Ours may be wrong, or have just been set.
    """
    try:
        return _in_utc(parsedate_to_datetime(response.headers.get("date", "")))
    except (ValueError, OverflowError):
        return None


def _in_utc(moment: datetime) -> datetime:
    # "-0000" and no zone at all: HTTP dates are in GMT.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _from_status(response: httpx2.Response, now: datetime) -> ModelError:
    complaint = Complaint.read(response.status_code, response.content, str(response.request.url))
    return error_of(complaint, _wait_s(response.headers, _sent_at(response) or now))


def _wait_s(headers: httpx2.Headers, now: datetime) -> float | None:
    """The wait that the headers ask for: `retry-after-ms` of OpenAI and Azure is the finer one."""
    in_ms = retry_after_s(headers.get("retry-after-ms"), now)
    return in_ms / 1000 if in_ms is not None else retry_after_s(headers.get("retry-after"), now)


def _from_transport(cause: BaseException) -> ModelError:
    name = type(cause).__name__
    if isinstance(cause, BodyTooLong):
        return DraftInvalid("the endpoint's response is longer than any answer")
    if isinstance(cause, _SETTING_AT_FAULT):
        return ModelMisconfigured(f"the endpoint cannot be called as it is set ({name})")
    return ModelUnavailable(f"no response from the endpoint ({name})")
