"""What sort of event readings tell of, in ACLED's sub-event types: by the deed, its weapons, else the clause. Pure."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from app.reader import codes
from app.reader.grouping import Group, Report
from schemas.codes import EVENT_TYPE_OF, SubEventType, WeaponCategory

BY_WEAPON: Final[dict[WeaponCategory, SubEventType]] = {
    "artillery": "Shelling/artillery/missile attack",
    "rocket": "Shelling/artillery/missile attack",
    "missile": "Shelling/artillery/missile attack",
    "drone": "Air/drone strike",
    "mortar": "Shelling/artillery/missile attack",
    "cluster": "Shelling/artillery/missile attack",
    "grenade": "Grenade",
    "incendiary": "Grenade",
    "mine": "Remote explosive/landmine/IED",
    "ied": "Remote explosive/landmine/IED",
    "bomb": "Remote explosive/landmine/IED",
}
"""What a deed is that is only told by its weapon: "a shell hit the market"."""
PROTESTS: Final[frozenset[SubEventType | None]] = frozenset(
    {"Peaceful protest", "Protest with intervention", "Excessive force against protesters", "Violent demonstration"}
)
VAGUE: Final[frozenset[SubEventType]] = frozenset({"Attack", "Other"})
"""Sub-event types that count only where no reading tells more."""


def sub_event_type(group: Group) -> SubEventType:
    """What most readings tell of, the first of equals; a vague type only where nothing more telling is said.

    After a suicide bomber "the blast" is no other bomb.
    """
    found = [sub for told in group.told if (sub := _type_of(told))]
    vague = VAGUE | ({"Remote explosive/landmine/IED"} if "Suicide bomb" in found else frozenset())
    telling = [sub for sub in found if sub not in vague] or found
    return Counter(telling).most_common(1)[0][0] if telling else "Other"


def _type_of(told: Report) -> SubEventType | None:
    """By the words for the deed and the weapons where they tell; by the whole clause where they do not."""
    if told.deed.arrests and codes.sub_event_type(told.clause.text) not in PROTESTS:
        return "Arrests"
    event = (told.clause.event,) if told.clause.event else ()
    words = " ".join(found.words for found in (*event, *told.deed.weapons))
    own = codes.sub_event_type(words)
    if own and own not in VAGUE:
        return own
    clause = codes.sub_event_type(told.clause.text)
    by_weapon = next((BY_WEAPON[kind] for kind in _weapon_kinds(told) if kind in BY_WEAPON), None)
    return by_weapon if by_weapon and (clause is None or clause in VAGUE) else clause


def _weapon_kinds(told: Report) -> Iterator[WeaponCategory]:
    found = (codes.weapon_category(weapon.words, told.clause.text) for weapon in told.deed.weapons)
    yield from (kind for kind in found if kind)


def tells_of(told: Report, main: SubEventType) -> bool:
    """Whether a reading may tell who did the deed: soldiers who seize rifles after a clash did not thereby do it."""
    if told.stances:
        return True
    own = _type_of(told)
    quiet = own is not None and own not in VAGUE and EVENT_TYPE_OF[own] == "Strategic developments"
    return not quiet or EVENT_TYPE_OF[main] == "Strategic developments"
