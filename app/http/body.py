"""What is POSTed: read, bounded, decoded, and checked before an article is made of it."""

import asyncio
import json
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from difflib import get_close_matches
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Final, NoReturn, TypeVar

from fastapi import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.article.published import read_published
from app.core.errors import ArticleTooLong
from app.http import media
from app.http.client_refs import DESCRIPTION, NAME, client_ref_of, note_client_ref
from app.http.media import Sent, malformed
from app.http.problems import BodyInvalid, RequestRejected
from app.http.shapes import FEW, check_shape
from app.http.state import settings_of
from schemas import ClientRef

T = TypeVar("T")
B = TypeVar("B", bound=BaseModel)

BYTES_PER_CHARACTER: Final = 12  # an astral character, escaped as a surrogate pair in JSON
SLACK_BYTES: Final = 64 << 10  # the other fields, and the JSON around them
BYTES_PER_VALUE: Final = 16
"""Of a record's JSON; those that `POST /v1/summaries` answers have 18 and more."""
LONGEST_MISSPELT: Final = 40
PLAIN_JSON: Final = "It is JSON, sent as text/plain, and read as JSON: an object with the article as its `text`."

_threads: Final = ThreadPoolExecutor(2, "body")
"""Not those in which articles are parsed: a body is looked at also while they are all taken. Two, since they share the
interpreter with the event loop, which has to wait for each of them in turn."""


async def aside(work: Callable[[], T]) -> T:
    """Do what takes time with the length of a body off the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_threads, work)


def limit_bytes(max_article_characters: int) -> int:
    """The longest body, as it is sent and as it is unpacked, that an allowed article can have."""
    return max_article_characters * BYTES_PER_CHARACTER + SLACK_BYTES


def _read_written(value: object) -> object:
    """Read a date that is written out; pydantic would take seconds since 1970 as well."""
    return read_published(value) if isinstance(value, str) else value


Published = Annotated[
    date | None,
    BeforeValidator(_read_written),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "format": each} for each in ("date", "date-time")] + [{"type": "null"}]}
    ),
]


class SummaryRequest(BaseModel):
    """One article to summarise."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    text: str = Field(
        description="The article, as plain text. Offsets in the answer count its Unicode code points, or with "
        "`?offsets=utf16` its UTF-16 code units."
    )
    published_on: Published = Field(
        default=None,
        description="A date, or a timestamp (RFC 3339) whose date counts as it is written: an offset is not converted. "
        "Null or absent: taken from the text, where it tells.",
    )
    title: Annotated[str, Field(max_length=500)] | None = None
    source: Annotated[str, Field(max_length=500)] | None = Field(default=None, description="Who published it.")
    url: Annotated[str, Field(max_length=2000)] | None = Field(default=None, description="Kept; never fetched.")
    client_ref: ClientRef | None = Field(default=None, description=DESCRIPTION)


