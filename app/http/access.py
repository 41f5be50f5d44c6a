"""Who is let in. Without API keys: this machine's own programs, and no web page. With them: who has a key that may.

Pure ASGI. What is not named as open needs a key, so that a new route is closed until somebody decides otherwise.
"""

import logging
from functools import partial
from http import HTTPStatus
from typing import Final, get_args

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import keys
from app.core.caller import Caller, calling
from app.core.errors import KeysUnreadable
from app.dossiers import Place, unbounded
from app.http.local import check_local
from app.http.problems import RequestRejected, respond_to_rejection, respond_to_sitrep_error
from app.http.quotas import AT_ONCE_S, PACE, Pace, Quotas, headers, used_up_rejection
from app.http.scopes import CHALLENGE, grant, out_of_scope
from app.keys import Key
from app.store.keyring import KeyRing

OPEN: Final = (
    "/",
    "/incidents",
    "/summaries",
    "/web/static",
    "/livez",
    "/readyz",
    "/docs",
    "/openapi.json",
    "/v1/schemas",
)
"""Paths, with all below them, that tell nothing of any article and cost nothing."""
SIGNED: Final = "/slack/events"
"""Slack has no key of ours and comes from elsewhere: what is sent here is looked at when its signature was checked, by
`app.integrations.slack`, which also asks for the key of the workspace."""
READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
CORRECTING: Final = "/v1/corrections"
TOOLS: Final = "/mcp"
"""Below it each tool asks for the scope that it needs: all of them are POSTed to one path."""
SUBSCRIBING: Final = "/v1/subscriptions"
"""To look at what one subscribes to wants the same scope as to change it."""
ERASING: Final = "DELETE"
"""With SUBSCRIBING aside, nothing is deleted but articles: `DELETE /v1/summaries/{id}`."""
_PLACE: Final = "place"
log = logging.getLogger(__name__)


class Access:
    """Passes on what may come in, and tells on each answer to a key what is left of its quotas."""

    def __init__(self, app: ASGIApp, keyring: KeyRing, quotas: Quotas) -> None:
        self.app = app
        self._keyring = keyring
        self._quotas = quotas
        self._logged = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer why not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            key = await self._admit(scope)
        except KeysUnreadable as error:
            self._log(error)
            await respond_to_sitrep_error(Request(scope), error)(scope, receive, send)
        except RequestRejected as rejection:
            await respond_to_rejection(Request(scope), rejection)(scope, receive, send)
        else:
            await (self._counted(key, scope, receive, send) if key else self.app(scope, receive, send))

    async def _admit(self, scope: Scope) -> Key | None:
        """The key that this request comes with; None where it needs none. Raises RequestRejected, KeysUnreadable."""
        if scope["path"] == SIGNED:
            return None
        try:
            known, had_keys = self._keyring.look()
        except KeysUnreadable as error:
            if is_open(scope["path"]):
                self._log(error)
                return None
            raise
        self._logged = ""
        if not had_keys:
            check_local(scope)
            grant(scope, get_args(keys.Scope))
            return None
        if is_open(scope["path"]):
            return None
        key = _authenticate(known, Headers(scope=scope).get("authorization", ""))
        if scope["path"] != TOOLS:
            _authorise(key, scope["method"], scope["path"])
        grant(scope, key.scopes)
        if used_up := await self._quotas.admit(key):
            raise used_up_rejection(used_up, await self._quotas.standings(key))
        return key

    async def _counted(self, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] in READING:
            await self._metered(key, scope, receive, send)
            return
        with self._quotas.article(key) as may_begin:
            if may_begin:
                scope["state"][PACE] = Pace(self._quotas, key)
                scope["state"][_PLACE] = partial(self._quotas.article, key)
                await self._metered(key, scope, receive, send)
            else:
                await respond_to_rejection(Request(scope), _too_many_at_once(key))(scope, receive, send)

    async def _metered(self, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_standing(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers(await self._quotas.standings(key)))
            await send(message)

        with calling(Caller(key.id, self._quotas.account(key))):
            await self.app(scope, receive, send_with_standing)

    def _log(self, error: KeysUnreadable) -> None:
        """Once for each state of the file: everybody who asks would write a line otherwise."""
        if str(error) != self._logged:
            self._logged = str(error)
            log.error("nobody is let in: %s", error)


def place_of(request: Request) -> Place:
    """The places for further articles of a request, beside its own: without a key as many as are wanted."""
    place: Place = getattr(request.state, _PLACE, unbounded)
    return place


def is_open(path: str) -> bool:
    """Whether a path needs no key."""
    return any(path == each or path.startswith(f"{each}/") for each in OPEN)


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


def _authorise(key: Key, method: str, path: str) -> None:
    scope = _wanted(method, path)
    if scope not in key.scopes:
        raise out_of_scope(scope)


def _wanted(method: str, path: str) -> keys.Scope:
    """The scope that a request needs."""
    if path == SUBSCRIBING or path.startswith(f"{SUBSCRIBING}/"):
        return "subscribe"
    if method in READING:
        return "read"
    if method == ERASING:
        return "erase"
    return "review" if path == CORRECTING else "summarize"


def _too_many_at_once(key: Key) -> RequestRejected:
    return RequestRejected(
        HTTPStatus.TOO_MANY_REQUESTS,
        "too-many-at-once",
        f"This key has {key.articles_at_once} articles in progress, which is all that it may.",
        hint="Send the next one when an answer is there.",
        headers={"Retry-After": str(AT_ONCE_S)},
    )
