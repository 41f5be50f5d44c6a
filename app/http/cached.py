"""Answers that a client may keep, if it asks each time whether they still hold (RFC 9110, 13)."""

from collections.abc import Mapping
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

from fastapi import Request, Response

KEPT_BY_CLIENTS: Final = {"Cache-Control": "private, no-cache", "Vary": "Authorization"}
NOT_MODIFIED: Final[dict[int | str, dict[str, Any]]] = {
    304: {"description": "What the client has, by `If-None-Match`, still holds."}
}


def revalidated(request: Request, body: bytes, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON body with a strong validator of its bytes; 304 without it where the client has these bytes."""
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    own = {**KEPT_BY_CLIENTS, "ETag": tag, **(headers or {})}
    if _has(request.headers.getlist("if-none-match"), tag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=own)
    return Response(body, media_type="application/json", headers=own)


def _has(sent: list[str], tag: str) -> bool:
    """Weak comparison, as If-None-Match wants it."""
    tags = [each.strip().removeprefix("W/") for line in sent for each in line.split(",")]
    return tag in tags or "*" in tags
