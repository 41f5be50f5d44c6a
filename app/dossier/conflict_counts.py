"""Tolls that differ, and who is silent of them or counts other people. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import Final, NamedTuple

from app.assemble.estimates import HARMS, Harm, agree, plus
from app.dossier.accounts import Account
from app.dossier.conflict_names import alike, form
from app.dossier.conflict_parties import Parties
from app.dossier.conflict_positions import Cluster, Side, conflict
from schemas import CasualtyClaim, Conflict, Count
from schemas.codes import VictimClass
from schemas.dossier import ConflictPath

_PATHS: Final[dict[Harm, ConflictPath]] = {"killed": "casualty_claims/killed", "injured": "casualty_claims/injured"}
_PARTS: Final[frozenset[VictimClass]] = frozenset({"children", "women", "aid_workers", "journalists"})
"""Classes whose members are of other classes, too: a number of them is a part of somebody's toll."""


class People(NamedTuple):
    """Whom a number counts.

    of      their party, by any of its names
    noun    what a source that gives several numbers of the class counts by each; None: it gives one
    """

    whom: VictimClass
    of: str | None
    noun: str | None


Comparable = Callable[[People, People], bool]


@dataclass(frozen=True, slots=True)
class Number:
    """What one source counts of one group of people in one article."""

    side: Side
    count: Count
    people: People
    noun: str | None

    @property
    def source(self) -> tuple[str, str | None]:
        """Whose number it is: the article and the speaker."""
        return self.side.article_id, self.side.asserted_by


def numeric_tolls(cluster: Cluster) -> Iterator[Conflict]:
    """Counts of the same people that are not written alike."""
    for harm in HARMS:
        yield from _rivals(cluster, harm)


def scope_of_tolls(cluster: Cluster) -> Iterator[Conflict]:
    """Tolls of which an article is silent, or that count other people."""
    for harm in HARMS:
        yield from _other_people(cluster, harm)


def numbers(cluster: Cluster, harm: Harm) -> tuple[Number, ...]:
    """All counts of a harm; what a source counts on top of its number before is added to it."""
    return tuple(each for account in cluster.accounts for each in _of_account(account, harm, cluster.parties))


def comparable(parties: Parties) -> Comparable:
    """Whether two numbers count the same people as far as their words go."""

    @cache
    def compare(one: People, other: People) -> bool:
        if one.whom != other.whom or not _same_noun(one, other):
            return False
        return not (one.of and other.of) or parties.may_be_one(one.of, other.of)

    return compare


def _same_noun(one: People, other: People) -> bool:
    if one.noun is None or other.noun is None:
        return one.noun == other.noun
    return alike(one.noun, other.noun)


def _of_account(account: Account, harm: Harm, parties: Parties) -> Iterator[Number]:
    groups: dict[tuple[str | None, VictimClass], list[CasualtyClaim]] = defaultdict(list)
    for claim in account.incident.casualty_claims:
        if getattr(claim, harm) is not None:
            groups[claim.asserted_by, claim.victim_class].append(claim)
    for group in groups.values():
        nouns = {form(claim.noun).key for claim in group if claim.noun and not claim.additional}
        for number in _running(account.article.id, group, harm):
            of = parties.party(number.people.of) if number.people.of else None
            noun = number.noun if len(nouns) > 1 else None
            yield replace(number, people=number.people._replace(of=of, noun=noun))


def _running(article_id: str, claims: Iterable[CasualtyClaim], harm: Harm) -> list[Number]:
    """The numbers of one source and class, each with what is counted on top of it."""
    found: list[Number] = []
    for claim in claims:
        count: Count = getattr(claim, harm)
        if claim.additional and found:
            found[-1] = _added(found[-1], claim, count)
        elif not claim.additional:  # on top of what somebody else counted, it is no toll
            side = Side(count, claim.asserted_by, article_id, claim.evidence)
            found.append(Number(side, count, People(claim.victim_class, claim.of, None), claim.noun))
    return found


def _added(before: Number, claim: CasualtyClaim, more: Count) -> Number:
    count = plus(before.count, more)
    side = replace(before.side, value=count, evidence=(*before.side.evidence, *claim.evidence))
    return replace(before, side=side, count=count)


def _rivals(cluster: Cluster, harm: Harm) -> tuple[Conflict, ...]:
    """Each number that differs from another of the same people."""
    counted, same = numbers(cluster, harm), comparable(cluster.parties)
    kinds = list(dict.fromkeys((each.people, each.count) for each in counted))
    rival = {kind: any(kind[1] != count and same(kind[0], people) for people, count in kinds) for kind in kinds}
    differing = [each for each in counted if rival[each.people, each.count]]
    pairs = combinations((kind for kind in kinds if rival[kind]), 2)
    return conflict(
        cluster,
        (each.side for each in differing),
        kind="numeric",
        path=_PATHS[harm],
        compatible=all(agree((one[1], other[1])) for one, other in pairs if same(one[0], other[0])),
        note=_of_whom(differing),
    )


def _of_whom(counted: Iterable[Number]) -> str | None:
    classes = sorted({each.people.whom for each in counted})
    return f"Counted: {', '.join(classes)}." if set(classes) - {"all"} else None


def _other_people(cluster: Cluster, harm: Harm) -> tuple[Conflict, ...]:
    """Numbers of people whom not every article counts, and which article that tells it as news counts none of them."""
    counted = _whole(numbers(cluster, harm))
    by_article: dict[str, set[People]] = defaultdict(set)
    for each in counted:
        by_article[each.side.article_id].add(each.people)
    partial = _counting(cluster, harm) - by_article.keys()
    news = [article for article in cluster.news if article not in partial]
    silent = not by_article.keys() >= set(news)
    apart = counted if silent else _apart(counted, by_article, comparable(cluster.parties))
    giving = {each.side.article_id for each in apart}
    lacking = [article for article in news if article not in giving]
    if not apart or (not lacking and len({each.count for each in apart}) == 1):
        return ()
    return conflict(
        cluster,
        (each.side for each in apart),
        kind="scope",
        path=_PATHS[harm],
        compatible=True,
        silent=lacking,
        note=_of_whom(apart),
    )


def _whole(counted: Iterable[Number]) -> list[Number]:
    """The numbers that are no part of another number of their source."""
    kept = list(counted)
    full = {each.source for each in kept if each.people.whom == "all"}
    return [
        each
        for each in kept
        if each.people.whom not in _PARTS and (each.people.whom == "all" or each.source not in full)
    ]


def _apart(counted: Iterable[Number], by_article: dict[str, set[People]], same: Comparable) -> list[Number]:
    """The numbers of people whom some article that counts does not count."""
    lacked = {
        people: any(not any(same(people, other) for other in theirs) for theirs in by_article.values())
        for people in {people for theirs in by_article.values() for people in theirs}
    }
    return [each for each in counted if lacked[each.people]]


def _counting(cluster: Cluster, harm: Harm) -> set[str]:
    """Articles that count anybody with this harm: a part of the victims alone is no toll, and no silence."""
    return {
        account.article.id
        for account in cluster.accounts
        for claim in account.incident.casualty_claims
        if getattr(claim, harm) is not None
    }
