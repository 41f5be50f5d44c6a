"""Incidents of the index as lines of text. Pure."""

from collections.abc import Iterator

from app.present.incident_text import estimate_words
from app.present.text import printable
from schemas import IndexedIncident, Location


def render(incidents: tuple[IndexedIncident, ...]) -> str:
    """A block of lines for each, a blank line between: day, place and kind; the note; the dead, the reports, the id."""
    return "\n\n".join("\n  ".join(map(printable, _lines(each))) for each in incidents)


def _lines(incident: IndexedIncident) -> Iterator[str]:
    record, date = incident.record, incident.record.date
    day = date.start.isoformat() if date and date.start else "day not known"
    yield ", ".join((day, _where(record.location), record.sub_event_type))
    yield record.note
    articles = len({report.article_id for report in record.reports})
    told = [f"killed: {estimate_words(record.fatalities)}", f"{articles} article{'s' if articles > 1 else ''}"]
    if differing := sum(not each.compatible for each in record.conflicts):
        told.append(f"{differing} conflict{'s' if differing > 1 else ''}")
    yield f"{', '.join(told)}; id {incident.id}"


def _where(place: Location | None) -> str:
    if place is None:
        return "place not known"
    return ", ".join(filter(None, (place.city or place.site or place.admin2, place.admin1, place.country)))
