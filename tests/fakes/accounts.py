"""Short ways to accounts of made-up articles, and to their conflicts; incidents are built by tests/eval/records.py."""

from datetime import date
from hashlib import sha256
from typing import Any, Final

from app.dossier.accounts import Account
from app.dossier.conflicts import conflicts
from schemas import ArticleRef, Conflict, Count, Evidence
from tests.eval.records import incident

Said = tuple[Count | str | None, str | None, str]
"""A position: value, who says so, and the name of the article."""


def article_id(name: str) -> str:
    """The id of the made-up article with this name."""
    return sha256(name.encode()).hexdigest()


_NAMES: Final = {article_id(name): name for name in "abcdef"}


def account(name: str, *, news: bool = True, published_on: date | None = None, **values: Any) -> Account:
    """An account by the article with this name; `values` are fields of its incident, the others are empty.

    Articles "a" to "f" are published on one day after the other, any other on the first of them.
    """
    day = published_on or date(2024, 1, 5 + max("abcdef".find(name), 0))
    article = ArticleRef(id=article_id(name), published_on=day, language="en", characters=1000)
    return Account(article, incident(**{"id": f"{name}-1", **values}), news)


def words(quote: str, start: int = 0) -> tuple[Evidence, ...]:
    """Evidence with these words."""
    return (Evidence(quote=quote, start=start, end=start + len(quote)),)


def listed(*cluster: Account) -> set[tuple[str, str]]:
    """The (kind, path) of each conflict of a cluster."""
    return {(each.kind, each.path) for each in conflicts(cluster)}


def listed_as(kind: str, path: str, *cluster: Account) -> Conflict | None:
    """The conflict of this kind and path; None: there is none."""
    return next((each for each in conflicts(cluster) if (each.kind, each.path) == (kind, path)), None)


def said(conflict: Conflict | None) -> list[Said]:
    """The positions of a conflict, of articles "a" to "f", in their order."""
    positions = conflict.positions if conflict else ()
    return [(each.value, each.asserted_by, _NAMES[each.article_id]) for each in positions]
