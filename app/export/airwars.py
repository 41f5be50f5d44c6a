"""An incident as a row such as Airwars publishes: harm to civilians as a minimum and a maximum.

Airwars publishes no list of columns, so the names are ours. `grading` and `strike_status` stay blank: they are
judgements on all sources together, and a few articles are not all.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from app.assemble.estimates import Harm
from app.export import cells
from app.export.cells import Row
from app.export.conventions import Convention
from app.export.events import Event, speaker_alone
from app.export.tolls import Toll, toll, toll_of
from schemas import CasualtyClaim, Incident
from schemas.codes import Inter, VictimClass

FIGHTERS: Final[frozenset[VictimClass]] = frozenset({"combatants", "security_forces"})
ARMED: Final[frozenset[Inter]] = frozenset(
    {"State forces", "Rebel groups", "Political militias", "Identity militias", "External/Other forces"}
)
PRESUMED: Final = "Civilian status is presumed: the claims do not say who the victims were."
NOT_PRESUMED: Final = "Who of the dead and injured were civilians is not said, and an armed party was attacked."
HARMS: Final[tuple[Harm, Harm]] = ("killed", "injured")
PARTS: Final[tuple[VictimClass, ...]] = ("children", "women")


def row(event: Event, convention: Convention) -> Row:
    """The row of an event."""
    incident = event.incident
    known, place = cells.days(incident), incident.location
    first, last = known or (None, None)
    latitude, longitude = cells.point(place)
    harm, notes = _harm(event.counted, convention)
    return {
        "incident_code": event.id,
        "incident_date": first,
        "incident_date_end": last,
        "site": place.site if place else None,
        "location": cells.place_name(place),
        "admin1": place.admin1 if place else None,
        "country": place.country if place else None,
        "latitude": latitude,
        "longitude": longitude,
        "strike_type": incident.sub_event_type,
        "suspected_belligerents": "; ".join(_suspected(incident)) or None,
        "suspected_targets": "; ".join(dict.fromkeys(target.name for target in incident.targets)) or None,
        **harm,
        "grading": None,
        "strike_status": None,
        "sources": cells.speakers(incident),
        "publisher": cells.publishers(event),
        "notes": cells.sentence((incident.note, *notes, cells.made_by(event, convention))),
    }


def _suspected(incident: Incident) -> list[str]:
    """Everyone who is said to have done it, each once; who only denies it is not among them."""
    return list(dict.fromkeys(each.actor for each in incident.attribution if each.basis in cells.LADDER))


def _harm(incident: Incident, convention: Convention) -> tuple[Row, list[str]]:
    """Least and most of civilians, of children and women among them, and of fighters; and what to know of them."""
    claims = incident.casualty_claims
    fighters = [claim for claim in claims if counts_fighters(claim, incident)]
    notes = [*_by_the_doer(fighters, incident)]
    found: Row = {}
    for harm in HARMS:
        civilians = _civilians([claim for claim in claims if claim not in fighters], incident, convention, harm)
        notes += civilians.notes
        found |= _ends(f"civilians_{harm}", civilians)
        for whom in PARTS:
            part = [claim for claim in claims if claim.victim_class == whom]
            found |= _ends(f"{whom}_{harm}", toll_of(_as_whole(part), convention, harm))
        found |= _ends(f"belligerents_{harm}", toll_of(_as_whole(fighters), convention, harm))
    return found, list(dict.fromkeys(notes))


def counts_fighters(claim: CasualtyClaim, incident: Incident) -> bool:
    """Whether a claim says that those whom it counts fought: by their class, or by the armed party whose dead they are.

    Records of before schema 2.0 do not say whose dead they are.
    """
    whose = cells.actor_of(incident, claim.of or "")
    return claim.victim_class in FIGHTERS or (claim.victim_class == "all" and whose is not None and whose.type in ARMED)


def _civilians(others: list[CasualtyClaim], incident: Incident, convention: Convention, harm: Harm) -> Toll:
    """The civilians: those said to be, and by presumption everyone, where nothing in the record speaks against it.

    Against it speak a source that counts fighters, and an armed party that was attacked: then only those whom a source
    calls civilians are counted.
    """
    said = toll_of([claim for claim in others if claim.victim_class != "all"], convention, harm)
    if len(others) < len(incident.casualty_claims) or not convention.civilians_presumed.value:
        return said
    if said.low is None and any(actor.type in ARMED for actor in cells.with_role(incident, "attacked")):
        return replace(said, notes=(*said.notes, NOT_PRESUMED))
    found = toll(incident, convention, harm)
    return found if said.low is not None or found.low is None else replace(found, notes=(*found.notes, PRESUMED))


def _by_the_doer(fighters: list[CasualtyClaim], incident: Incident) -> Iterator[str]:
    """Airwars takes nobody for a fighter on the word of who killed them alone; a coder should see whose word it is."""
    for claim in fighters:
        said_by = speaker_alone(claim.asserted_by)
        if said_by in _suspected(incident):
            yield f"That victims fought is the word of {said_by}, who is said to have done it."


def _as_whole(claims: list[CasualtyClaim]) -> list[CasualtyClaim]:
    """Claims of one group, to be held against each other as totals are."""
    return [claim.model_copy(update={"victim_class": "all"}) for claim in claims]


def _ends(name: str, found: Toll) -> Row:
    return {f"{name}_min": found.low, f"{name}_max": found.high}
