"""What becomes of a request when its sender leaves, or the server stops. Pure ASGI: nothing may hide the leaving."""

import asyncio
import logging
from http import HTTPStatus
from typing import Final

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.problems import respond

log = logging.getLogger(__name__)

RETRY_AFTER_S: Final = 5
"""A guess: a service that is stopped is mostly restarted, or another one stands beside it."""


class Leaving:
    """Cancels the work for a request whose sender has left, and answers 503 when the server cancels it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and watch its sender."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sender, answer = _Sender(receive), _Answer(send)
        work = asyncio.ensure_future(self.app(scope, sender.receive, answer.send))
        gone = asyncio.create_task(sender.leave())
        gone.add_done_callback(lambda _: answer.complete or work.cancel())
        try:
            await work  # when the server cancels this, it cancels the work with it
        except asyncio.CancelledError:
            request_id = scope["state"]["request_id"]
            if gone.done():
                log.info("request %s: its sender left", request_id)
            elif answer.begun:
                raise
            else:
                log.warning("request %s: ended by the server's stop", request_id)
                await respond(
                    Request(scope),
                    HTTPStatus.SERVICE_UNAVAILABLE,
                    "stopping",
                    "The service is stopping; the article was not read to its end.",
                    hint="Send it again: what was read of it is kept.",
                    headers={"Retry-After": str(RETRY_AFTER_S), "Connection": "close"},
                )(scope, receive, send)
        finally:
            gone.cancel()


class _Sender:
    """Hands the body on; when it is all there, the next that can come is the sender's leaving."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._sent_all = asyncio.Event()
        self._left = asyncio.Event()

    async def receive(self) -> Message:
        """The next message for the application."""
        if self._sent_all.is_set():
            await self._left.wait()
            return {"type": "http.disconnect"}
        message = await self._receive()
        if not message.get("more_body"):
            self._sent_all.set()
        return message

    async def leave(self) -> None:
        """Return when the sender has left after its body was read."""
        await self._sent_all.wait()
        await self._receive()
        self._left.set()


class _Answer:
    """How far the answer has come."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False
        self.complete = False

    async def send(self, message: Message) -> None:
        """Hand a message on to the server."""
        self.begun = True
        self.complete = message["type"] == "http.response.body" and not message.get("more_body")
        await self._send(message)
