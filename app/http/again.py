"""A request that was answered lately is answered with the same bytes. Pure ASGI.

It stands behind what lets a request in and bounds its body, and before all that takes time: who may ask, quotas, the
request's id, its line in the log and its measures are the same as for any other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from fastapi import Request, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.caller import caller
from app.store.replies import Replies, Reply

PATH: Final = "/v1/summaries"
BATCH: Final = "/v1/summaries:batch"
SAID_IN: Final = frozenset((b"accept", b"content-type", b"content-encoding"))
"""Headers that the answer depends on. Who asks is known, too: the answer is noted in the index for each caller."""
_KEEP: Final = "keep_answer"


@dataclass(frozen=True, slots=True)
class _Route:
    """What a request that never reached its route is called in logs and measures."""

    path: str = PATH


_ROUTE: Final = _Route()


class Again:
    """Sends the answers that `keep_answer` was called with again, for as long as they hold.

    What is erased, or asked anew, through this service makes it forget them all.

    Args:
        replies: Where they are kept.
        noted: Called for each answer that is sent again.
    """

    def __init__(self, app: ASGIApp, replies: Replies, noted: Callable[[], None]) -> None:
        self.app = app
        self._replies = replies
        self._noted = noted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http" or not self._replies.is_on:
            await self.app(scope, receive, send)
        elif _changes(scope):
            try:
                await self.app(scope, receive, send)
            finally:
                self._replies.forget()
        elif scope["method"] == "POST" and scope["path"] == PATH:
            await self._answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _Body.of(receive)
        key, state = _key(scope, body), self._replies.state()
        if body.is_whole and (reply := self._replies.find(key, state)):
            scope["route"] = _ROUTE
            self._noted()
            await _send(reply, send)
            return
        scope["state"][_KEEP] = lambda answer: self._replies.keep(key, state, tuple(answer.raw_headers), answer.body)
        await self.app(scope, body.replayed(receive), send)


def keep_answer(request: Request, answer: Response) -> None:
    """Say that the answer to a request may be sent again to whoever sends the same."""
    if keep := getattr(request.state, _KEEP, None):
        keep(answer)


def _changes(scope: Scope) -> bool:
    """Whether a request may change what others are answered: it erases an article, or asks anew."""
    path: str = scope["path"]
    if scope["method"] == "DELETE":
        return path.startswith(f"{PATH}/")
    return b"fresh" in scope["query_string"] and path in (PATH, BATCH)


@dataclass(frozen=True, slots=True)
class _Body:
    """A body as it came; `error`: what came in the place of its rest."""

    messages: tuple[Message, ...]
    error: Exception | None = None

    @classmethod
    async def of(cls, receive: Receive) -> "_Body":
        messages: list[Message] = []
        try:
            while not messages or messages[-1].get("more_body"):
                messages.append(await receive())
        except Exception as error:  # noqa: BLE001 - it is raised again where it is expected
            return cls(tuple(messages), error)
        return cls(tuple(messages))

    @property
    def is_whole(self) -> bool:
        return self.error is None and self.messages[-1]["type"] == "http.request"

    def replayed(self, receive: Receive) -> Receive:
        """The same once more, and what comes after it."""
        left = iter(self.messages)

        async def receive_again() -> Message:
            if (message := next(left, None)) is not None:
                return message
            if self.error is not None:
                raise self.error
            return await receive()

        return receive_again


def _key(scope: Scope, body: _Body) -> bytes:
    said = [pair for pair in scope["headers"] if pair[0] in SAID_IN]
    digest = sha256(repr((caller().id, scope["query_string"], said)).encode())
    for message in body.messages:
        digest.update(message.get("body", b""))
    return digest.digest()


async def _send(reply: Reply, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": list(reply.headers)})
    await send({"type": "http.response.body", "body": reply.body})
