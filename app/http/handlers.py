"""Which error is answered how: everything that leaves a route as an exception comes out as a problem."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app.core.errors import SitrepError
from app.core.logs import outline
from app.http.problems import (
    ParametersInvalid,
    RequestRejected,
    respond,
    respond_to_rejection,
    respond_to_sitrep_error,
    respond_to_status,
    status_of,
)
from app.http.request_ids import failure

log = logging.getLogger(__name__)


def add_handlers(app: FastAPI) -> None:
    """Answer every error as application/problem+json."""
    app.exception_handler(SitrepError)(on_sitrep_error)
    app.exception_handler(RequestRejected)(on_rejection)
    app.exception_handler(RequestValidationError)(on_invalid_parameters)
    app.exception_handler(HTTPException)(on_http_exception)
    app.exception_handler(ClientDisconnect)(on_disconnect)


async def on_sitrep_error(request: Request, error: SitrepError) -> Response:
    """Answer one of our own errors; those that are not the sender's doing are logged."""
    return problem_of(request, error)


def problem_of(request: Request, error: Exception) -> Response:
    """The answer to any error, for where no exception handler comes: the head of the answer is sent already."""
    if isinstance(error, RequestRejected):
        return respond_to_rejection(request, error)
    if not isinstance(error, SitrepError):
        log.error("request %s failed\n%s", request.state.request_id, outline(error))
        return failure(request)
    if status_of(error) >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.warning("request %s: %s: %s", request.state.request_id, error.code, error)
    return respond_to_sitrep_error(request, error)


async def on_rejection(request: Request, error: RequestRejected) -> Response:
    """Answer a body that cannot be read."""
    return respond_to_rejection(request, error)


async def on_invalid_parameters(request: Request, error: RequestValidationError) -> Response:
    """Answer what FastAPI finds wrong with a parameter."""
    return respond_to_rejection(request, ParametersInvalid(error.errors()))


async def on_http_exception(request: Request, error: HTTPException) -> Response:
    """Answer what the router raises: 404, and 405 with all methods of the path."""
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(sorted(_methods(request))) or headers.get("Allow", "")
    return respond_to_status(request, error.status_code, headers)


def _methods(request: Request) -> set[str]:
    """What the description has of the path; the router itself names the methods of one of its routes alone."""
    route = request.scope.get("route")
    described = request.app.openapi()["paths"].get(getattr(route, "path", ""), {})
    return {method.upper() for method in described}


async def on_disconnect(request: Request, _error: ClientDisconnect) -> Response:
    """Answer a sender that is gone: nobody reads it, and it is no failure of the service."""
    return respond(request, HTTPStatus.BAD_REQUEST, "body-incomplete", "The body ended before it was complete.")
