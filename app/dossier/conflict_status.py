"""What became of it or of someone: done or only tried, which kind of deed, dead or alive. Pure."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Final, Literal

from app.dossier.conflict_names import form
from app.dossier.conflict_positions import Cluster, Side, conflict
from schemas import Conflict
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
    ]
    if len({side.value for side in sides}) == 1:
        return ()
    return conflict(cluster, sides, kind="status", path=path, compatible=False)


def _outcomes(cluster: Cluster) -> tuple[Conflict, ...]:
    people: dict[object, list[tuple[Outcome, Side]]] = defaultdict(list)
    for account in cluster.accounts:
        for claim in account.incident.casualty_claims:
            for person in claim.victims:
                if person.name and person.outcome:
                    side = Side(person.outcome, claim.asserted_by, account.article.id, person.evidence)
                    people[form(person.name).key].append((person.outcome, side))
    differing = [told for told in people.values() if len({outcome for outcome, _ in told}) > 1]
    pairs = (pair for told in differing for pair in combinations({outcome for outcome, _ in told}, 2))
    return conflict(
        cluster,
        (side for told in differing for _, side in told),
        kind="status",
        path="casualty_claims/victims",
        compatible=not any(frozenset(pair) in _EXCLUDED for pair in pairs),
    )