class BodyLimit:
    """Stops reading a body that no allowed article can have, or that comes too slowly, its length announced or not.

    Of what is sent to `streamed`, which is read as it comes, the route bounds each line; a silence is bounded here.
    """

    def __init__(
        self, app: ASGIApp, max_article_characters: int, timeout_s: float, *, streamed: str = "", silence_s: float = 0
    ) -> None:
        self.app = app
        self.limit_bytes = limit_bytes(max_article_characters)
        self.timeout_s = timeout_s
        self._streamed = streamed
        self._silence_s = silence_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting what is read of its body."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope.get("path") == self._streamed:
            await self._pass_stream(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        read_bytes = 0
        ends_at = asyncio.get_running_loop().time() + self.timeout_s
        is_whole = False

        async def receive_counted() -> Message:
            nonlocal read_bytes, is_whole
            if is_whole:
                return await receive()
            if announced.isdecimal() and int(announced) > self.limit_bytes:
                raise self._too_long()
            message = await self._receive_until(ends_at, receive)
            read_bytes += len(message.get("body", b""))
            if read_bytes > self.limit_bytes:
                raise self._too_long()
            is_whole = not message.get("more_body")
            return message

        await self.app(scope, receive_counted, send)

    async def _pass_stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_whole = False

        async def receive_soon() -> Message:
            nonlocal is_whole
            if is_whole:
                return await receive()
            ends_at = asyncio.get_running_loop().time() + self._silence_s
            message = await self._receive_until(ends_at, receive, f"Nothing came for {self._silence_s:g} s.")
            is_whole = not message.get("more_body")
            return message

        await self.app(scope, receive_soon, send)

    async def _receive_until(self, ends_at: float, receive: Receive, detail: str = "") -> Message:
        try:
            async with asyncio.timeout_at(ends_at):
                return await receive()
        except TimeoutError:
            detail = detail or f"The body was not complete within {self.timeout_s:g} s."
            raise RequestRejected(HTTPStatus.REQUEST_TIMEOUT, "body-late", detail) from None

    def _too_long(self) -> ArticleTooLong:
        return ArticleTooLong(f"The body is over {self.limit_bytes} bytes.")


async def read_request(request: Request) -> SummaryRequest:
    """Read the body of `POST /v1/summaries`: JSON, or an article as plain text.

    What comes as text/plain and is JSON is read as JSON: `fetch` sends a string as that where nobody names the type.

    Raises:
        RequestRejected: 400 not in its charset, not gzip, or not JSON; 415 another type, charset or encoding; 422 JSON
            of another shape.
        ArticleTooLong: The body is over the limit, or unpacks to more.
    """
    sent = media.sent_as(request.headers, (media.JSON, media.PLAIN))
    if sent.media_type == media.JSON:
        return await read_json(request, SummaryRequest)
    return await aside(partial(_plain, request, sent, await request.body()))


async def read_json(request: Request, kind: type[B], *, strict: bool | None = None, holds_records: bool = False) -> B:
    """Read a body of JSON, and before it is checked the caller's reference in it. Raises as `read_request`.

    `strict`: no value is turned into another type. `holds_records`: it may be long and nested.
    """
    sent = media.sent_as(request.headers, (media.JSON,))
    body, most_bytes = await request.body(), _limit_of(request)
    most_values = most_bytes // BYTES_PER_VALUE if holds_records else FEW
    return await aside(lambda: _json(request, media.text_of(body, sent, most_bytes), kind, most_values, strict=strict))


def parse(text: str, kind: type[B], most_values: int = FEW, *, strict: bool | None = None) -> B:
    """Read JSON. Raises RequestRejected: 400 not JSON, or a name twice; 422 JSON of another shape."""
    _load(text, most_values)
    return _checked(text, kind, strict=strict)


def read_line(request: Request, line: bytes) -> SummaryRequest:
    """Read one line of many, with the request that is made for it. Raises RequestRejected: 400, 422."""
    return _json(request, media.text_of(line, Sent(media.JSON), len(line)), SummaryRequest, FEW)


def agreed_client_ref(request: Request, in_query: str | None) -> str | None:
    """The caller's reference, from the body or the query. Raises BodyInvalid where both have one, and not the same."""
    found = client_ref_of(request)
    if in_query is not None and in_query != found:
        raise BodyInvalid([{"loc": (NAME,), "msg": "The query parameter of this name gives another."}])
    return found


def _limit_of(request: Request) -> int:
    return limit_bytes(settings_of(request).max_article_characters)


def _plain(request: Request, sent: Sent, body: bytes) -> SummaryRequest:
    text = media.text_of(body, sent, _limit_of(request))
    if not _is_json(text):
        return SummaryRequest(text=text)
    try:
        return _json(request, text, SummaryRequest, FEW)
    except RequestRejected as rejection:
        rejection.hint = PLAIN_JSON
        raise


def _is_json(text: str) -> bool:
    """Whether a text is JSON, well or badly made, and no article that begins like it; a number alone is a text.

    An object with more after it is JSON, too (a line for each article), and one that is over the bounds.
    """
    begins = text.removeprefix("\ufeff").lstrip(" \t\r\n")
    if not begins.startswith(("{", "[", '"')):
        return False
    try:
        check_shape(begins, FEW)
        json.loads(begins)
    except json.JSONDecodeError as error:
        return error.msg == "Extra data" and begins[0] == "{"
    except (RequestRejected, ValueError):
        return True
    return True


def _json(request: Request, text: str, kind: type[B], most_values: int, *, strict: bool | None = None) -> B:
    bare = text.removeprefix("\ufeff")
    note_client_ref(request, _load(bare, most_values))
    return _checked(bare, kind, strict=strict)


def _load(text: str, most_values: int) -> object:
    check_shape(text, most_values)
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except ValueError as error:
        raise malformed(_json_reason(error)) from None


def _checked(text: str, kind: type[B], *, strict: bool | None = None) -> B:
    try:
        return kind.model_validate_json(text, strict=strict)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_context=False, include_input=False)
        raise BodyInvalid([_with_suggestion(each, kind.model_fields) for each in errors]) from None


def _with_suggestion(error: Mapping[str, Any], names: Collection[str]) -> Mapping[str, Any]:
    """An error of pydantic's; of a member that is not known, with the one that may be meant, or with all that are."""
    if error["type"] != "extra_forbidden" or len(error["loc"]) != 1:
        return error
    name = str(error["loc"][0])
    near = get_close_matches(name.lower(), names, 1) if len(name) <= LONGEST_MISSPELT else []
    return {**error, "msg": f"No such member; did you mean `{near[0]}`?" if near else f"Known are {', '.join(names)}."}


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name occurs twice in one object")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _json_reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"The body is not JSON: {error.msg} at character {error.pos}."
    return f"The body is not JSON that can be read: {error}."
