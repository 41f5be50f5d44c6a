"""What follows from the values of an incident: roles, estimates, statuses, the note. Pure; no English is read here."""

from collections.abc import Iterator
from typing import Any, Final, TypeVar

from app.assemble.estimates import tolls
from app.assemble.note import note
from app.assemble.status import Wholes, attribution_status, origins, toll_status
from schemas import Actor, Estimate, Incident
from schemas.codes import EventType, Inter, Role, SubEventType, TargetSector, VictimClass

OneIncident = TypeVar("OneIncident", bound=Incident)

UNDERIVED: Final[dict[str, Any]] = {
    "fatalities": Estimate(),
    "injured": Estimate(),
    "attribution_status": (),
    "toll_status": "none",
    "origins": (),
    "civilian_targeting": None,
    "note": "",
}
"""The computed fields of an incident before `derived` computes them."""
_AGAINST_CIVILIANS: Final[frozenset[SubEventType]] = frozenset(
    {"Sexual violence", "Attack", "Abduction/forced disappearance", "Excessive force against protesters"}
)
_NEVER: Final[frozenset[EventType]] = frozenset({"Battles", "Protests", "Strategic developments"})
_ARMED_SECTORS: Final[frozenset[TargetSector | None]] = frozenset({"military"})
_ARMED_CLASSES: Final[frozenset[VictimClass]] = frozenset({"combatants", "security_forces"})
_CIVILIAN_CLASSES: Final[frozenset[VictimClass]] = frozenset(
    {"civilians", "children", "women", "aid_workers", "journalists"}
)
_UNARMED: Final[frozenset[Inter | None]] = frozenset({"Civilians", "Protesters"})


def derived(incident: OneIncident, wholes: Wholes) -> OneIncident:
    """The incident with all that is computed; `wholes` is which party belongs to which, for all of the article."""
    fatalities, injured = tolls(incident.casualty_claims)
    known = incident.model_copy(
        update={
            "actors": tuple(each.model_copy(update={"roles": roles(each, incident)}) for each in incident.actors),
            "fatalities": fatalities,
            "injured": injured,
            "attribution_status": attribution_status(incident.attribution, incident.event_type, wholes),
            "toll_status": toll_status(incident.casualty_claims, wholes),
            "origins": origins(incident.casualty_claims, incident.attribution, wholes),
            "civilian_targeting": civilian_targeting(incident),
        }
    )
    return known.model_copy(update={"note": note(known)})


def roles(actor: Actor, incident: Incident) -> tuple[Role, ...]:
    """What part an actor has, in the order of the code list; `party` where no other role holds, or for a signer.

    Example: a force whose spokesman counts its own dead is `attacked`, the spokesman `speaker`.
    """
    return tuple(_roles(actor, incident)) or ("party",)


def _roles(actor: Actor, incident: Incident) -> Iterator[Role]:
    name, signs = actor.name, incident.sub_event_type == "Agreement"
    tied = any(each.actor == name and each.basis != "denied" for each in incident.attribution)
    if tied and not signs:
        yield "doer"
    if name in _attacked(incident):
        yield "attacked"
    if incident.protest and any(each.name == name for each in incident.protest.organisers):
        yield "organiser"
    if name in _speaking(incident):
        yield "speaker"
    if tied and signs:
        yield "party"


def _attacked(incident: Incident) -> set[str | None]:
    owners = (target.of for target in incident.targets)
    return {*owners, *(target.name for target in incident.targets), *(claim.of for claim in incident.casualty_claims)}


def _speaking(incident: Incident) -> set[str | None]:
    return {
        *(each.asserted_by for each in incident.attribution),
        *(each.asserted_by for each in incident.casualty_claims),
        *(source.name for each in incident.casualty_claims for source in each.confirmed_by),
        *(each.asserted_by for each in incident.other_counts),
        *(each.speaker for each in incident.reactions),
    }


def civilian_targeting(incident: Incident) -> bool | None:
    """Whether civilians are the only target, after ACLED ("Civilian targeting", Codebook).

    True for violence against civilians and for force against protesters; False for battles, other protests and
    strategic developments. Of the rest False where a target or victims are of an armed side (sector `military`, dead of
    the class of combatants or security forces, or an armed actor that is the target or whose it is); True where a
    sector, a class or such an actor is civilian; None where none of them says.
    """
    if incident.sub_event_type in _AGAINST_CIVILIANS:
        return True
    if incident.event_type in _NEVER:
        return False
    signs = tuple(_signs(incident))
    return None if not signs else all(signs)


def _signs(incident: Incident) -> Iterator[bool]:
    """For each thing that says who was hit: whether it says civilians."""
    yield from (each.sector not in _ARMED_SECTORS for each in incident.targets if each.sector)
    classes = {each.victim_class for each in incident.casualty_claims}
    yield from (False for _ in classes & _ARMED_CLASSES)
    yield from (True for _ in classes & _CIVILIAN_CLASSES)
    hit = _attacked(incident)
    yield from (actor.type in _UNARMED for actor in incident.actors if actor.name in hit and actor.type)
