"""Whose the rows of the database are: the column that diskcache calls `tag` and leaves to its users."""

from collections.abc import Collection
from typing import Any, Final

OWNER_LETTERS: Final = 16
"""Of an article's id, kept beside each answer: a sentence that many articles have has many owners."""
_ONE: Final = " WHERE key = ? AND raw = 1"


def tag_of(owners: Collection[str]) -> str | None:
    """What is written into the column; None: nobody is known to own the row."""
    return " ".join(sorted(owners)) or None


def owners_in(cache: Any, key: str) -> frozenset[str]:
    """The owners of the row under a key, each by the beginning of its id; empty: none is known, or there is no row."""
    row = cache._sql(f"SELECT tag FROM Cache{_ONE}", (key,)).fetchone()  # noqa: SLF001, S608 - a constant
    return frozenset((row[0] or "").split()) if row else frozenset()


def claim_in(cache: Any, key: str, articles: Collection[str]) -> None:
    """Add owners to the row under a key, if there is one. Writes only where they are new."""
    new = frozenset(article[:OWNER_LETTERS] for article in articles)
    if new <= owners_in(cache, key):
        return
    with cache.transact():
        tag = tag_of(new | owners_in(cache, key))
        cache._sql(f"UPDATE Cache SET tag = ?{_ONE}", (tag, key))  # noqa: SLF001, S608 - a constant


def delete_in(cache: Any, article: str) -> tuple[int, int]:
    """Delete the rows of an article, and those without an owner; how many there were of each."""
    with cache.transact(retry=True):
        of_it = cache._sql("DELETE FROM Cache WHERE instr(tag, ?)", (article[:OWNER_LETTERS],))  # noqa: SLF001
        unknown = cache._sql("DELETE FROM Cache WHERE tag IS NULL")  # noqa: SLF001
        return of_it.rowcount, unknown.rowcount
