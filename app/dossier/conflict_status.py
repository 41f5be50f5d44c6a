"""What became of it or of someone: done or only tried, which kind of deed, dead or alive. Pure."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Final, Literal

from app.dossier.conflict_names import alike_among
from app.dossier.conflict_positions import Cluster, Side, conflict
from schemas import Conflict, Incident
from schemas.codes import Outcome

_EXCLUDED: Final[frozenset[frozenset[Outcome]]] = frozenset(
    {frozenset({"killed", "injured"}), frozenset({"killed", "arrested"})}
)
"""Outcomes of one person that cannot both be; who was abducted or is missing may be found dead."""


def status(cluster: Cluster) -> Iterator[Conflict]:
    """Stages, kinds of deed, and what became of a person who is named."""
    yield from _codes(cluster, "stage")
    yield from _codes(cluster, "sub_event_type")
    yield from _outcomes(cluster)


def _codes(cluster: Cluster, path: Literal["stage", "sub_event_type"]) -> tuple[Conflict, ...]:
    sides = [
        Side(getattr(account.incident, path), None, account.article.id, account.incident.evidence)
        for account in cluster.accounts
        if path == "stage" or not _means_unknown(account.incident)
    ]
    if len({side.value for side in sides}) == 1:
        return ()
    return conflict(cluster, sides, kind="status", path=path, compatible=False)


def _means_unknown(incident: Incident) -> bool:
    """Whether it is an `Attack` without a weapon: it may be of any kind, and is the coarser value beside another."""
    return incident.sub_event_type == "Attack" and not incident.weapons


def _outcomes(cluster: Cluster) -> tuple[Conflict, ...]:
    found: dict[str, list[tuple[Outcome, Side]]] = defaultdict(list)
    for account in cluster.accounts:
        for claim in account.incident.casualty_claims:
            for person in claim.victims:
                if person.name and person.outcome:
                    side = Side(person.outcome, claim.asserted_by, account.article.id, person.evidence)
                    found[person.name].append((person.outcome, side))
    became = {
        name: {outcome for other in others for outcome, _ in found[other]}
        for name, others in alike_among(found).items()
    }
    differing = [name for name, outcomes in became.items() if len(outcomes) > 1]
    pairs = (pair for name in differing for pair in combinations(became[name], 2))
    return conflict(
        cluster,
        (side for name in differing for _, side in found[name]),
        kind="status",
        path="casualty_claims/victims",
        compatible=not any(frozenset(pair) in _EXCLUDED for pair in pairs),
    )
