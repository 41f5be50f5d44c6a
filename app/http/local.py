"""Requests without a key: from this machine's own programs, and from no web page."""

import ipaddress
from functools import lru_cache
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from app.http.problems import RequestRejected

HOSTS: Final = ("localhost", "127.0.0.1", "::1")
"""The names of this machine, for all that answers without a key; besides them its other loopback addresses. Any other
name may be one that a web page has made to point here (DNS rebinding), with a dot in it or without."""
FORWARDING: Final = ("forwarded", "x-forwarded", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "x-original", "via")
"""How headers begin that a proxy adds; `true-client-ip` and the like end as `IP_ENDING`."""
IP_ENDING: Final = "-ip"


def check_local(scope: Scope) -> None:
    """Refuse what does not come from this machine, or comes from a web page open on it. Raises RequestRejected: 403.

    A page elsewhere can make a browser post plain text to loopback, and a name that is made to point to loopback
    lets it read the answer. Behind a proxy everybody comes from this machine.
    """
    peer, sent = scope.get("client"), Headers(scope=scope)
    host, origin = sent.get("host", ""), sent.get("origin")
    if not peer or not _is_loopback(peer[0]):
        raise _refused("Without an API key, only this machine is answered.")
    if _is_passed_on(tuple(name for name, _ in scope["headers"])):
        raise _refused("Without an API key, nothing is answered that a proxy has passed on.")
    if not is_own(host):
        raise _refused(f"Without an API key, the service answers to its names alone: {', '.join(HOSTS)}.")
    if origin is not None and origin.partition("://")[2] != host:
        raise _refused("Without an API key, pages of other sites are not answered.")


@lru_cache(64)
def is_own(host: str) -> bool:
    """Whether a Host header, with or without a port, names this machine."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name in HOSTS or _is_loopback(name)


def _refused(detail: str) -> RequestRejected:
    return RequestRejected(
        HTTPStatus.FORBIDDEN, "local-only", detail, hint="Make a key with `sitrep keys create` and send it."
    )


@lru_cache(64)  # a program sends the same names each time
def _is_passed_on(names: tuple[bytes, ...]) -> bool:
    """Whether a proxy has added a header; names are in lower case, as ASGI has them."""
    plain = (name.decode("latin-1") for name in names)
    return any(name.startswith(FORWARDING) or name.endswith(IP_ENDING) for name in plain)


@lru_cache(64)  # hosts and peers are few, and the longest is bounded with the head
def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
