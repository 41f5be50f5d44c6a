"""The Atom feed as RFC 4287 asks for it."""

from xml.etree import ElementTree as ET

from app.dossier.accounts import accounts
from app.present.atom import NAMESPACE, NEVER, feed
from app.store.index.rules import STANDARD
from schemas import IndexedIncident
from tests.app.store.index.records import NOW, reported

ATOM = f"{{{NAMESPACE}}}"
ADDRESS = "/v1/incidents.atom?q=a&country=SD"


def indexed(note: str) -> IndexedIncident:
    record = STANDARD.merged(accounts([reported("One.")])).model_copy(update={"note": note})
    same = {"id": "0123456789abcdef0123456789abcdef", "revision": 3, "owner": "", "news": True, "withheld": False}
    return IndexedIncident(**same, created_at=NOW, updated_at=NOW, set_aside=(), record=record)


def parsed(*notes: str) -> ET.Element:
    return ET.fromstring(feed(tuple(map(indexed, notes)), ADDRESS))  # noqa: S314 - our own


def test_feed_and_entries_have_what_they_must() -> None:
    """RFC 4287, 4.1.1 and 4.1.2: id, title, updated; an author; links."""
    root = parsed("Attack in Kutum.")
    assert root.tag == f"{ATOM}feed"
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Sitrep"
    (entry,) = root.iter(f"{ATOM}entry")
    for each in (root, entry):
        assert all(each.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    assert entry.findtext(f"{ATOM}id") == "urn:uuid:01234567-89ab-cdef-0123-456789abcdef"
    assert entry.findtext(f"{ATOM}updated") == "2024-02-01T12:00:00+00:00"
    links = {each.get("rel"): each.get("href") for each in root.iter(f"{ATOM}link")}
    assert links == {"self": ADDRESS, "alternate": "/v1/incidents/0123456789abcdef0123456789abcdef"}
    assert entry.findtext(f"{ATOM}summary") == "killed: 4; injured: not stated; 1 article; revision 3"


def test_an_empty_feed_is_one() -> None:
    """With a time of change that stays as it is."""
    assert parsed().findtext(f"{ATOM}updated") == NEVER


def test_markup_and_what_xml_cannot_write_are_text() -> None:
    """What an article says is never part of the markup, and breaks no reader."""
    (entry,) = parsed("<script>&\x00\x1b]]> \U0001f6a8 \ud800").iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "<script>&\ufffd\ufffd]]> \U0001f6a8 \ufffd"
