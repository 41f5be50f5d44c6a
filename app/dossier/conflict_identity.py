"""The party attacked, or a target, under names that may not be the same. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from app.dossier.conflict_names import alike, exclude_each_other
from app.dossier.conflict_positions import Cluster, Side, conflict
from schemas import Conflict


class _Hit(NamedTuple):
    """A party of which a target or victims are, in one article."""

    party: str
    side: Side


def identity(cluster: Cluster) -> Iterator[Conflict]:
    """Parties attacked first: where these differ, what is theirs differs with them and is not listed again."""
    parties = _parties(cluster)
    yield from parties
    if not parties:
        yield from _targets(cluster)


def _parties(cluster: Cluster) -> tuple[Conflict, ...]:
    """Two articles of which each names a party that was attacked, and none is the same.

    Who is said to have done it is left out: in a fight, the dead of either side are counted.
    """
    doers = {
        cluster.parties.party(each.actor)
        for account in cluster.accounts
        for each in account.incident.attribution
        if each.basis != "denied"
    }
    hits = [hit for hit in _hits(cluster) if cluster.parties.is_named(hit.party) and hit.party not in doers]
    by_article: dict[str, set[str]] = defaultdict(set)
    for hit in hits:
        by_article[hit.side.article_id].add(hit.party)
    side_by_side = _side_by_side(cluster)
    apart = [
        (one, other)
        for one, other in combinations(_distinct(by_article.values()), 2)
        if one.isdisjoint(other) and not any(one & both and other & both for both in side_by_side)
    ]
    differing = {party for pair in apart for parties in pair for party in parties}
    return conflict(
        cluster,
        (hit.side for hit in hits if hit.party in differing),
        kind="identity",
        path="actors",
        compatible=not any(_exclude(cluster, one, other) for one, other in apart),
    )


def _distinct(sets: Iterable[set[str]]) -> list[frozenset[str]]:
    return list(dict.fromkeys(map(frozenset, sets)))


def _side_by_side(cluster: Cluster) -> list[frozenset[str]]:
    """The parties of each account: those that one article tells apart are not one under two names."""
    return _distinct(
        {cluster.parties.party(actor.name) for actor in account.incident.actors} for account in cluster.accounts
    )


def _hits(cluster: Cluster) -> Iterator[_Hit]:
    for account in cluster.accounts:
        for target in account.incident.targets:
            if target.of:
                side = Side(target.of, None, account.article.id, target.evidence)
                yield _Hit(cluster.parties.party(target.of), side)
        for claim in account.incident.casualty_claims:
            if claim.of:
                side = Side(claim.of, claim.asserted_by, account.article.id, claim.evidence)
                yield _Hit(cluster.parties.party(claim.of), side)


def _exclude(cluster: Cluster, one: Iterable[str], other: Iterable[str]) -> bool:
    return all(cluster.parties.exclude(left, right) for left in one for right in other)


def _targets(cluster: Cluster) -> tuple[Conflict, ...]:
    """Targets of one kind that exclude each other: "Shifa hospital" and "Quds hospital"."""
    sides = [
        (target.name, Side(target.name, None, account.article.id, target.evidence))
        for account in cluster.accounts
        for target in account.incident.targets
    ]
    named: dict[str, set[str]] = defaultdict(set)
    for name, side in sides:
        named[side.article_id].add(name)
    differing = {
        name
        for one, other in combinations(_distinct(named.values()), 2)
        for pair in _instead(one, other)
        for name in pair
        if any(map(cluster.parties.wording.is_name, pair))
    }
    return conflict(
        cluster,
        (side for name, side in sides if name in differing),
        kind="identity",
        path="targets",
        compatible=False,
    )


def _instead(one: Iterable[str], other: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Names of the one and of the other that exclude each other, where neither stands in both."""
    ours = [name for name in one if not any(alike(name, each) for each in other)]
    theirs = [name for name in other if not any(alike(name, each) for each in one)]
    for left in ours:
        for right in theirs:
            if exclude_each_other(left, right):
                yield left, right
