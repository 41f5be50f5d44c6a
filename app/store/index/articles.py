"""One article of one owner in the store: put there, put anew, taken away. Within the writer's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from app.dossier.accounts import Account
from app.dossier.accounts import accounts as accounts_of
from app.present.withheld import withheld
from app.store.index.matching import New, match
from app.store.index.packing import digest, named, packed, packed_text
from app.store.index.rules import Rules
from app.store.index.settling import Cause, Settling
from app.store.index.tables import accounts, changes, edges, incidents, links, summaries, traces
from schemas import ArticleRef, ArticleSummary


def find(connection: Connection, owner: str, article_id: str) -> Any:
    """The row of an article; None: there is none."""
    mine = and_(summaries.c.owner == owner, summaries.c.article_id == article_id)
    return connection.execute(select(summaries).where(mine)).first()


@dataclass(frozen=True, slots=True)
class Article:
    """One article; `now` as `packing.written`."""

    connection: Connection
    rules: Rules
    owner: str
    article_id: str
    now: str

    def put(self, summary: ArticleSummary, text: str | None) -> None:
        """Put its record in, in the place of the one that is there."""
        had = find(self.connection, self.owner, self.article_id)
        before = self._accounts(had.number) if had else []
        seeds, touched = self._take_out(had.number) if had else (set[int](), set[int]())
        number = self._write(summary, text, had.number if had else None)
        new = dict(self._account(number, each) for each in accounts_of([summary]))
        for row in before:
            self._inherit(row, new)
        corrected = self._supersede(summary.article.url)
        cause: Cause = "correction" if corrected else "revision" if had else "report"
        self._settle(cause, seeds | new.keys() | corrected, touched)

    def erase(self, cause: Cause) -> None:
        """Leave nothing of it. The incidents that it reported go on without it, or are withdrawn."""
        row = find(self.connection, self.owner, self.article_id)
        if row is None:
            return
        seeds, touched = self._take_out(row.number)
        self.connection.execute(delete(summaries).where(summaries.c.number == row.number))
        self._forget_links()
        self._forget_changes()
        self._settle(cause, seeds | self._supersede(row.url), touched)

    def _settle(self, cause: Cause, seeds: Iterable[int], touched: Iterable[int]) -> None:
        Settling(self.connection, self.rules, self.owner, self.now, cause, self.article_id).settle(seeds, touched)

    def _write(self, summary: ArticleSummary, text: str | None, number: int | None) -> int:
        under = withheld(summary)
        values = {
            "url": summary.article.url,
            "article": summary.article.model_dump_json(),
            "status": summary.status,
            "digest": digest(summary),
            "record": packed(summary),
            "masked": None if under is summary else packed(under),
            "text": None if text is None else packed_text(text),
        }
        if number is not None:
            self.connection.execute(update(summaries).where(summaries.c.number == number).values(**values))
            return number
        new = {"owner": self.owner, "article_id": self.article_id, "received_at": self.now, **values}
        made: int = self.connection.scalar(insert(summaries).values(new).returning(summaries.c.number)) or 0
        return made

    def _account(self, summary: int, account: Account) -> tuple[int, str]:
        """Its number and its profile."""
        profile = self.rules.profile(account)
        new = {"summary": summary, "owner": self.owner, "report": named(account.report), "news": account.news}
        statement = insert(accounts).values(new | {"profile": profile}).returning(accounts.c.number)
        number: int = self.connection.scalar(statement) or 0
        match(self.connection, self.owner, New(number, summary, profile), self.rules)
        return number, profile

    def _accounts(self, summary: int) -> Sequence[Any]:
        return self.connection.execute(select(accounts).where(accounts.c.summary == summary)).all()

    def _inherit(self, old: Any, new: Mapping[int, str]) -> None:
        """Leave the incident of an account that is taken out to the one that is most like it."""
        is_heir = and_(accounts.c.number == self.rules.heir(old.profile, new), accounts.c.incident.is_(None))
        self.connection.execute(update(accounts).where(is_heir).values(incident=old.incident))

    def _take_out(self, summary: int) -> tuple[set[int], set[int]]:
        """Delete its accounts; accounts that they hung together with, and incidents that they belonged to."""
        own = select(accounts.c.number).where(accounts.c.summary == summary)
        touched = set(self.connection.scalars(select(accounts.c.incident).where(accounts.c.summary == summary))) - {
            None
        }
        siblings = select(accounts.c.number).where(accounts.c.incident.in_(touched), accounts.c.summary != summary)
        others = select(edges.c.other).where(edges.c.account.in_(own))
        seeds = set(self.connection.scalars(siblings)) | set(self.connection.scalars(others))
        seeds -= set(self.connection.scalars(own))
        self.connection.execute(delete(accounts).where(accounts.c.summary == summary))
        return seeds, touched

    def _supersede(self, url: str | None) -> set[int]:
        """Mark the older versions of what has this address; the accounts of those of which that changes."""
        if url is None:
            return set()
        mine = and_(summaries.c.owner == self.owner, summaries.c.url == url)
        versions = self.connection.execute(select(summaries).where(mine).order_by(summaries.c.number)).all()
        newer = self.rules.superseded([ArticleRef.model_validate_json(row.article) for row in versions])
        changed = [row for row in versions if row.superseded_by != newer.get(row.article_id)]
        for row in changed:
            by = {"superseded_by": newer.get(row.article_id)}
            self.connection.execute(update(summaries).where(summaries.c.number == row.number).values(by))
        numbers = [row.number for row in changed]
        return set(self.connection.scalars(select(accounts.c.number).where(accounts.c.summary.in_(numbers))))

    def _forget_links(self) -> None:
        """What a person decided of its reports, whose names have its id in them."""
        of_it = or_(*(each.startswith(f"{self.article_id}/") for each in (links.c.one, links.c.other)))
        self.connection.execute(delete(links).where(links.c.owner == self.owner, of_it))

    def _forget_changes(self) -> None:
        """Empty all of the feed that may hold what it says, from where it first took part in an incident."""
        known = select(incidents.c.id, incidents.c.number, traces.c.since).join(traces)
        of_it = known.where(traces.c.article_id == self.article_id, incidents.c.owner == self.owner)
        for row in self.connection.execute(of_it).all():
            may_hold = and_(changes.c.incident_id == row.id, changes.c.revision >= row.since)
            emptied = {"shown": None, "full": None, "erased": True}
            has_values = changes.c.kind == "changed"
            self.connection.execute(update(changes).where(may_hold, has_values).values(emptied))
            its = and_(traces.c.incident == row.number, traces.c.article_id == self.article_id)
            self.connection.execute(delete(traces).where(its))
