"""A list of incidents as the page shows it, with a map of all of them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.present.headline import composed
from app.web.map import Overview, overview
from schemas import IndexedIncident


@dataclass(frozen=True, slots=True)
class Hit:
    """One incident of a list. `number` is its place in it, and its name on the map; `key` is its id on the page."""

    key: str
    number: int
    id: str
    headline: str
    days: str
    note: str
    facts: tuple[str, ...]
    contradictions: int


@dataclass(frozen=True, slots=True)
class Hits:
    """The list; no map where no incident has a point."""

    hits: tuple[Hit, ...]
    map: Overview | None


def hits(incidents: Sequence[IndexedIncident]) -> Hits:
    """Lay out a list, in its order."""
    found = tuple(_hit(number, each) for number, each in enumerate(incidents, 1))
    places = [
        (hit.key, str(hit.number), each.record.location)
        for hit, each in zip(found, incidents, strict=True)
        if each.record.location
    ]
    return Hits(found, overview(places))


def _hit(number: int, incident: IndexedIncident) -> Hit:
    record = incident.record
    day = record.date
    days = " to ".join(dict.fromkeys(each.isoformat() for each in (day.start, day.end) if each)) if day else ""
    articles = len({each.article_id for each in record.reports})
    hard = sum(not each.compatible for each in record.conflicts)
    facts = (
        f"{articles} article{'' if articles == 1 else 's'}",
        "" if incident.news else "background",
        f"{len(record.conflicts)} differences" if len(record.conflicts) > 1 else "1 difference" * len(record.conflicts),
        "names withheld" if incident.withheld else "",
        f"revision {incident.revision}",
    )
    return Hit(
        key=f"i{number}",
        number=number,
        id=incident.id,
        headline=composed(record),
        days=days or "day not stated",
        note=record.note,
        facts=tuple(filter(None, facts)),
        contradictions=hard,
    )
