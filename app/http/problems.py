"""Errors on the wire: RFC 9457 problem details, and the one table of statuses.

A problem never holds what was sent, but for the caller's own reference, nor anything of the service's inside, and stays
below 2 KB without that reference.
"""

import math
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.core.errors import (
    ArticleNotText,
    ArticleRejected,
    ArticleTooLong,
    BudgetSpent,
    ContextExceeded,
    CreditSpent,
    DeadlinePassed,
    DraftInvalid,
    DraftTruncated,
    ExtraMissing,
    IndexUnavailable,
    KeyRejected,
    KeysUnreadable,
    ModelFileError,
    ModelMisconfigured,
    ModelRefused,
    ModelUnavailable,
    ModelUnknown,
    NotSetUp,
    Overloaded,
    RequestRefused,
    SitrepError,
    TokensSpent,
)
from app.http.client_refs import client_ref_of

MEDIA_TYPE: Final = "application/problem+json"
LONGEST_DETAIL: Final = 400  # characters; the limits together keep a problem below 2 KB
LONGEST_POINTER: Final = 64
LONGEST_REASON: Final = 100
MOST_ERRORS: Final = 5
NAMES_OF_SENDERS: Final = ("extra_forbidden", "invalid_key")
"""pydantic's errors about a name that no field has; it ends their location."""

STATUS: Final[Mapping[type[SitrepError], HTTPStatus]] = {
    ArticleRejected: HTTPStatus.UNPROCESSABLE_ENTITY,
    ArticleTooLong: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ArticleNotText: HTTPStatus.UNPROCESSABLE_ENTITY,
    TokensSpent: HTTPStatus.TOO_MANY_REQUESTS,
    BudgetSpent: HTTPStatus.TOO_MANY_REQUESTS,
    ModelUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    ModelRefused: HTTPStatus.BAD_GATEWAY,
    ModelMisconfigured: HTTPStatus.INTERNAL_SERVER_ERROR,
    KeyRejected: HTTPStatus.INTERNAL_SERVER_ERROR,
    ModelUnknown: HTTPStatus.INTERNAL_SERVER_ERROR,
    ContextExceeded: HTTPStatus.INTERNAL_SERVER_ERROR,
    RequestRefused: HTTPStatus.INTERNAL_SERVER_ERROR,
    CreditSpent: HTTPStatus.SERVICE_UNAVAILABLE,
    DraftTruncated: HTTPStatus.BAD_GATEWAY,
    DraftInvalid: HTTPStatus.BAD_GATEWAY,
    ModelFileError: HTTPStatus.SERVICE_UNAVAILABLE,
    Overloaded: HTTPStatus.TOO_MANY_REQUESTS,
    ExtraMissing: HTTPStatus.NOT_IMPLEMENTED,
    IndexUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    DeadlinePassed: HTTPStatus.SERVICE_UNAVAILABLE,
    KeysUnreadable: HTTPStatus.SERVICE_UNAVAILABLE,
    NotSetUp: HTTPStatus.INTERNAL_SERVER_ERROR,
}


class FieldError(BaseModel):
    """One thing that is wrong with the body or a parameter."""

    model_config = ConfigDict(frozen=True)

    pointer: str = Field(description="JSON Pointer (RFC 6901) into the body, empty: as a whole; `/query/name`.")
    detail: str


class Problem(BaseModel):
    """Why a request was not answered (RFC 9457).

    `request_id`, `client_ref`, `hint` and `errors` are extension members.
    """

    model_config = ConfigDict(frozen=True)

    type: str = Field(description="Names the kind of problem, stable, e.g. `/problems/model-unavailable`.")
    title: str
    status: int = Field(description="The HTTP status.")
    detail: str
    request_id: str = Field(description="As in the header X-Request-ID; the service's log has it too.")
    client_ref: str | None = Field(
        default=None, description="The caller's own reference; absent when the request has none, or could not be read."
    )
    hint: str | None = Field(default=None, description="What to do about it; absent when there is nothing to say.")
    errors: tuple[FieldError, ...] = Field(default=(), description="What is wrong where, five at most.")


