"""One incident's record of the accounts of a cluster, and what of it is looked for. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from app.dossier.accounts import Account, accounts
from app.older import read_summary
from app.present.withheld import dossier_withheld, withheld
from app.store.index.packing import named, packed, report, unpacked
from app.store.index.rules import Rules
from app.values.names import party_key
from schemas import ArticleRef, ArticleSummary, Dossier, FusedIncident

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
    record          that it stands in, as it is kept
    """

    number: int
    report: str
    incident: int | None
    profile: str
    digest: str
    superseded_by: str | None
    record: bytes

    @property
    def article_id(self) -> str:
        """The article that it stands in."""
        return report(self.report).article_id

    @property
    def summary(self) -> ArticleSummary:
        """The record that it stands in."""
        return _read(self.record)[0]

    @property
    def withholds(self) -> bool:
        """Whether its article names somebody who is withheld."""
        return withheld(self.summary) is not self.summary

    @property
    def account(self) -> Account:
        """The account itself."""
        return _read(self.record)[1][self.report]


@dataclass(frozen=True, slots=True)
class Fused:
    """One incident's record.

    masked   the same with names withheld; None: nothing is
    news     newly reported by one article at least
    titles   of its articles, with names withheld
    """

    record: FusedIncident
    masked: FusedIncident | None
    news: bool
    titles: tuple[str, ...]


@lru_cache(maxsize=256)
def _read(record: bytes) -> tuple[ArticleSummary, Mapping[str, Account]]:
    summary = read_summary(unpacked(record))
    return summary, {named(each.report): each for each in accounts([summary])}


def forget() -> None:
    """Keep nothing of any record in memory."""
    _read.cache_clear()


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


def fuse(members: Sequence[Member], put_aside: Aside, incident_id: str, rules: Rules) -> Fused:
    """The record of a cluster."""
    speaking = [each.account for each in members if each.report not in put_aside]
    record = rules.merged(speaking).model_copy(update={"id": incident_id})
    articles = tuple({account.article.id: account.article for account in speaking}.values())
    under = _under(members, record, articles)
    masked = under.incidents[0] if under.incidents[0] != record else None
    titles = tuple(article.title for article in under.articles if article.title)
    return Fused(record, masked, any(account.news for account in speaking), titles)


def before_under(members: Sequence[Member], kept: bytes | None) -> bytes | None:
    """A version from before these were the members, as it is kept, with what is withheld of them masked."""
    if kept is None:
        return None
    return packed(_under(members, FusedIncident.model_validate_json(json.dumps(unpacked(kept)))).incidents[0])


def _under(members: Sequence[Member], record: FusedIncident, articles: tuple[ArticleRef, ...] = ()) -> Dossier:
    """A record with the names masked that any member's article withholds, and the articles with theirs."""
    summaries = {each.article_id: each.summary for each in members}
    return dossier_withheld(Dossier(incidents=(record,), articles=articles), tuple(summaries.values()))


def looked_for(made: Fused) -> dict[str, Any]:
    """The columns by which an incident is found: with names withheld, so that nobody finds them by asking."""
    record = made.masked or made.record
    place, date = record.location, record.date
    return {
        "news": made.news,
        "country": place.country_code if place else None,
        "start": date.start.isoformat() if date and date.start else "",
        "end": date.end.isoformat() if date and date.end else None,
        "event_type": record.event_type,
        "sub_event_type": record.sub_event_type,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "words": _words(record, made.titles),
    }


def _words(record: FusedIncident, titles: Iterable[str]) -> str:
    place = record.location
    names: list[str | None] = [record.note, *titles]
    names += [place.site, place.city, place.admin2, place.admin1, place.country] if place else []
    names += [name for actor in record.actors for name in (actor.name, *actor.aliases)]
    names += [each.name for each in record.targets] + [each.name for each in record.weapons]
    names += [person.name for claim in record.casualty_claims for person in claim.victims]
    return "\n".join(dict.fromkeys(party_key(name) for name in names if name))
