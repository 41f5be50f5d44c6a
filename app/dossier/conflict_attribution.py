"""Who is said to have done it: rivals, denials, and who says nothing of an admission or a denial. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Final, NamedTuple

from app.dossier.conflict_positions import Cluster, Side, conflict
from schemas import Attribution, Conflict
from schemas.codes import Basis, EventType

_TWO_SIDED: Final[frozenset[EventType]] = frozenset({"Battles", "Strategic developments"})
"""Events with a doer on either side: who owns up to a part of it denies nobody's else."""
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
    named = _named(said)
    aside = _own_parts(cluster, said)
    distinct = list(dict.fromkeys(frozenset(parties) for source, parties in named.items() if source not in aside))
    distinct += [frozenset(aside.values())] if aside else []
    several = len(cluster.articles) > 1
    return any(
        one.isdisjoint(other) and _differ(cluster, one, other, described=several)
        for one, other in combinations(distinct, 2)
    )


def _differ(cluster: Cluster, one: frozenset[str], other: frozenset[str], *, described: bool) -> bool:
    """Whether of two parties one is named at least, and one article alone does not say both of one doer.

    "Gunmen" in one article and "militants" in another are no rivals; "gunmen" and a group by its name may be.
    """
    parties = cluster.parties
    pairs = [(left, right) for left in one for right in other]
    if any(parties.is_named(left) and parties.is_named(right) for left, right in pairs):
        return True
    half = any(parties.is_named(left) or parties.is_named(right) for left, right in pairs)
    return (half and described) or any(parties.exclude(left, right) for left, right in pairs)


def _named(said: list[Said]) -> Mapping[Source, set[str]]:
    named: dict[Source, set[str]] = defaultdict(set)
    for each in said:
        if not each.denied:
            named[each.article_id, each.value.asserted_by].add(each.party)
    return named


def _own_parts(cluster: Cluster, said: list[Said]) -> dict[Source, str]:
    """Sources that own up to their side's part of a deed with two sides, and which party that is."""
    if not any(account.incident.event_type in _TWO_SIDED for account in cluster.accounts):
        return {}
    return {(each.article_id, each.value.asserted_by): each.party for each in said if each.value.basis == "claimed"}


def _compatible(cluster: Cluster, said: list[Said]) -> bool:
    """Whether all can be true: nobody is said to have done it and not to, and rivals may be one or did it together."""
    named = dict.fromkeys(each.party for each in said if not each.denied)
    if any(each.denied and each.party in named for each in said):
        return False
    together = {frozenset(pair) for parties in _named(said).values() for pair in combinations(sorted(parties), 2)}
    return all(
        cluster.parties.may_be_one(one, other) or frozenset((one, other)) in together
        for one, other in combinations(named, 2)
    )
