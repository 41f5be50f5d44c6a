"""Counts of one kind of weapon that are not written alike. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.assemble.estimates import agree
from app.dossier.conflict_names import alike, form
from app.dossier.conflict_positions import Cluster, Side, conflict
from schemas import Conflict, Count, Weapon
from schemas.codes import WeaponCategory


class _Counted(NamedTuple):
    article_id: str
    weapon: Weapon
    number: Count
    only: bool


def numeric_weapons(cluster: Cluster) -> Iterator[Conflict]:
    """Weapons of one category that two articles count differently, or one article under one name."""
    groups = [(group, [each for each in group if _rivals(each, group)]) for group in _counted(cluster).values()]
    yield from conflict(
        cluster,
        (
            Side(each.number, None, each.article_id, each.weapon.evidence)
            for _, differing in groups
            for each in differing
        ),
        kind="numeric",
        path="weapons/count",
        compatible=not any(_excluded(each, group) for group, differing in groups for each in differing),
    )


def _rivals(one: _Counted, group: Sequence[_Counted]) -> bool:
    return any(one.number != other.number and _same(one, other) for other in group)


def _excluded(one: _Counted, group: Sequence[_Counted]) -> bool:
    return any(not agree((one.number, other.number)) and _same(one, other) for other in group)


def _counted(cluster: Cluster) -> dict[WeaponCategory, list[_Counted]]:
    """Each (article, name, count) once; `only`: the article counts one weapon of the category."""
    found: dict[WeaponCategory, dict[object, tuple[str, Weapon, Count]]] = defaultdict(dict)
    for account in cluster.accounts:
        for weapon in account.incident.weapons:
            if weapon.count is not None:
                key = (account.article.id, form(weapon.name).key, weapon.count)
                found[weapon.category].setdefault(key, (account.article.id, weapon, weapon.count))
    return {category: _with_others(list(group.values())) for category, group in found.items()}


def _with_others(group: list[tuple[str, Weapon, Count]]) -> list[_Counted]:
    articles = [article for article, _, _ in group]
    return [_Counted(*each, only=articles.count(each[0]) == 1) for each in group]


def _same(one: _Counted, other: _Counted) -> bool:
    if one.article_id == other.article_id:
        return form(one.weapon.name).key == form(other.weapon.name).key
    return (one.only and other.only) or alike(one.weapon.name, other.weapon.name)
