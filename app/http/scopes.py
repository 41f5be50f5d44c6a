"""What a request may see: names and quotes that are withheld, only with the scope `sensitive` and only where it asks.

`Access` writes on each request what its sender may; a request on which nothing is written may nothing of the kind.
"""

import logging
from collections.abc import Iterable
from http import HTTPStatus
from typing import Annotated, Final, Literal

from fastapi import Depends, Query, Request
from starlette.types import Scope as Connection

from app.core.caller import caller
from app.http.problems import RequestRejected
from app.keys import Scope
from app.present.withheld import dossier_withheld, withheld
from schemas import ArticleSummary, Dossier

log = logging.getLogger(__name__)

CHALLENGE: Final = 'Bearer realm="sitrep"'
_GRANTED: Final = "scopes"
ScopeParameter = Annotated[
    Literal["sensitive"] | None,
    Query(
        description="`sensitive`: the record in full, with the names and quotes of minors and of people subjected to "
        "sexual violence that are masked otherwise (`withheld` in the answer says where). A key needs the scope of "
        "that name."
    ),
]


def grant(connection: Connection, scopes: Iterable[Scope]) -> None:
    """Write on a request what its sender may."""
    connection.setdefault("state", {})[_GRANTED] = frozenset(scopes)


def granted(request: Request) -> frozenset[Scope]:
    """What the sender of a request may; nothing where nothing is written on it."""
    scopes: frozenset[Scope] = getattr(request.state, _GRANTED, frozenset())
    return scopes


def out_of_scope(scope: Scope) -> RequestRejected:
    """Why a key is refused that may not do what is asked: 403."""
    return RequestRejected(
        HTTPStatus.FORBIDDEN,
        "key-scope",
        f"This key may not {scope}." if scope != "sensitive" else "This key is not shown names that are withheld.",
        hint=""
        if scope != "sensitive"
        else "Leave `scope` out, or use a key made with `sitrep keys create --sensitive`.",
        headers={"WWW-Authenticate": f'{CHALLENGE}, error="insufficient_scope", scope="{scope}"'},
    )


def in_full(request: Request, scope: ScopeParameter = None) -> bool:
    """Whether records are answered in full. Raises RequestRejected: 403 where that is asked for and not allowed."""
    if scope is None:
        return False
    if scope not in granted(request):
        raise out_of_scope(scope)
    log.info("request %s: names in full, for key %s", request.state.request_id, caller().id or "none")
    return True


def owner_of(request: Request) -> str | None:
    """Whose articles this request may look at, as the index names owners; None: everybody's."""
    return None if "read_all" in getattr(request.state, _GRANTED, ()) else caller().id


Owner = Annotated[str | None, Depends(owner_of)]
InFull = Annotated[bool, Depends(in_full)]


def shown(summary: ArticleSummary, full: bool) -> ArticleSummary:  # as `in_full` gives it
    """The record as this request may see it."""
    return summary if full else withheld(summary)


def shown_record(record: ArticleSummary | Dossier, full: bool) -> ArticleSummary | Dossier:  # as `in_full` gives it
    """A saved record of either kind as this request may see it."""
    if isinstance(record, ArticleSummary):
        return shown(record, full)
    return record if full else dossier_withheld(record)
