"""What was verified of a draft, with days, places and one name for each party; from resolve to assemble."""

from dataclasses import dataclass

from app.records.verified import Incident, Verified
from schemas import IncidentDate, Location


@dataclass(frozen=True, slots=True)
class ResolvedIncident:
    """An incident with its days and its place; None: the draft gives none, or it was refused."""

    verified: Incident
    date: IncidentDate | None
    location: Location | None


@dataclass(frozen=True, slots=True)
class Resolved:
    """`verified` with each party under one name throughout, and with what resolving refused or questions."""

    verified: Verified
    incidents: tuple[ResolvedIncident, ...]
