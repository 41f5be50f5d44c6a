"""Where the articles of a dossier differ, by the part of an incident that they differ on."""

from collections.abc import Iterable, Mapping
from typing import Final

from app.export.columns import Part
from app.export.events import short
from app.export.tolls import OWN_VOICE, as_said
from schemas import Conflict, Count, Position
from schemas.dossier import ConflictPath

PART_OF: Final[Mapping[ConflictPath, Part]] = {
    "sub_event_type": "type",
    "stage": "type",
    "date/start": "date",
    "location/city": "place",
    "location/site": "place",
    "actors": "doer",
    "attribution/actor": "doer",
    "attribution/basis": "doer",
    "targets": "targets",
    "weapons": "weapons",
    "weapons/count": "weapons",
    "casualty_claims/killed": "killed",
    "casualty_claims/injured": "injured",
    "casualty_claims/victims": "killed",
}


def by_part(conflicts: Iterable[Conflict], article_id: str | None = None) -> Mapping[Part, tuple[Conflict, ...]]:
    """The conflicts on each part; with an article, those in which it has a position."""
    found: dict[Part, tuple[Conflict, ...]] = {}
    for conflict in conflicts:
        if article_id is None or article_id in {each.article_id for each in conflict.positions}:
            part = PART_OF[conflict.path]
            found[part] = (*found.get(part, ()), conflict)
    return found


def sentence(conflict: Conflict) -> str:
    """A conflict as a comment says it: who has what, in which article.

    Example:
        >>> sentence(conflict)
        'Differs (numeric): 2 (police [3c531188]); 4 (army [fd784c11])'
    """
    said_by = "; ".join(map(_position, conflict.positions))
    return f"{'May differ' if conflict.compatible else 'Differs'} ({conflict.kind}): {said_by}"


def _position(position: Position) -> str:
    value = position.value
    shown = "not stated" if value is None else as_said(value) if isinstance(value, Count) else value
    return f"{shown} ({position.asserted_by or OWN_VOICE} [{short(position.article_id)}])"
