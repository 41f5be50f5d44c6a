"""API keys: who may do what, and how much. Pure.

A key is shown once, when it is made; what is kept is its digest. The secret has 256 random bits, so that nobody
finds it from a plain SHA-256, and a slow hash would only slow the service down.
"""

import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Final, Literal

from pydantic import Field

from schemas.base import Frozen

Scope = Literal["summarize", "read", "read_all", "review", "subscribe", "sensitive", "erase"]
"""`summarize`: put articles to the model; `read`: look at what the service has seen of this key's; `read_all`: of
everybody's; `review`: correct values of this key's records; `subscribe`: have it sent what becomes of this key's
incidents (docs/webhooks.md); `sensitive`: be shown, where the request asks, names and quotes that are withheld
(docs/do-no-harm.md); `erase`: erase this key's articles from the index (docs/incidents.md)."""

SCOPES: Final[tuple[Scope, ...]] = ("summarize", "read")
"""What a key may unless something else is said: the others are given by name alone."""
MAY: Final[Mapping[str, tuple[Scope, ...]]] = {
    "all": SCOPES,
    "summarize": ("summarize",),
    "read": ("read",),
    "read-all": ("read", "read_all"),
    "subscribe": (*SCOPES, "subscribe"),
    "review": (*SCOPES, "review"),
    "erase": (*SCOPES, "erase"),
}
"""What `sitrep keys create --may` gives."""
PREFIX: Final = "sitrep"
"""Of every key, so that scanners for leaked secrets can find it."""
ARTICLES_AT_ONCE: Final = 32
"""For a key of which nothing else is said: an eighth of those that may wait for a model."""
ID_BYTES, SECRET_BYTES = 4, 32
_NOBODY: Final = "0" * 64
"""What a key of an unknown id is compared with, so that it takes as long as a known one."""


class Key(Frozen):
    """One key, without its secret. `tokens_per_day` None: no bound; `revoked_at` None: it is good."""

    id: str = Field(pattern=r"^[0-9a-f]{8}$")
    name: str = Field(max_length=100)
    digest: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the secret, lower-case hex.")
    scopes: tuple[Scope, ...]
    requests_per_minute: Annotated[int, Field(ge=1)]
    tokens_per_day: Annotated[int, Field(ge=1)] | None
    articles_at_once: Annotated[int, Field(ge=1)] = ARTICLES_AT_ONCE
    created_at: datetime
    revoked_at: datetime | None = None


def mint(
    name: str,
    scopes: tuple[Scope, ...],
    requests_per_minute: int,
    tokens_per_day: int | None,
    now: datetime,
    *,
    articles_at_once: int = ARTICLES_AT_ONCE,
) -> tuple[Key, str]:
    """Make a key and the text to send: `sitrep_`, the id, `_`, the secret. The text is not kept anywhere."""
    key_id, secret = secrets.token_hex(ID_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    key = Key(
        id=key_id,
        name=name,
        digest=_digest(secret),
        scopes=scopes,
        requests_per_minute=requests_per_minute,
        tokens_per_day=tokens_per_day,
        articles_at_once=articles_at_once,
        created_at=now,
    )
    return key, f"{PREFIX}_{key_id}_{secret}"


def good(keys: tuple[Key, ...]) -> tuple[Key, ...]:
    """Those that are not revoked."""
    return tuple(key for key in keys if key.revoked_at is None)


def find(keys: tuple[Key, ...], sent: str) -> Key | None:
    """The good key of this text, found by its id and compared in constant time; None: there is none."""
    prefix, _, rest = sent.partition("_")
    key_id, _, secret = rest.partition("_")
    key = next((key for key in good(keys) if key.id == key_id), None)
    same = hmac.compare_digest(_digest(secret), key.digest if key else _NOBODY)
    return key if same and prefix == PREFIX else None


def _digest(secret: str) -> str:
    return sha256(secret.encode(errors="surrogateescape")).hexdigest()
