"""What changes the index: an article's record put, two reports linked, an article erased, old ones forgotten.

Each call is one transaction of its own. Not for the event loop.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, insert, select

from app.store.index import fused
from app.store.index.articles import Article, find
from app.store.index.database import Database
from app.store.index.packing import digest, named, written
from app.store.index.rules import Rules
from app.store.index.settling import Cause, Settling
from app.store.index.tables import accounts, links, summaries
from schemas import ArticleSummary, Report

_log = logging.getLogger(__name__)


class ReportUnknown(LookupError):
    """The owner has no such report."""


@dataclass(frozen=True, slots=True)
class Writing:
    """Writes into one database, by these rules."""

    database: Database
    rules: Rules

    def put(self, owner: str, summary: ArticleSummary, text: str | None, now: datetime) -> bool:
        """Keep the record of an article, and bring the incidents in step; False: nothing is new.

        A record that says the same as the one that is there changes nothing, nor does a partial one in the place of a
        complete one. Another one takes the place of the one that is there.
        """
        with self.database.writing() as connection:
            had = find(connection, owner, summary.article.id)
            if had and (had.digest == digest(summary) or (had.status, summary.status) == ("complete", "partial")):
                return False
            Article(connection, self.rules, owner, summary.article.id, written(now)).put(summary, text)
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

        `owner`: whose; None: everybody's. False: there was none.
        """
        is_it = summaries.c.article_id == article_id
        found = self._remove(is_it if owner is None else and_(is_it, summaries.c.owner == owner), "erasure", now)
        return bool(found)

    def expire(self, before: datetime, now: datetime) -> int:
        """Erase all articles that came before a moment, one transaction for each; how many they were."""
        return self._remove(summaries.c.received_at < written(before), "retention", now)

    def _remove(self, which: ColumnElement[bool], cause: Cause, now: datetime) -> int:
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
