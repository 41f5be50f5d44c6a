"""The party attacked, a target, or victims under names that may not be the same. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final, NamedTuple

from app.assemble.estimates import agree
from app.dossier.conflict_counts import Number, comparable, numbers
from app.dossier.conflict_names import alike, exclude_each_other, form
from app.dossier.conflict_positions import Cluster, Side, conflict
from schemas import Conflict
from schemas.codes import VictimClass

_ARMED: Final[frozenset[VictimClass]] = frozenset({"combatants", "security_forces"})


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
    yield from _victims(cluster)


def _parties(cluster: Cluster) -> tuple[Conflict, ...]:
    """Two articles of which each names a party that was attacked, and none is the same."""
    hits = [hit for hit in _hits(cluster) if cluster.parties.is_named(hit.party)]
    by_article: dict[str, set[str]] = defaultdict(set)
    for hit in hits:
        by_article[hit.side.article_id].add(hit.party)
    apart = [(one, other) for one, other in combinations(by_article.values(), 2) if one.isdisjoint(other)]
    differing = {party for pair in apart for parties in pair for party in parties}
    return conflict(
        cluster,
        (hit.side for hit in hits if hit.party in differing),
        kind="identity",
        path="actors",
        compatible=not any(_exclude(cluster, one, other) for one, other in apart),
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
    named: dict[str, dict[str, Side]] = defaultdict(dict)
    for account in cluster.accounts:
        for target in account.incident.targets:
            side = Side(target.name, None, account.article.id, target.evidence)
            named[account.article.id].setdefault(target.name, side)
    differing = {
        name
        for one, other in combinations([tuple(each) for each in named.values()], 2)
        for pair in _instead(one, other)
        for name in pair
    }
    return conflict(
        cluster,
        (side for each in named.values() for name, side in each.items() if name in differing),
        kind="identity",
        path="targets",
        compatible=False,
    )


def _instead(one: tuple[str, ...], other: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Names of the one and of the other that exclude each other, where neither stands in both."""
    ours = [name for name in one if not any(alike(name, each) for each in other)]
    theirs = [name for name in other if not any(alike(name, each) for each in one)]
    for left in ours:
        for right in theirs:
            if exclude_each_other(left, right) and form(left).proper | form(right).proper:
                yield left, right


def _victims(cluster: Cluster) -> tuple[Conflict, ...]:
    sides = [*_disputed(cluster), *_renamed(cluster)]
    return conflict(cluster, sides, kind="identity", path="casualty_claims/victims", compatible=False)


def _disputed(cluster: Cluster) -> Iterator[Side]:
    """Who some of the dead were: what one source counts as fighters, another counts lower and has civilians instead."""
    dead, same = numbers(cluster, "killed"), comparable(cluster.parties)
    armed = [each for each in dead if each.people.whom in _ARMED]
    civilian = [each for each in dead if each.people.whom == "civilians"]
    with_civilians = {each.source for each in civilian}
    lower = [each for each in armed if each.source in with_civilians]
    higher = [each for each in armed if each.source not in with_civilians]
    disputing = [each for each in higher if any(_is_more(each, few) and same(each.people, few.people) for few in lower)]
    if disputing:
        yield from map(_by_noun, (*disputing, *civilian))


def _is_more(one: Number, other: Number) -> bool:
    return (one.count.min or 0) > (other.count.min or 0) and not agree((one.count, other.count))


def _by_noun(number: Number) -> Side:
    side = number.side
    return Side(number.people.noun or number.people.whom, side.asserted_by, side.article_id, side.evidence)


def _renamed(cluster: Cluster) -> Iterator[Side]:
    """A victim who is described alike and has another name."""
    people: dict[object, list[tuple[str, Side]]] = defaultdict(list)
    for account in cluster.accounts:
        for claim in account.incident.casualty_claims:
            for person in claim.victims:
                if person.name and person.description:
                    side = Side(person.name, claim.asserted_by, account.article.id, person.evidence)
                    people[form(person.description).key, person.outcome].append((person.name, side))
    for told in people.values():
        yield from _under_two_names(told)


def _under_two_names(told: list[tuple[str, Side]]) -> Iterator[Side]:
    """All of them, where each article has one name for such a victim and these are not the same."""
    by_article: dict[str, set[object]] = defaultdict(set)
    for name, side in told:
        by_article[side.article_id].add(form(name).key)
    names = dict.fromkeys(name for name, _ in told)
    one_each = all(len(each) == 1 for each in by_article.values())
    if one_each and any(not alike(one, other) for one, other in combinations(names, 2)):
        yield from (side for _, side in told)
