"""An OpenAI-compatible endpoint on a real loopback socket, which answers well or badly, as told.

    with FakeOpenAI(lambda request: {"city": "Kabul"}) as server:   # each answer, from the request's JSON
        server.script(Misbehaviour.ERROR_500, {"city": "Herat"})    # the next two, before `answer` has its turn again
        ...                                                         # server.base_url
        server.calls[0].json["messages"]                            # what came over the wire

As a fixture: `with FakeOpenAI(good) as server: yield server`. It runs in a thread of its own: tests may block.
"""

import asyncio
import gzip
import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from functools import cache
from types import TracebackType
from typing import Any, Literal, Self

Json = dict[str, Any]
Pace = Literal["whole", "reset", "hang", "drip", "flood"]


class Misbehaviour(StrEnum):
    """What an endpoint can do wrong. Iterate over it to test against all."""

    REFUSE = "refuse"
    CONTENT_FILTER = "content filter"
    TRUNCATE = "truncate"
    INVALID_JSON = "invalid JSON"
    WRONG_SCHEMA = "wrong schema"
    EMPTY_OBJECT = "empty object"
    JSON_NULL = "the JSON null"
    NULL_CONTENT = "null content"
    FREE_TEXT = "free text that ignores the schema"
    EMPTY_CHOICES = "empty choices"
    NO_CHOICES = "an error object with status 200"
    EMPTY_BODY = "empty body with status 200"
    HTML_200 = "HTML with status 200"
    REDIRECT = "redirect"
    ERROR_400 = "400"
    ERROR_401 = "401"
    ERROR_403 = "403"
    ERROR_404 = "404"
    ERROR_408 = "408"
    ERROR_409 = "409"
    ERROR_429 = "429"
    RETRY_AFTER_SECONDS = "429, Retry-After: 7"
    RETRY_AFTER_DATE = "429, Retry-After: a date in a minute"
    RETRY_AFTER_RUBBISH = "429, Retry-After: soon"
    ERROR_500 = "500"
    HTML_502 = "HTML with status 502"
    RESET = "reset in the middle of the body"
    HANG = "hang"
    DRIP = "one byte at a time, for ever"
    GZIP_BOMB = "gzip bomb"
    FLOOD = "body of 8 MiB"
    ENDLESS_LOOP = "the same word until max_tokens; without that bound, for ever"


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP response. `pace`: how the body is sent; `delay_s` passes before its first byte."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    pace: Pace = "whole"
    delay_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Call:
    """One request. Names of headers are lower case; `json` is None without a body, `query` is as it was sent."""

    method: str
    path: str
    headers: Mapping[str, str]
    json: Any
    query: str = ""


Said = Reply | Misbehaviour | str | Mapping[str, Any]
"""A reply, a misbehaviour, or the content of a good completion, as text or as the object that it is the JSON of."""


def completion(
    content: str | None, *, finish_reason: str = "stop", refusal: str | None = None, tokens: tuple[int, int] = (100, 20)
) -> Reply:
    """A chat completion; `tokens`: those that it says went in and out."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    return json_reply({
        "id": "chatcmpl-fake",
        "object": "chat.completion",
        "created": 0,
        "model": "fake",
        "choices": [{"index": 0, "finish_reason": finish_reason, "message": message}],
        "usage": {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)},
    })  # fmt: skip


def json_reply(value: Any, status: int = 200, **headers: str) -> Reply:
    """A JSON response; `_` in the name of a header stands for `-`."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json", **named})


def misbehave(kind: Misbehaviour, request: Json) -> Reply:
    """The reply that is wrong in this way."""
    if kind in _CONTENTS:
        return completion(_CONTENTS[kind])
    if kind.name.startswith("ERROR_"):
        return _error(int(kind.value), request)
    return _REPLIES[kind](request)


