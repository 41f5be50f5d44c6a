"""What an endpoint complains of, read from its status and body, as an error in our own words.

Endpoints agree on little more than JSON. Codes are looked at first, then statuses, then phrases of the message, which
each stand for one published behaviour. No word of the endpoint crosses over: a message can repeat the article or the
key. What crosses over is picked from lists in this file.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from app.core.errors import (
    ContextExceeded,
    CreditSpent,
    DraftInvalid,
    KeyRejected,
    ModelError,
    ModelMisconfigured,
    ModelRefused,
    ModelUnavailable,
    ModelUnknown,
    RequestRefused,
)

_CODE_FIELDS: Final = frozenset(["code", "type", "status", "error_type", "reason"])
_TEXT_FIELDS: Final = frozenset(["message", "detail", "error", "msg"])
_LONGEST_TEXT: Final = 500
"""Characters of a message that are looked at: behind them, servers repeat the request, and an article says anything."""
_RETRYABLE: Final = frozenset([408, 409])
"""Of the 4xx: request time-out, conflict."""
_THROTTLED: Final = frozenset([429, 498])
"""Too many requests; Groq's "flex tier capacity exceeded"."""
_TEXT_REJECTED: Final = frozenset([400, 413, 422])
"""Statuses with which the request itself is found wanting."""

# fmt: off
_CREDIT: Final = (
    "insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "insufficient_credits",
    "insufficient_balance", "insufficient balance", "insufficient credits", "credit balance is too low",
)
_FILTERED: Final = (
    "content_filter", "content_policy_violation", "responsibleaipolicyviolation", "data_inspection_failed",
    "invalid_prompt", "content management policy", "input was flagged", "content exists risk",
    "may contain inappropriate content", "requires moderation",
)
_CATEGORIES: Final = ("violence", "hate", "self_harm", "sexual", "jailbreak")
"""Azure's names of what a filter looks for ("Content filtering", response annotations)."""
_CONTEXT: Final = (
    "context_length_exceeded", "exceed_context_size", "maximum context length", "context length", "context window",
    "context size", "contextwindowexceeded", "prompt is too long", "input token count", "max_new_tokens",
    "reduce the length of the messages",
)
_PER_MINUTE: Final = ("tokens per minute", "(tpm)")
_KEY: Final = ("invalid_api_key", "api_key_invalid", "api key not valid", "invalid api key", "incorrect api key")
_NO_MODEL: Final = (
    "model_not_found", "deploymentnotfound", "invalid_model", "model not exist", "not a valid model", "invalid model",
    "unknown model", "no models loaded", "model not found", "no endpoints found for",
)
_NO_ROUTE: Final = ("unexpected endpoint",)
_NO_PROVIDER: Final = ("no endpoints found that",)
"""OpenRouter's, with 404: the model is there, and no provider of it takes the request."""
_DATA_POLICY: Final = ("data policy", "guardrail restrictions")
"""The same, of what the account's settings allow."""
_INVALID_ANSWER: Final = ("json_validate_failed", "output_parse_failed", "tool_use_failed")
# fmt: on


class AnswerRejected(DraftInvalid):
    """The endpoint itself found that the model's answer is not the record; `answer` is what the model said."""

    def __init__(self, answer: str) -> None:
        super().__init__("the endpoint finds the model's answer invalid")
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Complaint:
    """What an endpoint answered in place of a completion.

    `codes` are its lower-case short names of the problem, `text` its message in lower case; neither is ever shown.
    """

    status: int
    codes: frozenset[str]
    text: str
    body: Any
    url: str

    @classmethod
    def read(cls, status: int, body: bytes, url: str) -> "Complaint":
        """Of a response's body; one that is no JSON is a text."""
        try:
            parsed = json.loads(body)
        except (ValueError, RecursionError):
            parsed = {"message": body[:4096].decode(errors="replace")}
        return cls.of(status, parsed, url)

    @classmethod
    def of(cls, status: int, body: Any, url: str) -> "Complaint":
        """Of an error object. Its own numeric code is taken for the status where that says that all is well."""
        fields = list(_fields(body))
        codes = frozenset(str(value).casefold() for name, value in fields if name in _CODE_FIELDS)
        texts = (value for name, value in fields if name in _TEXT_FIELDS and isinstance(value, str))
        text = " ".join(each[:_LONGEST_TEXT].casefold() for each in texts)
        own = next((int(code) for code in codes if code.isdecimal() and code.isascii() and 400 <= int(code) <= 599), 0)  # noqa: PLR2004
        return cls(own if own and status < 400 else status, codes, text, body, url)  # noqa: PLR2004

    def says(self, names: tuple[str, ...]) -> bool:
        """Whether one of these is among its codes, or part of one, or of its message."""
        return any(name in self.text or any(name in code for code in self.codes) for name in names)

    def value(self, name: str) -> Any:
        """The first value under a name, wherever it stands; None: there is none."""
        return next((value for key, value in _fields(self.body) if key == name), None)


def error_of(complaint: Complaint, retry_after_s: float | None = None) -> ModelError:
    """Our error for a complaint; `retry_after_s` is the wait in seconds that came with it, None: none."""
    return _of_the_text(complaint) or _of_the_account(complaint) or _of_the_moment(complaint, retry_after_s)


