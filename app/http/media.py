"""How a body came, by its headers: media type, charset, encoding. And the text that it is."""

import codecs
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers

from app.core.errors import ArticleTooLong
from app.http.problems import RequestRejected

JSON: Final = "application/json"
PLAIN: Final = "text/plain"

CHARSETS: Final[Mapping[str, str]] = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
"""Codecs by the names that are taken. Latin-1 is read as windows-1252, as browsers do (WHATWG Encoding): the two differ
in 0x80 to 0x9F alone, where Latin-1 has control characters, which no article may have."""
GZIP: Final = frozenset({"gzip", "x-gzip"})
NO_ENCODING: Final = frozenset({"", "identity"})
_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NAME: Final = re.compile(r"[a-z0-9.+_/-]{1,64}")
"""A type, charset or encoding that can be told back; another is not repeated."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How a body came. `charset`: one of CHARSETS; `packed`: with gzip, once."""

    media_type: str
    charset: str = "utf-8"
    packed: bool = False


def sent_as(headers: Headers, taken: tuple[str, ...]) -> Sent:
    """What the headers say of the body.

    Args:
        headers: Of the request.
        taken: The media types that this call reads.

    Raises:
        RequestRejected: 415; it names the type, charset or encoding that is not read, and which are.
    """
    media_type, *parameters = (part.strip() for part in _all(headers, "content-type").split(";"))
    if media_type not in taken:
        raise _unsupported(f"The Content-Type {_told(media_type)} is not read.", taken)
    charsets = {part.removeprefix("charset=").strip('"') for part in parameters if part.startswith("charset=")}
    if unread := sorted(charsets - CHARSETS.keys()) or sorted(charsets)[1:]:
        raise _unsupported(f"The charset {_told(unread[0])} is not read.", taken)
    encodings = [each.strip() for each in _all(headers, "content-encoding").split(",")]
    applied = [each for each in encodings if each not in NO_ENCODING]
    if len(applied) > 1 or set(applied) - GZIP:
        raise _unsupported(f"The Content-Encoding {_told(','.join(applied))} is not read.", taken)
    return Sent(media_type, charsets.pop() if charsets else "utf-8", bool(applied))


def text_of(body: bytes, sent: Sent, limit_bytes: int) -> str:
    """The text of a body, at most `limit_bytes` long when unpacked; a byte order mark stays, but of UTF-16.

    Raises:
        RequestRejected: 400; it is not packed, or not written, as its headers say.
        ArticleTooLong: It unpacks to more. Not more than the limit and a byte is ever unpacked.
    """
    content = _unpacked(body, limit_bytes) if sent.packed else body
    if sent.charset == "utf-16" and not content.startswith(_MARKS):
        # Without a mark the order is anybody's guess: RFC 2781 says one thing, WHATWG the other.
        raise malformed("The body is not utf-16: it has no byte order mark. Declare utf-16le or utf-16be without one.")
    try:
        return content.decode(CHARSETS[sent.charset])
    except UnicodeDecodeError as error:
        detail = f"The body is not {sent.charset.upper()}: byte {error.start} cannot be decoded."
        raise malformed(detail, "Name the charset that it is in: `Content-Type: text/plain; charset=...`.") from None


def malformed(detail: str, hint: str = "") -> RequestRejected:
    """A 400: the body is not what its headers say, or not JSON."""
    return RequestRejected(HTTPStatus.BAD_REQUEST, "body-malformed", detail, hint=hint)


def _unpacked(body: bytes, limit_bytes: int) -> bytes:
    unpacking = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)  # gzip alone, no zlib
    try:
        content = unpacking.decompress(body, limit_bytes + 1)
    except zlib.error:
        raise malformed("The body is not gzip, as its Content-Encoding says.") from None
    if len(content) > limit_bytes:
        raise ArticleTooLong(f"The body is over {limit_bytes} bytes when it is unpacked.")
    if not unpacking.eof or unpacking.unused_data:
        raise malformed("The body is not one whole gzip member: it breaks off, or more comes after it.")
    return content


def _all(headers: Headers, name: str) -> str:
    """A header in lower case; what is sent twice is a list."""
    return ",".join(headers.getlist(name)).strip().lower()


def _told(name: str) -> str:
    return f"`{name}`" if _NAME.fullmatch(name) else "that was sent" if name else "is missing, and a body without one"


def _unsupported(detail: str, taken: tuple[str, ...]) -> RequestRejected:
    hint = (
        f"Send {' or '.join(taken)}, in utf-8 or with a charset of us-ascii, iso-8859-1, windows-1252 or utf-16 "
        "declared, as it is or with Content-Encoding: gzip."
    )
    accepted = {"Accept-Encoding": "gzip"}  # RFC 9110, 15.5.16
    return RequestRejected(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", detail, hint=hint, headers=accepted
    )
