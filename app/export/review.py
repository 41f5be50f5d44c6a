"""Which rows a person should look at before they go into a data set, and why. Nothing of a row is changed."""

from collections.abc import Iterator, Mapping
from typing import Final

from app.assemble.estimates import HARMS
from app.export import cells
from app.export.cells import Row
from app.export.conventions import Convention, Name
from app.export.events import Event
from app.export.tolls import words_read

WANTED: Final[Mapping[Name, tuple[str, ...]]] = {
    "acled": ("event_date", "actor1", "country", "location", "latitude", "longitude"),
    "ucdp": ("date_start", "date_end", "side_a", "side_b", "country", "best"),
    "airwars": ("incident_date", "country", "suspected_belligerents"),
}
"""Columns without which a row is no event of its data set."""


def reasons(event: Event, own: Row, convention: Convention, name: Name) -> tuple[str, ...]:
    """Why a person should look at a row, each reason once; none: nothing that this program knows of speaks for it."""
    found = (*_blank(own, name), *event.doubts, *_differences(event), *_readings(event, convention, name))
    return tuple(dict.fromkeys(found))


def _blank(own: Row, name: Name) -> Iterator[str]:
    if blank := [column for column in WANTED[name] if own[column] is None]:
        yield f"Blank: {', '.join(blank)}."


def _differences(event: Event) -> Iterator[str]:
    incident = event.incident
    if incident.toll_status == "differ":
        yield "Sources differ on the dead or the injured."
    if "rival_blame" in incident.attribution_status and cells.doer(incident) is None:
        yield "Sources name different doers, none more firmly than the others."
    for conflict in event.conflicts:
        if not conflict.compatible:
            yield f"Articles differ: {conflict.path}."


def _readings(event: Event, convention: Convention, name: Name) -> Iterator[str]:
    """Words that the convention reads as a number, of what the data set counts: a coder may know better."""
    for harm in HARMS if name == "airwars" else HARMS[:1]:
        yield from words_read(event.counted.casualty_claims, convention, harm)