def suspicion(url: str) -> str:
    """What is odd about an address, as the end of a sentence; empty: nothing."""
    return "" if "/v1" in urlsplit(url).path else "; its base URL has no /v1, with which most end: try it with /v1"


def _of_the_text(complaint: Complaint) -> ModelError | None:
    """The question or its answer is at fault."""
    if complaint.status in _TEXT_REJECTED and complaint.says(_INVALID_ANSWER):
        said = complaint.value("failed_generation")
        return AnswerRejected(said if isinstance(said, str) else "")
    if complaint.status < 500 and complaint.says(_FILTERED):  # noqa: PLR2004
        return ModelRefused(f"the endpoint's content filter declined the article{_filtered_for(complaint)}")
    return None


def _of_the_account(complaint: Complaint) -> ModelError | None:
    """The key, the credit or the model's name is at fault."""
    status = complaint.status
    if status == 402 or (status < 500 and complaint.says(_CREDIT)):  # noqa: PLR2004
        return CreditSpent(f"the account at the endpoint has no credit left ({status})")
    if status < 500 and complaint.says(_NO_MODEL):  # noqa: PLR2004
        return ModelUnknown(f"the endpoint has no model of this name, or none for this key ({status})")
    if status in (401, 403) or (status < 500 and complaint.says(_KEY)):  # noqa: PLR2004
        return KeyRejected(f"the endpoint does not accept the API key, or wants one ({status})")
    return None


def _of_the_moment(complaint: Complaint, retry_after_s: float | None) -> ModelError:
    """The endpoint is busy or in trouble; else the request is one that it does not take."""
    status = complaint.status
    if status in _THROTTLED or (status == 413 and complaint.says(_PER_MINUTE)):  # noqa: PLR2004
        wait_s = _delay_in_body(complaint) if retry_after_s is None else retry_after_s
        return ModelUnavailable(f"the endpoint wants fewer calls ({status})", retry_after_s=wait_s, throttled=True)
    if complaint.says(_NO_ROUTE):
        return _no_route(complaint)
    if status in _RETRYABLE or status >= 500:  # noqa: PLR2004 - the class of server errors
        return ModelUnavailable(f"the endpoint answered {status}", retry_after_s=retry_after_s)
    if status < 300:  # noqa: PLR2004
        return ModelUnavailable(f"the endpoint answered {status} with an error", retry_after_s=retry_after_s)
    return _of_the_request(complaint)


def _of_the_request(complaint: Complaint) -> ModelError:
    status = complaint.status
    if status == 413 or (status in _TEXT_REJECTED and complaint.says(_CONTEXT)):  # noqa: PLR2004
        return ContextExceeded(f"the question and its answer are longer than the model's context window ({status})")
    if status == 404:  # noqa: PLR2004
        return _of_what_is_not_found(complaint)
    if status == 405:  # noqa: PLR2004
        return _no_route(complaint)
    if status < 400:  # noqa: PLR2004
        return ModelMisconfigured(f"the endpoint answered {status}, and no redirect is followed")
    return RequestRefused(f"the endpoint answered {status}")


def _of_what_is_not_found(complaint: Complaint) -> ModelError:
    if complaint.says(_DATA_POLICY):
        return ModelMisconfigured(
            "no provider of this model fits the data policy of the account at the endpoint (404)",
            hint="Allow more providers in the account's privacy settings, or set SITREP_LLM_MODEL to another model.",
        )
    if complaint.says(_NO_PROVIDER):
        return RequestRefused("the endpoint answered 404")
    if "model" in complaint.text:
        return ModelUnknown("the endpoint has no model of this name, or none for this key (404)")
    return _no_route(complaint)


def _no_route(complaint: Complaint) -> ModelError:
    return ModelMisconfigured(
        f"the endpoint has nothing at {urlsplit(complaint.url).path} ({complaint.status}){suspicion(complaint.url)}"
    )


def _filtered_for(complaint: Complaint) -> str:
    """The categories of its filter that the article fell under, as the end of a sentence."""
    result = complaint.value("content_filter_result") or complaint.value("content_filter_results")
    if not isinstance(result, Mapping):
        return ""
    hit = [name for name in _CATEGORIES if isinstance(found := result.get(name), Mapping) and found.get("filtered")]
    return f" for {', '.join(hit)}" if hit else ""


def _delay_in_body(complaint: Complaint) -> float | None:
    """Google's RetryInfo: `"retryDelay": "18s"`."""
    delay = complaint.value("retryDelay")
    try:
        seconds = float(str(delay).removesuffix("s"))
    except ValueError:
        return None
    return seconds if 0 <= seconds < float("inf") else None


def _fields(body: Any, depth: int = 6) -> Iterator[tuple[str, Any]]:
    """Each name and value of the objects in a body, the outer ones first; no deeper than errors go."""
    if not depth:
        return
    if isinstance(body, Mapping):
        yield from body.items()
    within = body.values() if isinstance(body, Mapping) else body if isinstance(body, list) else ()
    for value in within:
        yield from _fields(value, depth - 1)
