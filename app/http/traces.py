"""The span of a request: OpenTelemetry's conventions for HTTP servers, without path, query, address and user agent.

FastAPI and Starlette have spans of their own, which name the path and the query as they were sent, and exceptions with
their words: `app.main` switches those off.
"""

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.tracing import is_traced, span
from app.http.request_ids import method_of, route_of

SERVER_ERROR: Final = 500
NO_METHOD: Final = "_OTHER"
"""As the conventions call a method that is none."""


class Traces:
    """Gives each request a span, named by its method and its route as it stands in the code. Pure ASGI."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or not is_traced():
            await self.app(scope, receive, send)
            return
        method, status = method_of(scope), 0
        shown = "HTTP" if method == "-" else method
        known = {"http.request.method": NO_METHOD if method == "-" else method, "url.scheme": scope["scheme"]}

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with span(shown, "server", known, Headers(scope=scope)) as own:
            try:
                await self.app(scope, receive, send_noted)
            finally:
                if (route := route_of(scope)) != "-":
                    own.rename(f"{shown} {route}")
                    own.note({"http.route": route})
                own.note({"sitrep.request_id": scope["state"]["request_id"]})
                if status:
                    own.note({"http.response.status_code": status})
                if status >= SERVER_ERROR or not status:
                    own.fail(str(status) if status else "no_answer")
