"""Who is said to have done it: rivals, denials, and who says nothing of an admission or a denial. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Final, NamedTuple

from app.dossier.conflict_parties import Parties
from app.dossier.conflict_positions import Cluster, Side, conflict
from schemas import Attribution, Conflict
from schemas.codes import Basis, EventType

_TWO_SIDED: Final[frozenset[EventType]] = frozenset({"Battles", "Strategic developments"})
"""Events with a doer on either side: both fight, one lays a bomb and another makes it safe."""
_PART: Final[frozenset[Basis]] = frozenset({"claimed", "reported_as_fact"})
_OWNING: Final[frozenset[Basis]] = frozenset({"claimed", "denied"})


class Said(NamedTuple):
    """One attribution of one article; `party` is whom it names, whatever the article calls it."""

    article_id: str
    party: str
    value: Attribution

    @property
    def denied(self) -> bool:
        """Whether it says that the party did not do it."""
        return self.value.basis == "denied"

    @property
    def side(self) -> Side:
        """Its position: a denied party is "not" it."""
        name = f"not {self.value.actor}" if self.denied else self.value.actor
        return Side(name, self.value.asserted_by, self.article_id, self.value.evidence)


Source = tuple[str, str | None]


def attribution(cluster: Cluster) -> Iterator[Conflict]:
    """Different parties are said to have done it, or one is said to and denies."""
    said = _said(cluster)
    if not (_denied(said) or _rival(cluster, said)):
        return
    yield from conflict(
        cluster,
        (each.side for each in said),
        kind="attribution",
        path="attribution/actor",
        compatible=_compatible(cluster, said),
    )


def scope_of_admissions(cluster: Cluster) -> Iterator[Conflict]:
    """One article has an admission or a denial, another that tells of it as news has none."""
    said = [each for each in _said(cluster) if each.value.basis in _OWNING]
    silent = [article for article in cluster.news if article not in {each.article_id for each in said}]
    if said and silent:
        yield from conflict(
            cluster,
            (Side(each.value.basis, each.value.asserted_by, each.article_id, each.value.evidence) for each in said),
            kind="scope",
            path="attribution/basis",
            compatible=True,
            silent=silent,
        )


def _said(cluster: Cluster) -> list[Said]:
    return [
        Said(account.article.id, cluster.parties.party(each.actor), each)
        for account in cluster.accounts
        for each in account.incident.attribution
    ]


def _denied(said: list[Said]) -> bool:
    """Whether somebody says of a party that it did it, and somebody that it did not."""
    return not {each.party for each in said if each.denied}.isdisjoint(each.party for each in said if not each.denied)


def _rival(cluster: Cluster, said: list[Said]) -> bool:
    """Whether two sources name parties of which none is the same."""
    distinct = dict.fromkeys(frozenset(parties) for parties in _named(said).values())
    sides = _sides(cluster, said)
    return any(
        one.isdisjoint(other) and _differ(cluster, [(left, right) for left in one for right in other], sides)
        for one, other in combinations(distinct, 2)
    )


def _differ(cluster: Cluster, pairs: list[tuple[str, str]], sides: "_Sides") -> bool:
    """Whether two parties of a pair are rivals: both have a name, or they exclude each other.

    In several articles, one name is enough: "gunmen" and "militants" are no rivals, "gunmen" and a group by its name
    may be. One article that has both means the group's gunmen.
    """
    rivals = [pair for pair in pairs if not sides.both_take_part(*pair)]
    named = max((sum(map(cluster.parties.is_named, pair)) for pair in rivals), default=0)
    enough = 1 if len(cluster.articles) > 1 else 2
    return named >= enough or any(cluster.parties.exclude(*pair) for pair in rivals)


def _named(said: list[Said]) -> Mapping[Source, set[str]]:
    named: dict[Source, set[str]] = defaultdict(set)
    for each in said:
        if not each.denied:
            named[each.article_id, each.value.asserted_by].add(each.party)
    return named


class _Sides(NamedTuple):
    """Of a deed with two sides: who owns up to a part of it, and whom an article has in it in its own voice, too."""

    parties: Parties
    claiming: frozenset[str]
    taking_part: frozenset[str]

    def both_take_part(self, one: str, other: str) -> bool:
        """Whether two parties are on either side of the deed, so that both can have done their part."""
        if {one, other} <= self.claiming:
            return True
        return bool({one, other} & self.taking_part) and self.parties.opposed(one, other)


def _sides(cluster: Cluster, said: list[Said]) -> _Sides:
    two = any(account.incident.event_type in _TWO_SIDED for account in cluster.accounts)
    taking = [each for each in said if two and each.value.basis in _PART]
    return _Sides(
        cluster.parties,
        frozenset(each.party for each in taking if each.value.basis == "claimed"),
        frozenset(each.party for each in taking),
    )


def _compatible(cluster: Cluster, said: list[Said]) -> bool:
    """Whether all can be true: nobody is said to have done it and not to, and rivals may be one or did it together."""
    named = dict.fromkeys(each.party for each in said if not each.denied)
    if any(each.denied and each.party in named for each in said):
        return False
    together = {frozenset(pair) for parties in _named(said).values() for pair in combinations(sorted(parties), 2)}
    sides = _sides(cluster, said)
    return all(
        cluster.parties.may_be_one(one, other)
        or frozenset((one, other)) in together
        or sides.both_take_part(one, other)
        for one, other in combinations(named, 2)
    )