class RequestRejected(Exception):  # named as app/core/errors.py names: after what is wrong
    """The request is wrong as HTTP or as JSON, before any article is read."""

    errors: tuple[FieldError, ...] = ()

    def __init__(
        self, status: HTTPStatus, code: str, detail: str, *, hint: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.hint = hint
        self.headers = headers or {}


class BodyInvalid(RequestRejected):
    """The body is JSON, and not the object that is asked for."""

    def __init__(self, errors: Sequence[Mapping[str, Any]]) -> None:
        """Take pydantic's errors: `loc` and `msg` are read, the input is not."""
        super().__init__(HTTPStatus.UNPROCESSABLE_ENTITY, "body-invalid", "The body is not a summary request.")
        self.errors = field_errors(errors)


class ParametersInvalid(RequestRejected):
    """A query parameter has a value that it cannot have."""

    def __init__(self, errors: Sequence[Mapping[str, Any]]) -> None:
        """Take FastAPI's errors: `loc` and `msg` are read, the input is not."""
        detail = "A parameter of the URL is not as it should be."
        super().__init__(HTTPStatus.UNPROCESSABLE_ENTITY, "parameters-invalid", detail)
        self.errors = field_errors(errors)


def field_errors(errors: Sequence[Mapping[str, Any]]) -> tuple[FieldError, ...]:
    """The first of pydantic's errors, as they are shown. A name that is not ours is one that was sent: it is not."""
    return tuple(
        FieldError(pointer=json_pointer(_ours(error)), detail=error["msg"][:LONGEST_REASON])
        for error in errors[:MOST_ERRORS]
    )


def _ours(error: Mapping[str, Any]) -> Sequence[int | str]:
    loc: Sequence[int | str] = error["loc"]
    return loc[:-1] if error.get("type") in NAMES_OF_SENDERS else loc


def json_pointer(loc: Sequence[int | str]) -> str:
    """Write a pydantic location as a JSON Pointer; a name too long or not printable ends it early, at its parent."""
    pointer = ""
    for part in loc:
        longer = f"{pointer}/{str(part).replace('~', '~0').replace('/', '~1')}"
        if len(longer) > LONGEST_POINTER or not longer.isprintable():
            break
        pointer = longer
    return pointer


def status_of(error: SitrepError) -> HTTPStatus:
    """Look an error up by its class, then by the classes above it; 500 for one that is not in the table."""
    found = (STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    return next(found, HTTPStatus.INTERNAL_SERVER_ERROR)


def respond(
    request: Request,
    status: int,
    code: str,
    detail: str,
    *,
    title: str | None = None,
    hint: str | None = None,
    errors: tuple[FieldError, ...] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Make the response of one problem; title None: the code in words."""
    problem = Problem(
        type=f"/problems/{code}",
        title=title or code.replace("-", " ").capitalize(),
        status=status,
        detail=detail[:LONGEST_DETAIL],
        request_id=request.state.request_id,
        client_ref=client_ref_of(request),
        hint=hint or None,
        errors=errors,
    )
    content = problem.model_dump_json(exclude_none=True)
    return Response(content, status, {"Cache-Control": "no-store", **(headers or {})}, MEDIA_TYPE)


def respond_to_sitrep_error(request: Request, error: SitrepError) -> Response:
    """Answer one of our own errors."""
    return respond(request, status_of(error), error.code, error.outside, hint=error.hint, headers=_retry_after(error))


def respond_to_rejection(request: Request, error: RequestRejected) -> Response:
    """Answer a request that is wrong as HTTP or as JSON."""
    return respond(
        request, error.status, error.code, str(error), hint=error.hint, errors=error.errors, headers=error.headers
    )


def respond_to_status(request: Request, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with nothing but a status, e.g. 404 where no route is."""
    known = HTTPStatus(status)
    code = known.phrase.lower().replace(" ", "-")
    return respond(request, status, code, f"{known.description or known.phrase}.", title=known.phrase, headers=headers)


def _retry_after(error: SitrepError) -> dict[str, str]:
    seconds = error.retry_after_s if isinstance(error, ModelUnavailable | Overloaded | TokensSpent) else None
    return {} if seconds is None else {"Retry-After": str(max(1, math.ceil(seconds)))}
