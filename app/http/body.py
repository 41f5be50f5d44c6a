"""What is POSTed: read, bounded, decoded, and checked before an article is made of it."""

import asyncio
import json
import re
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, Final, NoReturn, TypeVar

from fastapi import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.errors import ArticleTooLong
from app.http.client_refs import DESCRIPTION, NAME, client_ref_of, note_client_ref
from app.http.problems import BodyInvalid, RequestRejected
from schemas import ClientRef

B = TypeVar("B", bound=BaseModel)

BYTES_PER_CHARACTER: Final = 12  # an astral character, escaped as a surrogate pair in JSON
SLACK_BYTES: Final = 64 << 10  # the other fields, and the JSON around them
ACCEPTED: Final = "Send application/json or text/plain, in UTF-8 and without a Content-Encoding."
ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_iso_date(value: object) -> object:
    """Read a date that is written out; pydantic would take seconds since 1970 as well."""
    if not isinstance(value, str):
        return value
    if not ISO_DATE.fullmatch(value):
        raise ValueError("a date is written YYYY-MM-DD")
    return date.fromisoformat(value)


class SummaryRequest(BaseModel):
    """One article to summarise."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    text: str = Field(
        description="The article, as plain text. Offsets in the answer count its Unicode code points, or with "
        "`?offsets=utf16` its UTF-16 code units."
    )
    published_on: Annotated[date | None, BeforeValidator(read_iso_date)] = Field(
        default=None, description="Null or absent: taken from the text, where it tells."
    )
    title: Annotated[str, Field(max_length=500)] | None = None
    source: Annotated[str, Field(max_length=500)] | None = Field(default=None, description="Who published it.")
    url: Annotated[str, Field(max_length=2000)] | None = Field(default=None, description="Kept; never fetched.")
    client_ref: ClientRef | None = Field(default=None, description=DESCRIPTION)


class BodyLimit:
    """Stops reading a body that no allowed article can have, or that comes too slowly, its length announced or not."""

    def __init__(self, app: ASGIApp, max_article_characters: int, timeout_s: float) -> None:
        self.app = app
        self.limit_bytes = max_article_characters * BYTES_PER_CHARACTER + SLACK_BYTES
        self.timeout_s = timeout_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting what is read of its body."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
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

    async def _receive_until(self, ends_at: float, receive: Receive) -> Message:
        try:
            async with asyncio.timeout_at(ends_at):
                return await receive()
        except TimeoutError:
            detail = f"The body was not complete within {self.timeout_s:g} s."
            raise RequestRejected(HTTPStatus.REQUEST_TIMEOUT, "body-late", detail) from None

    def _too_long(self) -> ArticleTooLong:
        return ArticleTooLong(f"The body is over {self.limit_bytes} bytes.")


async def read_request(request: Request) -> SummaryRequest:
    """Read the body of a POST.

    Raises:
        RequestRejected: 400 not UTF-8 or not JSON; 415 another content type; 422 JSON of another shape.
        ArticleTooLong: The body is over the limit.
    """
    if _media_type(request) == "text/plain":
        return SummaryRequest(text=_decode(await request.body()))
    return await read_json(request, SummaryRequest)


async def read_json(request: Request, kind: type[B], *, strict: bool | None = None) -> B:
    """Read a body of JSON, and before it is checked the caller's reference in it. Raises as `read_request`.

    `strict`: no value is turned into another type.
    """
    if _media_type(request) != "application/json":
        raise _unsupported()
    text = _decode(await request.body()).removeprefix("\ufeff")
    note_client_ref(request, _load(text))
    return _checked(text, kind, strict=strict)


def parse(text: str, kind: type[B], *, strict: bool | None = None) -> B:
    """Read JSON. Raises RequestRejected: 400 not JSON, or a name twice; 422 JSON of another shape."""
    _load(text)
    return _checked(text, kind, strict=strict)


def agreed_client_ref(request: Request, in_query: str | None) -> str | None:
    """The caller's reference, from the body or the query. Raises BodyInvalid where both have one, and not the same."""
    found = client_ref_of(request)
    if in_query is not None and in_query != found:
        raise BodyInvalid([{"loc": (NAME,), "msg": "The query parameter of this name gives another."}])
    return found


def _load(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise _malformed(_json_reason(error)) from None


def _checked(text: str, kind: type[B], *, strict: bool | None = None) -> B:
    try:
        return kind.model_validate_json(text, strict=strict)
    except ValidationError as error:
        raise BodyInvalid(error.errors(include_url=False, include_context=False, include_input=False)) from None


def _media_type(request: Request) -> str:
    media_type, *parameters = (part.strip().lower() for part in request.headers.get("content-type", "").split(";"))
    charsets = {part.removeprefix("charset=").strip('"') for part in parameters if part.startswith("charset=")}
    encoding = request.headers.get("content-encoding", "identity").lower()
    if media_type not in {"application/json", "text/plain"} or charsets - {"utf-8", "utf8"} or encoding != "identity":
        raise _unsupported()
    return media_type


def _unsupported() -> RequestRejected:
    detail = "The body is of a type that is not read."
    return RequestRejected(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", detail, hint=ACCEPTED)


def _decode(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise _malformed(f"The body is not UTF-8: byte {error.start} cannot be decoded.") from None


def _malformed(detail: str) -> RequestRejected:
    return RequestRejected(HTTPStatus.BAD_REQUEST, "body-malformed", detail, hint=ACCEPTED)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name occurs twice in one object")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _json_reason(error: ValueError | RecursionError) -> str:
    match error:
        case json.JSONDecodeError():
            return f"The body is not JSON: {error.msg} at character {error.pos}."
        case RecursionError():
            return "The body is not JSON that can be read: it is nested too deeply."
        case _:
            return f"The body is not JSON that can be read: {error}."
