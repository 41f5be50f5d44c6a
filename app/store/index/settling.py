"""What a new, changed or erased article does to the incidents around it: clusters, ids, records, changes."""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Connection, and_, func, insert, select, update

from app.store.index import fused
from app.store.index.announcing import Announcing
from app.store.index.differences import Told, of_versions, told, versions
from app.store.index.fused import Member
from app.store.index.identity import identities
from app.store.index.matching import component, decided, rows
from app.store.index.packing import named, packed
from app.store.index.rules import Rules
from app.store.index.tables import accounts, changes, incidents, summaries, traces
from schemas.index import ChangeCause, ChangeKind

REASONS: Final[Mapping[ChangeCause, str]] = {
    "report": "revised",
    "revision": "revised",
    "correction": "corrected",
    "link": "revised",
    "erasure": "erased",
    "retention": "expired",
}
"""Why an incident is withdrawn, by what took its last report away."""
MOST_TOGETHER: Final = 100
"""Accounts that hang together and are clustered anew with each new report: half a second of a processor."""
ERASING: Final = frozenset({"erasure", "retention"})
_OF_RECORD = ("basis", "record", "masked", "set_aside", "news", "country", "end", "event_type", "sub_event_type")
_FOUND_BY = ("latitude", "longitude", "words")
EMPTY: Final[dict[str, Any]] = {"start": "", **dict.fromkeys((*_OF_RECORD, *_FOUND_BY))}
"""An incident of which nothing is left but its id."""


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settling:
    """One change of the index of one owner.

    now          the moment, as `packing.written`
    cause        what happened, by `article_id`; None: a person's decision
    """

    connection: Connection
    rules: Rules
    owner: str
    now: str
    cause: ChangeCause
    article_id: str | None = None

    def settle(self, seeds: Iterable[int], touched: Iterable[int] = ()) -> None:
        """Cluster anew what hangs together with some accounts, and bring the incidents in step.

        Args:
            seeds: Accounts by number.
            touched: Incidents by number that have lost an account.
        """
        most = MOST_TOGETHER if self.cause == "report" else inf
        found = component(self.connection, self.owner, set(seeds), most)
        if found is None:
            _log.info("a report is kept and not put together with others: more than %d hang together", MOST_TOGETHER)
            return
        members, company = self._members(found.core), self._members(found.company)
        groups = self._groups(members, company)
        before: dict[int, list[int]] = {number: [] for number in touched}
        for each in members:
            if each.incident is not None:
                before.setdefault(each.incident, []).append(each.number)
        known = self._incidents(before)
        same = identities([[each.number for each in group] for group in groups], before)
        for group, kept in zip(groups, same.kept, strict=True):
            self._keep(group, known[kept] if kept is not None else self._mint())
        by_number = known | self._incidents(same.merged.values())
        for gone, into in same.merged.items():
            self._merge(by_number[gone], by_number[into].id)
        for left in same.left:
            self._withdraw(known[left])

    def _members(self, numbers: Iterable[int]) -> list[Member]:
        names = ("number", "report", "incident", "profile")
        of_record = ("digest", "superseded_by", "record")
        columns = [accounts.c[name] for name in names] + [summaries.c[name] for name in of_record]
        found = rows(self.connection, select(*columns).join(summaries), accounts.c.number, frozenset(numbers))
        return [Member(*row) for row in found]

    def _groups(self, members: Sequence[Member], company: Sequence[Member]) -> list[list[Member]]:
        """Clusters of what is in force; each older version beside the account of the newer that is most like it."""
        live = {each.report: each for each in members if each.superseded_by is None}
        all_live = [*live.values(), *(each for each in company if each.superseded_by is None)]
        links = decided(self.connection, self.owner, {each.report for each in all_live})
        found = self.rules.clusters([each.account for each in all_live], links)
        clusters = ([live.get(named(account.report)) for account in cluster] for cluster in found)
        groups = [group for cluster in clusters if (group := [each for each in cluster if each])]
        group_of = {each.number: group for group in groups for each in group}
        for old in members:
            newer = {each.number: each.profile for each in live.values() if each.article_id == old.superseded_by}
            if (heir := self.rules.heir(old.profile, newer)) is not None:
                group_of[heir].append(old)
        return groups

    def _incidents(self, numbers: Iterable[int]) -> dict[int, Any]:
        return {
            row.number: row for row in rows(self.connection, select(incidents), incidents.c.number, frozenset(numbers))
        }

    def _mint(self) -> Any:
        new = {
            "id": uuid4().hex,
            "owner": self.owner,
            "revision": 0,
            "created_at": self.now,
            "updated_at": self.now,
            "start": "",
        }
        statement = insert(incidents).values(new).returning(*incidents.c)
        return self.connection.execute(statement).one()

    def _keep(self, group: Sequence[Member], incident: Any) -> None:
        """Make this the incident of these accounts, and its record what they report."""
        moved = [each.number for each in group if each.incident != incident.number]
        self.connection.execute(update(accounts).where(accounts.c.number.in_(moved)).values(incident=incident.number))
        put_aside = fused.aside(group, self.rules)
        basis = fused.basis(group, put_aside)
        if basis == incident.basis:
            return
        made = fused.fuse(group, put_aside, incident.id, self.rules)
        record, masked = packed(made.record), packed(made.masked) if made.masked else None
        before = incident.masked or incident.record
        old = versions(incident.record, fused.before_under(group, before) if masked else before)
        new = versions(record, masked)
        revision = incident.revision + (old != new)
        kept = {"basis": basis, "record": record, "masked": masked, "withdrawn": None}
        at = {"revision": revision, "updated_at": self.now, "set_aside": json.dumps(put_aside)}
        self._write(incident, kept | at | fused.looked_for(made))
        self._trace(group, incident, revision)
        new_here = (each for each in group if each.incident != incident.number or each.article_id == self.article_id)
        if masked and any(each.withholds for each in new_here):
            self._hide_earlier(incident)
        if incident.record is None:
            self._append(incident, revision, "restored" if incident.revision else "new", [told("", None, None)])
        elif old != new:
            self._append(incident, revision, "changed", of_versions(old, new, erasing=self.cause in ERASING))

    def _trace(self, group: Iterable[Member], incident: Any, revision: int) -> None:
        had = select(traces.c.article_id).where(traces.c.incident == incident.number)
        told = {each.article_id for each in group} - set(self.connection.scalars(had))
        new = [{"incident": incident.number, "article_id": each, "since": revision} for each in sorted(told)]
        if new:
            self.connection.execute(insert(traces), new)

    def _hide_earlier(self, incident: Any) -> None:
        """Show values of earlier changes in full alone: a name that is withheld from now on may stand in them."""
        earlier = and_(changes.c.incident_id == incident.id, changes.c.shown.is_not(None), changes.c.kind == "changed")
        in_full = {"full": func.coalesce(changes.c.full, changes.c.shown), "shown": None}
        self.connection.execute(update(changes).where(earlier).values(in_full))

    def _merge(self, incident: Any, into: str) -> None:
        self._write(incident, EMPTY | {"merged_into": into, "revision": incident.revision + 1, "updated_at": self.now})
        self.connection.execute(
            update(incidents).where(incidents.c.merged_into == incident.id).values(merged_into=into)
        )
        self._append(incident, incident.revision + 1, "merged", [told("merged_into", None, into)], into)

    def _withdraw(self, incident: Any) -> None:
        if incident.withdrawn or incident.merged_into:
            return
        reason = REASONS[self.cause]
        self._write(incident, EMPTY | {"withdrawn": reason, "revision": incident.revision + 1, "updated_at": self.now})
        self._append(incident, incident.revision + 1, "withdrawn", [told("withdrawn", None, reason)])

    def _write(self, incident: Any, values: Mapping[str, Any]) -> None:
        self.connection.execute(update(incidents).where(incidents.c.number == incident.number).values(**values))

    def _append(
        self, incident: Any, revision: int, kind: ChangeKind, told: Iterable[Told], into: str | None = None
    ) -> None:
        """Write changes of one revision into the feed, and put them into the outbox of those who subscribe to them."""
        same = {"owner": self.owner, "incident_id": incident.id, "revision": revision, "at": self.now, "kind": kind}
        cause = {"cause": self.cause, "article_id": self.article_id}
        self.connection.execute(insert(changes), [same | cause | each for each in told])
        announcing = Announcing(self.connection, self.owner, self.now, self.cause, self.article_id)
        announcing.change(incident, revision, kind, into)
