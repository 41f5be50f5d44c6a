"""Drafts of schema 1.x: today's, but for the outcome of people, which nobody asked for then and nobody fills in now.

No model is asked for this type: what goes over the wire is `app.records.draft.Draft`, where the outcome is required.
"""

from typing import Annotated, Final

from pydantic import Field, JsonValue

from app.records.draft import Draft, DraftClaim, DraftIncident, DraftPerson
from schemas.codes import Outcome

LATER: Final = frozenset(
    {
        *("of", "time", "how", "each", "district"),  # of parties, incidents, places
        *("sector", "damage", "system", "noun"),  # of targets, weapons, tolls
        *("fate", "age", "sex", "kin", "child"),  # of people
        *("counts", "protest"),
    }
)
"""What drafts of 1.x lacked, by its name on the wire; none of these was anything else then."""


class OlderPerson(DraftPerson):
    """A victim singled out; `outcome` None: the draft is of a time when none was asked for."""

    outcome: Annotated[Outcome | None, Field(alias="fate")] = None  # type: ignore[assignment]  # frozen: only read


class OlderClaim(DraftClaim):
    """A claim whose victims may be without an outcome."""

    victims: tuple[OlderPerson, ...] = ()


class OlderIncident(DraftIncident):
    """An incident of such claims."""

    claims: Annotated[tuple[OlderClaim, ...], Field(alias="tolls")] = ()


class OlderDraft(Draft):
    """All that a model said of one article when it was asked by schema 1.x; what came later has its default.

    Example: a victim written `{"name": null, "who": "guard", "at": [2]}` has `outcome` None.
    """

    incidents: tuple[OlderIncident, ...] = ()


def as_written_then(value: JsonValue) -> JsonValue:
    """A part of a draft, as JSON, without what drafts of 1.x lacked.

    >>> as_written_then({"name": "bridge", "kind": "building", "sector": None})
    {'name': 'bridge', 'kind': 'building'}
    """
    if isinstance(value, dict):
        return {name: as_written_then(part) for name, part in value.items() if name not in LATER}
    return [as_written_then(part) for part in value] if isinstance(value, list) else value
