"""Which id a cluster keeps when clusters change. Pure.

An incident stays where most of its reports are, of two such places the one with its oldest report. A cluster keeps the
oldest of the incidents that stay in it; the others are merged into that one. A cluster in which none stays is a new
incident: so a split gives the smaller part a new id.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identities:
    """Incidents by number.

    kept     of each cluster, in their order, the incident that it is; None: a new one
    merged   incident -> the one that it is part of now
    left     incidents of which no report is in any cluster
    """

    kept: tuple[int | None, ...]
    merged: Mapping[int, int]
    left: frozenset[int]


def identities(clusters: Sequence[Collection[int]], before: Mapping[int, Collection[int]]) -> Identities:
    """Say which incident each cluster is.

    Args:
        clusters: accounts by number, each in one cluster at most.
        before: the accounts of each incident until now, by number; a lesser number is an older one.

    Example:
        `identities([{1, 2, 3}], {7: {1}, 9: {2, 3}})` keeps 7, and 9 is merged into it.
    """
    of_account = {account: index for index, cluster in enumerate(clusters) for account in cluster}
    homes = {incident: home for incident, had in before.items() if (home := _home(had, of_account)) is not None}
    kept = tuple(min((i for i, home in homes.items() if home == index), default=None) for index in range(len(clusters)))
    merged = {
        incident: into for incident, home in homes.items() if (into := kept[home]) is not None and into != incident
    }
    return Identities(kept, merged, frozenset(before.keys() - homes.keys()))


def _home(had: Collection[int], of_account: Mapping[int, int]) -> int | None:
    """The cluster with the most of an incident's accounts; None: none has any."""
    oldest: dict[int, int] = {}
    number: dict[int, int] = {}
    for account in sorted(had):
        if (cluster := of_account.get(account)) is not None:
            oldest.setdefault(cluster, account)
            number[cluster] = number.get(cluster, 0) + 1
    return min(number, key=lambda cluster: (-number[cluster], oldest[cluster]), default=None)
