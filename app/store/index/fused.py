"""One incident's record of the accounts of a cluster, and what of it is looked for. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from app.dossier.accounts import Account, accounts
from app.older import read_summary
from app.store.index.packing import named, report, unpacked
from app.store.index.rules import Rules
from app.values.names import party_key
from schemas import FusedIncident

Aside = Mapping[str, tuple[str, str]]
"""Reports that corroborate nothing, by name: `copy` or `superseded`, and the article instead."""


@dataclass(frozen=True, slots=True)
class Member:
    """An account in the store.

    number          in the store; a lesser one came earlier
    report          its name, `packing.named`
    incident        the number of the incident that it belongs to; None: it is new
    digest          of the record that it stands in
    superseded_by   the newer version of its article; None: there is none
    record, masked  the record as kept, and with names withheld; None: nothing is
    """

    number: int
    report: str
    incident: int | None
    profile: str
    digest: str
    superseded_by: str | None
    record: bytes
    masked: bytes | None

    @property
    def article_id(self) -> str:
        """The article that it stands in."""
        return report(self.report).article_id

    @property
    def account(self) -> Account:
        """The account itself."""
        return _accounts(self.record)[self.report]

    @property
    def under(self) -> Account:
        """The account with names withheld."""
        return _accounts(self.masked or self.record)[self.report]


@lru_cache(maxsize=256)
def _accounts(record: bytes) -> Mapping[str, Account]:
    return {named(each.report): each for each in accounts([read_summary(unpacked(record))])}


def forget() -> None:
    """Keep nothing of any record in memory."""
    _accounts.cache_clear()


def aside(members: Iterable[Member], rules: Rules) -> Aside:
    """Which reports of a cluster are none of their own."""
    listed = list(members)
    newest = {each.report: each.account.article for each in listed if each.superseded_by is None}
    origins = rules.origins(newest.values())
    copies = {name: ("copy", origins[ref.id]) for name, ref in newest.items() if origins.get(ref.id, ref.id) != ref.id}
    return {each.report: ("superseded", each.superseded_by) for each in listed if each.superseded_by} | copies


def basis(members: Iterable[Member], put_aside: Aside) -> str:
    """A digest of all that a record is made of: the same members give the same record."""
    made_of = sorted((each.report, each.digest, *put_aside.get(each.report, ())) for each in members)
    return sha256(json.dumps(made_of).encode()).hexdigest()


def fuse(
    members: Sequence[Member], put_aside: Aside, incident_id: str, rules: Rules
) -> tuple[FusedIncident, FusedIncident | None]:
    """The record of a cluster, and the same with names withheld; None: nothing is."""
    speaking = [each for each in members if each.report not in put_aside]
    record = rules.merged([each.account for each in speaking]).model_copy(update={"id": incident_id})
    if all(each.masked is None for each in speaking):
        return record, None
    return record, rules.merged([each.under for each in speaking]).model_copy(update={"id": incident_id})


def looked_for(record: FusedIncident, titles: Iterable[str | None], *, news: bool) -> dict[str, Any]:
    """The columns by which an incident is found; `record` with names withheld, so that nobody finds them by asking."""
    place, date = record.location, record.date
    return {
        "news": news,
        "country": place.country_code if place else None,
        "start": date.start.isoformat() if date and date.start else "",
        "end": date.end.isoformat() if date and date.end else None,
        "event_type": record.event_type,
        "sub_event_type": record.sub_event_type,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "words": _words(record, titles),
    }


def _words(record: FusedIncident, titles: Iterable[str | None]) -> str:
    place = record.location
    names: list[str | None] = [record.note, *titles]
    names += [place.site, place.city, place.admin2, place.admin1, place.country] if place else []
    names += [name for actor in record.actors for name in (actor.name, *actor.aliases)]
    names += [each.name for each in record.targets] + [each.name for each in record.weapons]
    names += [person.name for claim in record.casualty_claims for person in claim.victims]
    return "\n".join(dict.fromkeys(party_key(name) for name in names if name))
