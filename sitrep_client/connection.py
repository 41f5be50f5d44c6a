"""What both clients have in common: where the service is, with which key it is asked, and how often it is asked."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx2

from sitrep_client.failures import CallFailed

KEY: Final = "SITREP_API_KEY"
"""The variable of the environment that the key is taken from where none is given."""
LOCAL: Final = "http://127.0.0.1:8000"
CONNECT_S: Final = 10.0
WAIT: Final = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a call is made in all, and how long is waited at most before it is made again."""

    attempts: int
    longest_wait_s: float

    def wait_s(self, attempt: int, response: httpx2.Response) -> float | None:
        """Seconds to wait before the next attempt; None: this answer is the last. The first attempt is 1.

        Sent again is what got 429 or 503, where Retry-After says in how many seconds, and those are not too many.
        """
        named = response.headers.get("Retry-After", "").strip()
        if attempt >= self.attempts or response.status_code not in WAIT or not (named.isascii() and named.isdecimal()):
            return None
        return float(named) if float(named) <= self.longest_wait_s else None


def options(url: str, key: str | None, timeout_s: float) -> dict[str, Any]:
    """Arguments of httpx2's clients. Redirects are not followed: the key is for this service alone."""
    chosen = key or os.environ.get(KEY)
    return {
        "base_url": url.rstrip("/") + "/",
        "headers": {"Authorization": f"Bearer {chosen}"} if chosen else {},
        "timeout": httpx2.Timeout(timeout_s, connect=CONNECT_S),
    }


def sent(body: bytes | None, params: Mapping[str, str], *, sensitive: bool) -> dict[str, Any]:
    """Arguments of one request."""
    scope = {"scope": "sensitive"} if sensitive else {}
    headers = {} if body is None else {"Content-Type": "application/json"}
    return {"content": body, "params": {**params, **scope}, "headers": headers}


def unreached(error: httpx2.RequestError) -> CallFailed:
    """The failure of a request that got no answer."""
    return CallFailed(f"The service gave no answer ({type(error).__name__}).")
