"""Until clusters, copies and conflicts are here."""

from collections.abc import Iterable, Sequence
from typing import Any

from app.dossier.accounts import Account
from schemas import ArticleRef, Conflict

Links = Any
Tie = Any
NO_LINKS: Any = None


def clusters(
    accounts: Sequence[Account], links: Links = NO_LINKS, tie: Tie | None = None
) -> tuple[tuple[Account, ...], ...]:
    found: dict[Any, list[Account]] = {}
    for account in accounts:
        date, place = account.incident.date, account.incident.location
        key = (date and date.start, place and place.country_code) if date and date.start else account.report
        found.setdefault(key, []).append(account)
    return tuple(map(tuple, found.values()))


def origins(articles: Iterable[ArticleRef]) -> dict[str, str]:
    return {each.id: each.id for each in articles}


def superseded(articles: Iterable[ArticleRef]) -> dict[str, str]:
    return {}


def conflicts(cluster: Sequence[Account]) -> tuple[Conflict, ...]:
    return ()