class FakeOpenAI:
    """The server; `calls` and `script` may be used while it runs."""

    def __init__(self, answer: Callable[[Json], Said]) -> None:
        self.answer = answer
        self.calls: list[Call] = []
        self.base_url = ""
        self._script: deque[Said] = deque()
        self._started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()), daemon=True)
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(10), "the fake endpoint did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def script(self, *said: Said) -> None:
        """Say these next, in this order, before `answer` has its turn again."""
        self._script.extend(said)

    @property
    def completions(self) -> list[Call]:
        """The calls that asked for a completion."""
        return [call for call in self.calls if call.path.endswith("/chat/completions")]

    async def _main(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        async with server:
            self._started.set()
            await self._stop.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while call := await _read_call(reader):
                self.calls.append(call)
                await _send(self._reply(call), writer)
        except (ConnectionError, asyncio.CancelledError):
            pass  # the client left, or the test is over
        finally:
            writer.transport.abort()

    def _reply(self, call: Call) -> Reply:
        if call.path.endswith("/models"):
            return json_reply({"object": "list", "data": [{"id": "fake", "object": "model"}]})
        if not call.path.endswith("/chat/completions"):
            return json_reply({"error": {"message": "no such route"}}, 404)
        said = self._script.popleft() if self._script else self.answer(call.json)
        if isinstance(said, Misbehaviour):
            return misbehave(said, call.json)
        if isinstance(said, Reply):
            return said
        return completion(said if isinstance(said, str) else json.dumps(said))


async def _read_call(reader: asyncio.StreamReader) -> Call | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    request, *lines = head.decode("latin-1").rstrip().split("\r\n")
    method, target, _ = request.split(" ")
    path, _, query = target.partition("?")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    try:
        body = await reader.readexactly(int(headers.get("content-length", 0)))
    except asyncio.IncompleteReadError:
        return None
    return Call(method, path, headers, json.loads(body) if body else None, query)


async def _send(reply: Reply, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(reply.delay_s)
    if reply.pace == "hang":
        await asyncio.sleep(3600)  # a timer, unlike a lone Event, keeps the task from the garbage collector
    length = 10**9 if reply.pace in ("drip", "flood") else len(reply.body)
    lines = [f"HTTP/1.1 {reply.status} Fake", f"Content-Length: {length}"]
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
    if reply.pace == "drip":
        await _drip(writer)
    if reply.pace == "flood":
        await _flood(writer)
    if reply.pace == "reset":
        await _reset(reply.body[: len(reply.body) // 2], writer)
    writer.write(reply.body)
    await writer.drain()


async def _drip(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def _flood(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b" " * 65536)
        await writer.drain()


async def _reset(part: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(part)
    await writer.drain()
    await asyncio.sleep(0.05)  # let it arrive: a reset overtakes what is still on its way
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise ConnectionAbortedError


def _error(status: int, request: Json) -> Reply:
    # Real servers repeat what they were sent; so does this one, to show that we never do.
    last = request["messages"][-1]["content"] if request.get("messages") else ""
    return json_reply({"error": {"message": f"no: {last} {json.dumps(request)}", "type": "fake"}}, status)


def _html(status: int) -> Reply:
    page = b"<!doctype html><title>Welcome</title><h1>Some other server</h1>"
    return Reply(status, page, {"Content-Type": "text/html; charset=utf-8"})


def _loop(request: Json) -> Reply:
    tokens = request.get("max_tokens")
    if tokens is None:
        return Reply(pace="drip")
    return completion('{"text": "' + "na " * tokens, finish_reason="length", tokens=(100, tokens))


def _in_a_minute() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(minutes=1), usegmt=True)


@cache
def _bomb() -> bytes:
    return gzip.compress(b" " * 2**26, compresslevel=1)


_CONTENTS = {
    Misbehaviour.INVALID_JSON: '{"text": "no end',
    Misbehaviour.WRONG_SCHEMA: '{"unexpected": [1, 2, 3]}',
    Misbehaviour.EMPTY_OBJECT: "{}",
    Misbehaviour.JSON_NULL: "null",
    Misbehaviour.NULL_CONTENT: None,
    Misbehaviour.FREE_TEXT: "Sure! Here is a summary of the article: it happened.",
}
_TOO_MANY = {"error": {"message": "slow down", "type": "rate_limit"}}
_REPLIES: dict[Misbehaviour, Callable[[Json], Reply]] = {
    Misbehaviour.REFUSE: lambda _: completion(None, refusal="I cannot help with that."),
    Misbehaviour.CONTENT_FILTER: lambda _: completion("", finish_reason="content_filter"),
    Misbehaviour.TRUNCATE: lambda _: completion('{"text": "cut he', finish_reason="length"),
    Misbehaviour.EMPTY_CHOICES: lambda _: json_reply({"id": "x", "object": "chat.completion", "choices": []}),
    Misbehaviour.NO_CHOICES: lambda _: json_reply({"error": {"message": "upstream is gone"}}),
    Misbehaviour.EMPTY_BODY: lambda _: Reply(),
    Misbehaviour.HTML_200: lambda _: _html(200),
    Misbehaviour.HTML_502: lambda _: _html(502),
    Misbehaviour.REDIRECT: lambda _: Reply(307, headers={"Location": "/v1/elsewhere/chat/completions"}),
    Misbehaviour.RETRY_AFTER_SECONDS: lambda _: json_reply(_TOO_MANY, 429, Retry_After="7"),
    Misbehaviour.RETRY_AFTER_DATE: lambda _: json_reply(_TOO_MANY, 429, Retry_After=_in_a_minute()),
    Misbehaviour.RETRY_AFTER_RUBBISH: lambda _: json_reply(_TOO_MANY, 429, Retry_After="soon"),
    Misbehaviour.RESET: lambda _: Reply(body=completion("{}").body, pace="reset"),
    Misbehaviour.HANG: lambda _: Reply(pace="hang"),
    Misbehaviour.DRIP: lambda _: Reply(pace="drip"),
    Misbehaviour.GZIP_BOMB: lambda _: Reply(
        body=_bomb(), headers={"Content-Type": "application/json", "Content-Encoding": "gzip"}
    ),
    Misbehaviour.FLOOD: lambda _: completion("x" * 2**23),
    Misbehaviour.ENDLESS_LOOP: _loop,
}
