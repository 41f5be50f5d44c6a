"""Who is let in. Without API keys: this machine's own programs, and no web page. With them: who has a key that may.

Pure ASGI. What is not named as open needs a key, so that a new route is closed until somebody decides otherwise.
"""

import ipaddress
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import keys
from app.core.errors import KeysUnreadable
from app.http.problems import RequestRejected, respond_to_rejection, respond_to_sitrep_error
from app.http.quotas import TOKENS, Quotas, Standing, headers
from app.http.scopes import CHALLENGE, grant, out_of_scope
from app.keys import Key
from app.store.keyring import KeyRing

OPEN: Final = ("/livez", "/readyz", "/docs", "/openapi.json", "/v1/schemas")
"""Paths, with all below them, that tell nothing of any article and cost nothing."""
READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Access:
    """Passes on what may come in, and tells on each answer to a key what is left of its quotas."""

    def __init__(self, app: ASGIApp, keyring: KeyRing) -> None:
        self.app = app
        self._keyring = keyring
        self._quotas = Quotas()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer why not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            key = await self._admit(scope)
        except KeysUnreadable as error:
            await respond_to_sitrep_error(Request(scope), error)(scope, receive, send)
        except RequestRejected as rejection:
            await respond_to_rejection(Request(scope), rejection)(scope, receive, send)
        else:
            await (self._metered(key, scope, receive, send) if key else self.app(scope, receive, send))

    async def _admit(self, scope: Scope) -> Key | None:
        """The key that this request comes with; None where it needs none. Raises RequestRejected, KeysUnreadable."""
        known = self._keyring.keys()
        if not keys.good(known):
            check_local(scope)
            grant(scope, (*keys.SCOPES, "sensitive"))
            return None
        if is_open(scope["path"]):
            return None
        key = _authenticate(known, Headers(scope=scope).get("authorization", ""))
        _authorise(key, scope["method"])
        grant(scope, key.scopes)
        if used_up := await self._quotas.admit(key):
            raise _too_many(used_up, await self._quotas.standings(key))
        return key

    async def _metered(self, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_standing(message: Message) -> None:
            if message["type"] == "http.response.start":
                await self._spend(key, scope)
                MutableHeaders(scope=message).update(headers(await self._quotas.standings(key)))
            await send(message)

        try:
            await self.app(scope, receive, send_with_standing)
        finally:
            await self._spend(key, scope)  # what a stream has used since its beginning

    async def _spend(self, key: Key, scope: Scope) -> None:
        await self._quotas.spend(key, scope["state"].pop(TOKENS, 0))


def is_open(path: str) -> bool:
    """Whether a path needs no key."""
    return any(path == each or path.startswith(f"{each}/") for each in OPEN)


def check_local(scope: Scope) -> None:
    """Refuse what does not come from this machine, or comes from a web page open on it. Raises RequestRejected: 403.

    A page elsewhere can make a browser post plain text to loopback, and a name that is made to point to loopback
    (DNS rebinding) lets it read the answer. A name without a dot is in nobody's public zone.
    """
    peer, sent = scope.get("client"), Headers(scope=scope)
    host, origin = sent.get("host", ""), sent.get("origin")
    name = _name(host)
    if peer and _address(peer[0]) and not _is_loopback(peer[0]):
        raise _refused("Without an API key, only this machine is answered.")
    if "." in name and not _address(name):
        raise _refused("Without an API key, the service answers to localhost and to addresses, not to other names.")
    if origin is not None and origin.partition("://")[2] != host:
        raise _refused("Without an API key, pages of other sites are not answered.")


def _authenticate(known: tuple[Key, ...], authorization: str) -> Key:
    scheme, _, sent = authorization.partition(" ")
    key = keys.find(known, sent.strip()) if scheme.lower() == "bearer" else None
    if key is None:
        challenge = f'{CHALLENGE}, error="invalid_token"' if authorization else CHALLENGE
        raise RequestRejected(
            HTTPStatus.UNAUTHORIZED,
            "key-missing" if not authorization else "key-unknown",
            "This needs an API key that is known here and not revoked.",
            hint="Send it as `Authorization: Bearer sitrep_...`; `sitrep keys create` makes one.",
            headers={"WWW-Authenticate": challenge},
        )
    return key


def _authorise(key: Key, method: str) -> None:
    scope: keys.Scope = "read" if method in READING else "summarize"
    if scope not in key.scopes:
        raise out_of_scope(scope)


def _too_many(used_up: Standing, standings: tuple[Standing, ...]) -> RequestRejected:
    return RequestRejected(
        HTTPStatus.TOO_MANY_REQUESTS,
        "quota-exceeded",
        f"This key's {used_up.quota} {used_up.name} in {used_up.window_s} s are used up.",
        hint="Wait as long as Retry-After says.",
        headers={"Retry-After": str(used_up.reset_s), **headers(standings)},
    )


def _refused(detail: str) -> RequestRejected:
    return RequestRejected(
        HTTPStatus.FORBIDDEN, "local-only", detail, hint="Make a key with `sitrep keys create` and send it."
    )


def _name(host: str) -> str:
    """The name or address in a Host header, without the port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        raise _refused("The Host header is no name and no address.") from None


def _is_loopback(host: str) -> bool:
    address = _address(host)
    return address is not None and address.is_loopback


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
