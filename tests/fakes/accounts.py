"""Short ways to accounts of made-up articles; their incidents are built by tests/eval/records.py."""

from datetime import date
from hashlib import sha256
from typing import Any

from app.dossier.accounts import Account
from schemas import ArticleRef, Evidence
from tests.eval.records import incident


def article_id(name: str) -> str:
    """The id of the made-up article with this name."""
    return sha256(name.encode()).hexdigest()


def account(name: str, *, news: bool = True, published_on: date | None = None, **values: Any) -> Account:
    """An account by the article with this name; `values` are fields of its incident, the others are empty."""
    article = ArticleRef(id=article_id(name), published_on=published_on, language="en", characters=1000)
    return Account(article, incident(**{"id": f"{name}-1", **values}), news)


def words(quote: str, start: int = 0) -> tuple[Evidence, ...]:
    """Evidence with these words."""
    return (Evidence(quote=quote, start=start, end=start + len(quote)),)
