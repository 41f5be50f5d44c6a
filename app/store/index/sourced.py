"""Incidents of a list with the articles that report them, each as a dossier of its own: what an export needs.

An incident in the index is the record of its articles and no more; here the articles come back to it, from the records
that are kept of them. With corrections it is fused anew, by the rules by which it was fused first.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from app.dossier.accounts import accounts as accounts_of
from app.older import read_summary
from app.present.withheld import dossier_withheld
from app.review.view import Kept
from app.store.index.corrections import of_summary, taken
from app.store.index.database import Database
from app.store.index.packing import named, unpacked
from app.store.index.reading import Position, Wanted, listed
from app.store.index.rules import STANDARD, Rules
from app.store.index.tables import accounts, corrections, summaries
from schemas import ArticleRef, ArticleSummary, Dossier, FusedIncident

MOST: Final = 500
"""Incidents that are read at once: each costs about as much as its articles' records, which are read with it."""
Records = Mapping[str, ArticleSummary]
"""Records by the ids of their articles."""
Corrected = Mapping[int, Sequence[Kept]]
"""Corrections by the numbers of the records that have any."""


@dataclass(frozen=True, slots=True)
class Sourced:
    """Reads one database; `rules` are those that its incidents were fused by."""

    database: Database
    rules: Rules = STANDARD

    def dossiers(
        self,
        owner: str | None,
        wanted: Wanted,
        after: Position | None,
        limit: int,
        *,
        full: bool,
        with_corrections: bool,
    ) -> tuple[list[Dossier], Position | None]:
        """So many incidents after a place in the order, and the place of the last; None: there are no more.

        Each stands alone in a dossier that lists the articles of its reports; its id is the index's. The conditions
        are held against what the machine read. Without `full` names are masked, and no corrections are taken of an
        article in which any are. An incident that persons took out of all of its articles has no dossier.
        """
        with self.database.reading() as connection:
            rows, last = listed(connection, owner, wanted, after, limit)
            reports = _reports(connection, [row.number for row in rows])
            known = {each.number for told in reports.values() for each in told}
            said = _corrections(connection, known) if with_corrections else {}
        found = (self._dossier(row, reports[row.number], said, full=full) for row in rows)
        return [each for each in found if each is not None], last

    def _dossier(self, row: Any, told: Sequence[Any], said: Corrected, *, full: bool) -> Dossier | None:
        changed = any(each.number in said for each in told)
        hides = not full and any(each.masked is not None for each in told)
        records: Records = {}
        if changed or hides:
            records = {
                each.article_id: taken(each, said[each.number], full=full)
                if each.number in said
                else read_summary(unpacked(each.record))
                for each in {each.number: each for each in told}.values()
            }
        fused = self._fused(row, records) if changed else FusedIncident.model_validate_json(_json(row))
        if fused is None:
            return None
        made = _alone(fused, told, news=row.news)
        return dossier_withheld(made, tuple(records.values())) if hides else made

    def _fused(self, row: Any, records: Records) -> FusedIncident | None:
        """The incident of records that persons corrected; None: they took it out of all of them."""
        wanted = {named(each) for each in FusedIncident.model_validate_json(_json(row)).reports}
        speaking = [each for each in accounts_of(records.values()) if named(each.report) in wanted]
        return self.rules.merged(speaking).model_copy(update={"id": row.id}) if speaking else None


def _reports(connection: Connection, incidents: Sequence[int]) -> Mapping[int, list[Any]]:
    """The accounts of incidents, by their numbers, each with the row of the record that it stands in."""
    wanted = select(accounts.c.incident, accounts.c.report, summaries).join(summaries)
    found = defaultdict[int, list[Any]](list)
    for row in connection.execute(wanted.where(accounts.c.incident.in_(incidents)).order_by(accounts.c.number)):
        found[row.incident].append(row)
    return found


def _corrections(connection: Connection, known: Iterable[int]) -> Corrected:
    wanted = select(corrections.c.summary).where(corrections.c.summary.in_(known)).distinct()
    return {number: of_summary(connection, number) for number in connection.scalars(wanted).all()}


def _alone(fused: FusedIncident, told: Iterable[Any], *, news: bool) -> Dossier:
    """A dossier of one incident and the articles of its reports, in their order."""
    rows = {each.article_id: each for each in told}
    ids = [article for article in dict.fromkeys(each.article_id for each in fused.reports) if article in rows]
    return Dossier(
        incidents=(fused,) if news else (),
        background=() if news else (fused,),
        articles=tuple(ArticleRef.model_validate_json(rows[each].article) for each in ids),
        partial=tuple(each for each in ids if rows[each].status == "partial"),
    )


def _json(row: Any) -> bytes:
    return zlib.decompress(row.record)
