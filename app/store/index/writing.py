"""What changes the index: an article's record put, two reports linked, an article erased, old ones forgotten.

Each call is one transaction of its own. Not for the event loop.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select

from app.store.index import fused
from app.store.index.articles import Article, find
from app.store.index.corrections import note_open
from app.store.index.database import Database
from app.store.index.packing import digest, named, written
from app.store.index.rules import Rules
from app.store.index.settling import Settling
from app.store.index.tables import accounts, erased, links, summaries
from schemas import ArticleSummary, Report
from schemas.index import ChangeCause

REMEMBERED: Final = timedelta(days=1)
"""How long an erasure is: longer than any article is read."""
_log = logging.getLogger(__name__)


class ReportUnknown(LookupError):
    """The owner has no such report."""


@dataclass(frozen=True, slots=True)
class Writing:
    """Writes into one database, by these rules."""

    database: Database
    rules: Rules

    def put(
        self, owner: str, summary: ArticleSummary, text: str | None, now: datetime, begun: datetime | None = None
    ) -> bool:
        """Keep the record of an article, and bring the incidents in step; False: nothing is new.

        A record that says the same as the one that is there changes nothing, nor does a partial one in the place of a
        complete one. Another one takes the place of the one that is there. `begun`: when the article began to be read,
        `now` if that is not said; one that was erased since is not kept.
        """
        with self.database.writing() as connection:
            if _was_erased(connection, owner, summary.article.id, begun or now):
                return False
            had = find(connection, owner, summary.article.id)
            if had and (had.digest == digest(summary) or (had.status, summary.status) == ("complete", "partial")):
                return False
            number = Article(connection, self.rules, owner, summary.article.id, written(now)).put(summary, text)
            note_open(connection, number, summary)
        return True

    def link(self, owner: str, pair: Sequence[Report], now: datetime, *, same: bool) -> None:
        """Keep what a person decided of two reports, in the place of what was decided before. Raises ReportUnknown."""
        one, other = sorted(map(named, pair))
        with self.database.writing() as connection:
            known = select(accounts.c.number).where(accounts.c.owner == owner, accounts.c.report.in_((one, other)))
            seeds = tuple(connection.scalars(known))
            if len(seeds) != 2:  # noqa: PLR2004 - two reports
                raise ReportUnknown
            is_pair = and_(links.c.owner == owner, links.c.one == one, links.c.other == other)
            connection.execute(delete(links).where(is_pair))
            at = {"owner": owner, "one": one, "other": other, "same": same, "at": written(now)}
            connection.execute(insert(links).values(at))
            Settling(connection, self.rules, owner, written(now), "link").settle(seeds)

    def erase(self, owner: str | None, article_id: str, now: datetime) -> bool:
        """Leave nothing of an article: its record, text, quotes, and what the feed of changes tells of it.

        `owner`: whose; None: everybody's. False: there was none; one that is being read now is not put in all the same.
        """
        with self.database.writing() as connection:
            connection.execute(delete(erased).where(erased.c.at < written(now - REMEMBERED)))
            connection.execute(insert(erased).values(owner=owner, article_id=article_id, at=written(now)))
        is_it = summaries.c.article_id == article_id
        found = self._remove(is_it if owner is None else and_(is_it, summaries.c.owner == owner), "erasure", now)
        return bool(found)

    def expire(self, before: datetime, now: datetime) -> int:
        """Erase all articles that came before a moment, one transaction for each; how many they were."""
        return self._remove(summaries.c.received_at < written(before), "retention", now)

    def _remove(self, which: ColumnElement[bool], cause: ChangeCause, now: datetime) -> int:
        with self.database.reading() as connection:
            found = tuple(connection.execute(select(summaries.c.owner, summaries.c.article_id).where(which)))
        for owner, article_id in found:
            with self.database.writing() as connection:
                Article(connection, self.rules, owner, article_id, written(now)).erase(cause)
        if found:
            fused.forget()
            if not self.database.scrub():
                _log.warning("what was erased is in the index's log of writes until the next erasure or the end")
        return len(found)


def _was_erased(connection: Connection, owner: str, article_id: str, since: datetime) -> bool:
    """Whether an owner's article was erased after a moment."""
    is_it = and_(erased.c.article_id == article_id, or_(erased.c.owner.is_(None), erased.c.owner == owner))
    return connection.execute(select(erased.c.number).where(is_it, erased.c.at > written(since))).first() is not None
