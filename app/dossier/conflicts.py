"""Where the accounts of one incident differ: typed, with who says it, in which article, by which words. Pure.

Nothing is resolved: both sides are shown. What counts as a difference: docs/labelling.md, section 11.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from app.dossier.accounts import Account
from app.dossier.conflict_attribution import attribution, scope_of_admissions
from app.dossier.conflict_counts import numeric_tolls, scope_of_tolls
from app.dossier.conflict_identity import identity
from app.dossier.conflict_places import place, time
from app.dossier.conflict_positions import Cluster
from app.dossier.conflict_status import status
from app.dossier.conflict_victims import victims
from app.dossier.conflict_weapons import numeric_weapons
from schemas import Conflict
from schemas.dossier import ConflictKind

Find = Callable[[Cluster], Iterator[Conflict]]

FINDERS: Final[dict[ConflictKind, tuple[Find, ...]]] = {
    "numeric": (numeric_tolls, numeric_weapons),
    "attribution": (attribution,),
    "status": (status,),
    "place": (place,),
    "time": (time,),
    "scope": (scope_of_tolls, scope_of_admissions),
    "identity": (identity, victims),
}
"""Which functions find the conflicts of a kind, in the order in which kinds are listed."""


def conflicts(cluster: Sequence[Account]) -> tuple[Conflict, ...]:
    """The conflicts of the accounts of one incident, at most one for each (kind, path).

    The order of the accounts is of no matter, nor is an account that stands there twice; copies of an article and
    older versions of it are left out by the caller. Positions stand in the order of the articles' publication. `note`
    says which victims are counted, where a toll is not of all, and how many days two dates are apart; else it is None.
    An empty cluster has none.
    """
    known = Cluster.of(cluster)
    return tuple(conflict for find in FINDERS.values() for each in find for conflict in each(known))
