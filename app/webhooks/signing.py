"""Signatures as in Standard Webhooks 1.0: HMAC-SHA256 over id, timestamp and body, by the receiver's secret. Pure."""

import hmac
import secrets
from base64 import b64encode
from collections.abc import Mapping
from typing import Final

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32
"""The specification asks for 24 to 64."""


def new_secret() -> bytes:
    """A key for the signatures of one subscription."""
    return secrets.token_bytes(SECRET_BYTES)


def shown(secret: bytes) -> str:
    """A key as its receiver configures it."""
    return f"{PREFIX}{b64encode(secret).decode()}"


def signature(secret: bytes, webhook_id: str, timestamp: int, body: bytes) -> str:
    """The signature of one attempt; `timestamp` in seconds since 1970."""
    signed = f"{webhook_id}.{timestamp}.".encode() + body
    return f"v1,{b64encode(hmac.digest(secret, signed, 'sha256')).decode()}"


def headers(secret: bytes, webhook_id: str, timestamp: int, body: bytes) -> Mapping[str, str]:
    """What an attempt is sent with besides its body; the id is the same at each, the timestamp that of the attempt."""
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, webhook_id, timestamp, body),
    }
