"""Victims under names that may not be the same, and who the dead were. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from app.assemble.estimates import HARMS, Harm, agree
from app.dossier.accounts import Account
from app.dossier.conflict_counts import Number, comparable, numbers
from app.dossier.conflict_names import alike_among, form
from app.dossier.conflict_positions import Cluster, Side, conflict
from schemas import Conflict, Count
from schemas.codes import VictimClass

_ARMED: Final[frozenset[VictimClass]] = frozenset({"combatants", "security_forces"})


class _Victim(NamedTuple):
    """Someone singled out by name; `alone`: the account has nobody else with this harm, and counts one at most."""

    name: str
    description: str | None
    alone: bool
    side: Side


def victims(cluster: Cluster) -> Iterator[Conflict]:
    """Victims with two names, which can be one person's; dead that are fighters to one and civilians to another."""
    disputed, renamed = list(_disputed(cluster)), list(_renamed(cluster))
    yield from conflict(
        cluster,
        (*disputed, *renamed),
        kind="identity",
        path="casualty_claims/victims",
        compatible=not disputed,
    )


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
    return Side(number.noun or number.people.whom, side.asserted_by, side.article_id, side.evidence)


def _renamed(cluster: Cluster) -> Iterator[Side]:
    """A victim with another name in another article: the only one so described, or the only one at all."""
    groups: dict[object, list[_Victim]] = defaultdict(list)
    for harm in HARMS:
        for each in (victim for account in cluster.accounts for victim in _named(account, harm)):
            if each.description:
                groups[harm, form(each.description).key].append(each)
            if each.alone:
                groups[harm].append(each)
    for group in groups.values():
        yield from _under_other_names(group)


def _under_other_names(group: Iterable[_Victim]) -> Iterator[Side]:
    """Those whose name is not alike to another's, where no article has several such victims."""
    by_article: dict[str, set[object]] = defaultdict(set)
    known = list(group)
    for each in known:
        by_article[each.side.article_id].add(form(each.name).key)
    alike_to = alike_among(each.name for each in known)
    if all(len(names) == 1 for names in by_article.values()):
        yield from (each.side for each in known if len(alike_to[each.name]) < len(alike_to))


def _named(account: Account, harm: Harm) -> Iterator[_Victim]:
    claims = account.incident.casualty_claims
    people = [(person, claim) for claim in claims for person in claim.victims if person.outcome == harm]
    counts: list[Count] = [count for claim in claims if (count := getattr(claim, harm)) is not None]
    names = {form(person.name).key if person.name else None for person, _ in people}
    alone = len(names) == 1 and all(count.max == 1 for count in counts)
    for person, claim in people:
        if person.name:
            side = Side(person.name, claim.asserted_by, account.article.id, person.evidence)
            yield _Victim(person.name, person.description, alone, side)
