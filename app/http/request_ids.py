"""The outermost layer of a request: id, line in the log, headers of every answer, and the answer to a failure."""

import asyncio
import logging
import re
import time
import uuid
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Final

from fastapi import Request, Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.logs import note_request, outline
from app.http.problems import respond

log = logging.getLogger(__name__)

HEADER: Final = "X-Request-ID"
SANE_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
NO_PAGE: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""What a browser may do with an answer that says nothing else: load nothing, and show it in no other page."""
GUARDED: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""On each answer: no guess at its type, no telling of its URL elsewhere, no loading of it by another site's page."""
METHODS: Final = frozenset(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
ENDINGS: Final = (asyncio.CancelledError, GeneratorExit, KeyboardInterrupt, SystemExit)
"""What ends a task or the process on purpose; every other BaseException is a fault, native code's panic too."""

RawHeader = tuple[bytes, bytes]
_GUARDED: Final = tuple((name.lower().encode(), value.encode()) for name, value in GUARDED.items())
_NO_PAGE: Final = (b"content-security-policy", NO_PAGE.encode())
_ID: Final = HEADER.lower().encode()
_OURS: Final = frozenset((_ID, *(name for name, _ in _GUARDED)))

Observe = Callable[[str, str, int, float], None]
"""Takes a request that ended: method, route, status (0: none was sent), seconds."""


class RequestIds:
    """Gives each request an id, taken from X-Request-ID where that is sane, and returns it on each answer."""

    def __init__(self, app: ASGIApp, observe: Observe) -> None:
        self.app = app
        self._observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on under its id; an exception that nobody expected becomes a 500 without internals."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = sane_or_new(Headers(scope=scope).get(HEADER, ""))
        scope.setdefault("state", {})["request_id"] = request_id
        note_request(request_id)
        status, began_s = 0, time.monotonic()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status, message["headers"] = message["status"], _guarded(message["headers"], request_id)
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except ENDINGS:
            raise
        except BaseException as error:  # noqa: BLE001  # the last resort; the server would log the text of any error
            log.error("request %s failed\n%s", request_id, outline(error))  # noqa: TRY400  # as above
            if not status:
                await failure(Request(scope))(scope, receive, send_with_id)
        finally:
            lasted_s, method, route = time.monotonic() - began_s, method_of(scope), route_of(scope)
            log.info("request %s: %s %s %s in %.0f ms", request_id, method, route, status, 1000 * lasted_s)
            self._observe(method, route, status, lasted_s)


def _guarded(sent: Iterable[RawHeader], request_id: str) -> list[RawHeader]:
    """The headers of an answer with those that each has. Raw: it is done for every request."""
    kept = [pair for pair in sent if pair[0].lower() not in _OURS]
    if not any(name.lower() == _NO_PAGE[0] for name, _ in kept):
        kept.append(_NO_PAGE)
    return [*kept, (_ID, request_id.encode()), *_GUARDED]


def sane_or_new(given: str) -> str:
    """Take an id of 1 to 64 characters A-Z, a-z, 0-9, dot, underscore and hyphen; make one in place of any other."""
    return given if SANE_ID.fullmatch(given) else uuid.uuid4().hex


def route_of(scope: Scope) -> str:
    """The route that a request took as it stands in the code, e.g. `/v1/schemas/{name}`; `-`: none.

    Never its path, nor its query: what a sender writes there stands in no log.
    """
    route = getattr(scope.get("route"), "path", None)
    return str(route or scope.get("root_path") or "-")  # a mounted folder leaves where it is mounted


def method_of(scope: Scope) -> str:
    """The method of a request; `-` for one that HTTP does not know."""
    return scope["method"] if scope["method"] in METHODS else "-"


def failure(request: Request) -> Response:
    """Answer what nobody expected: a 500 without internals."""
    detail = "Something failed that should not have; the service's log has it under this request id."
    return respond(request, HTTPStatus.INTERNAL_SERVER_ERROR, "internal-error", detail)
