"""Incidents of the index as an Atom feed (RFC 4287). Pure."""

import re
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree import ElementTree as ET

from app.present.incident_text import estimate_words
from schemas import IndexedIncident

NAMESPACE: Final = "http://www.w3.org/2005/Atom"
MEDIA_TYPE: Final = "application/atom+xml"
NEVER: Final = "1970-01-01T00:00:00Z"
"""`updated` of a feed without entries, which must have one, and the same while nothing changes."""
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no way to write."""


def feed(incidents: tuple[IndexedIncident, ...], address: str) -> bytes:
    """The feed of a query.

    Args:
        incidents: In the order in which they are to stand, with names withheld.
        address: Path and query by which it is asked for; its id follows from it.
    """
    root = ET.Element("feed", xmlns=NAMESPACE)
    _add(root, "id", uuid5(NAMESPACE_URL, address).urn)
    _add(root, "title", "Sitrep: incidents")
    _add(root, "updated", max((each.updated_at.isoformat() for each in incidents), default=NEVER))
    ET.SubElement(root, "link", rel="self", type=MEDIA_TYPE, href=_clean(address))
    _add(ET.SubElement(root, "author"), "name", "Sitrep")
    for each in incidents:
        _entry(root, each)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(root: ET.Element, incident: IndexedIncident) -> None:
    """An incident; its id is the incident's own, so that a reader shows it once, whatever becomes of it."""
    record = incident.record
    entry = ET.SubElement(root, "entry")
    _add(entry, "id", UUID(incident.id).urn)
    _add(entry, "title", record.note or record.sub_event_type)
    _add(entry, "updated", incident.updated_at.isoformat())
    _add(entry, "published", incident.created_at.isoformat())
    ET.SubElement(entry, "link", rel="alternate", type="application/json", href=f"/v1/incidents/{incident.id}")
    ET.SubElement(entry, "category", term=record.sub_event_type)
    _add(entry, "summary", _summary(incident))


def _summary(incident: IndexedIncident) -> str:
    record = incident.record
    articles = len({report.article_id for report in record.reports})
    counted = f"{articles} article{'s' if articles > 1 else ''}"
    tolls = f"killed: {estimate_words(record.fatalities)}; injured: {estimate_words(record.injured)}"
    return f"{tolls}; {counted}; revision {incident.revision}"


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
