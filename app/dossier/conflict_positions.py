"""Positions of a conflict: who has what, in which article, by which words. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.dossier.accounts import Account
from app.dossier.conflict_parties import Parties
from schemas import CitedEvidence, Conflict, Count, Evidence, Position
from schemas.dossier import ConflictKind, ConflictPath


@dataclass(frozen=True, slots=True)
class Cluster:
    """The accounts of one incident, each once, in the order of rank, and the parties that they name."""

    accounts: tuple[Account, ...]
    parties: Parties = field(repr=False)

    @classmethod
    def of(cls, accounts: Iterable[Account]) -> "Cluster":
        """From accounts in any order, some of them twice."""
        each = {account.report: account for account in sorted(accounts, key=lambda account: account.rank)}
        kept = tuple(each.values())
        return cls(kept, Parties(kept))

    @property
    def articles(self) -> tuple[str, ...]:
        """Ids of the articles, in the order of rank."""
        return tuple(dict.fromkeys(account.article.id for account in self.accounts))

    @property
    def news(self) -> tuple[str, ...]:
        """Ids of the articles that tell of the incident as news: only their silence says something."""
        return tuple(dict.fromkeys(account.article.id for account in self.accounts if account.news))


@dataclass(frozen=True, slots=True)
class Side:
    """A value before it is a position."""

    value: Count | str
    asserted_by: str | None
    article_id: str
    evidence: tuple[Evidence, ...]


def conflict(
    cluster: Cluster,
    sides: Iterable[Side],
    *,
    kind: ConflictKind,
    path: ConflictPath,
    compatible: bool,
    silent: Iterable[str] = (),
    note: str | None = None,
) -> tuple[Conflict, ...]:
    """The one conflict of a (kind, path), or none where fewer than two positions are left.

    silent      articles that have no value: a position with null for each
    """
    positions = _positions(cluster.articles, sides, silent)
    if len(positions) < 2:  # noqa: PLR2004 (a difference has two sides)
        return ()
    return (Conflict(kind=kind, path=path, positions=positions, compatible=compatible, note=note),)


def _positions(articles: Sequence[str], sides: Iterable[Side], silent: Iterable[str]) -> tuple[Position, ...]:
    """One for each value, who says it, and article: by article, then as the words come; a silence is the first."""
    found: dict[tuple[str, str, str], list[Side]] = {}
    for side in sides:
        found.setdefault((side.article_id, str(side.value), side.asserted_by or ""), []).append(side)
    order = {article: rank for rank, article in enumerate(articles)}
    stated = [_position(group) for group in found.values()]
    silences = [
        Position(value=None, asserted_by=None, article_id=article, evidence=()) for article in dict.fromkeys(silent)
    ]
    return tuple(sorted((*silences, *stated), key=lambda position: (order[position.article_id], _place(position))))


def _position(sides: Sequence[Side]) -> Position:
    first = sides[0]
    evidence = {(each.start, each.end): each for side in sides for each in side.evidence}
    return Position(
        value=first.value,
        asserted_by=first.asserted_by,
        article_id=first.article_id,
        evidence=tuple(_cited(evidence[span], first.article_id) for span in sorted(evidence)),
    )


def _cited(evidence: Evidence, article_id: str) -> CitedEvidence:
    """The same words; they were validated when the evidence was made."""
    return CitedEvidence.model_construct(**dict(evidence), article_id=article_id)


def _place(position: Position) -> tuple[int, str, str]:
    start = min((each.start for each in position.evidence), default=-1)
    return start, position.asserted_by or "", str(position.value)
