"""A summary's incidents as MUC-4 would have them: which are in its task, and who fills its five roles.

MUC-4 asks for terrorist acts and for violence against civilians and their property, by states too. It leaves out
fighting between armed forces and guerrillas, attacks on military targets alone, and what is no violence. `Scope` says
which of our incidents are left out for that; each rule can be switched off. The rules follow the task's definition and
the key of the development documents (TST1, TST2); nothing was fitted to any other document. Attacks by states stay by
default, against a common reading of the task: 45 of the 191 development templates are, or may be, state-sponsored.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.reader import codes
from app.values.gazetteer import guards
from app.values.names import fold
from eval.ceaf import ROLES, Role
from eval.text import names
from schemas import Actor, ArticleSummary, Incident, Target
from schemas.codes import SubEventType

VIOLENT: Final[frozenset[SubEventType]] = frozenset({"Looting/property destruction", "Disrupted weapons use"})
"""Strategic developments that MUC-4 has a type for: robbery and arson, and bombs that were found in time."""

_MILITARY: Final = re.compile(
    r"\b(?:army|armies|military|soldiers?|troops?|barracks|garrisons?|battalions?|brigades?|navy|naval|marines|patrols?"
    r"|air ?force|air base|platoon|armed forces)\b",
    re.IGNORECASE,
)
_PEOPLE: Final = re.compile(
    r"\b(?:guerrillas?|rebels?|terrorists?|members?|soldiers?|troops|persons?|people|individuals?|m[ae]n|wom[ae]n"
    r"|gunm[ae]n|hitm[ae]n|assassins?|killers?|attackers?|assailants?|subjects|elements|suspects?|officers?|advisers?"
    r"|traffickers?|criminals?|bandits?|students?|youths?|workers?|commandos?|activists?|militants?|fighters?|units?"
    r"|insurgents?|extremists?|policem[ae]n|bodyguards?|civilians?|gangs?|bands?|squads?|kidnappers?|hooded)\b",
    re.IGNORECASE,
)
_STATE_BODY: Final = re.compile(
    r"\b(?:army|armies|police|military|armed forces|air force|navy|government|national guard)\b", re.IGNORECASE
)
_BODY: Final = re.compile(
    r"\b(?:front|movement|party|cartel|command|brigade|battalion|detachment|organi[sz]ation|union|league|federation"
    r"|association|alliance|committee|council|ministry|department|embassy|path|coalition|unity|liberation|forces|group"
    r"|militia|state|brotherhood|corps|agency)\b",
    re.IGNORECASE,
)
_ACRONYM: Final = re.compile(r"\b[A-Z][A-Z0-9]*-?[A-Z0-9]*[A-Z0-9]\b")
_PLURAL_NAME: Final = re.compile(r"(?:the )?[A-Z][a-z]+s", re.IGNORECASE)
_HEAD_ENDS: Final = re.compile(r"\b(?:of|in|from|who|with|belonging|wearing|dressed|on|linked|commanded|led)\b|,")
_TITLES: Final = frozenset({"father", "bishop", "msgr", "monsignor", "candidate", "leader", "peasant", "priest", "ex"})


@dataclass(frozen=True, slots=True)
class Scope:
    """Which incidents are left out of the task, and why. All False: every incident counts."""

    battles: bool = True
    """Battles, fighting between armed groups, in which nobody named and nothing civilian is hit."""
    peaceful: bool = True
    """Protests, riots and strategic developments, but for `VIOLENT` and those with a named victim."""
    military_targets: bool = True
    """Incidents with targets of which each is military, and no victim singled out by name."""
    by_states: bool = False
    """Incidents whose attributed actors are all state forces."""

    def leaves_out(self, incident: Incident) -> bool:
        """Whether any rule that is switched on leaves the incident out."""
        rules = (
            self.battles and incident.event_type == "Battles" and not _hits_civilians(incident),
            self.peaceful and _is_peaceful(incident),
            self.military_targets and _is_on_military(incident),
            self.by_states and _is_by_state(incident),
        )
        return any(rules)


TASK: Final = Scope()


def in_scope(output: ArticleSummary | None, scope: Scope = TASK) -> tuple[Incident, ...]:
    """The incidents of a summary that are in the task; none of a failed case.

    The background counts too: MUC-4 asks for every incident that a text tells of, new or old.
    """
    told = (*output.incidents, *output.background) if output else ()
    return tuple(incident for incident in told if not scope.leaves_out(incident))


def roles(incidents: tuple[Incident, ...]) -> dict[Role, tuple[str, ...]]:
    """Who and what fills each role, over all incidents of a document, as the article names them.

    PerpInd and PerpOrg   the attributed actors but those who are only said to deny; `is_organisation` tells which
    Target                targets of kind building, vehicle or infrastructure, and `other` where it names no people
    Victim                named victims, and targets of kind person by the name without its titles
    Weapon                the names of the weapons
    """
    filled: dict[Role, list[str]] = {role: [] for role in ROLES}
    for incident in incidents:
        for role, name in _fillers(incident):
            filled[role].append(name)
    return {role: tuple(dict.fromkeys(kept)) for role, kept in filled.items()}


def is_organisation(name: str) -> bool:
    """Whether a perpetrator's name is an organisation's (PerpOrg) and not that of people (PerpInd).

    By its head: people are individuals ("FMLN guerrillas", "members of the army", but not "Workers' Party"); a state
    body and an acronym are organisations, and so are, with a capital anywhere in the name, a word such as front or
    cartel, and a single plural ("The Extraditables"). Right for 283 of the 304 perpetrators of the development keys.
    """
    head = _HEAD_ENDS.split(name)[0].strip()
    capitalised = any(word[:1].isupper() for word in name.split())
    if _PEOPLE.search(head) and not (capitalised and _BODY.fullmatch(head.split()[-1])):
        return False
    if _STATE_BODY.search(head) or _ACRONYM.search(head):
        return True
    return capitalised and (_BODY.search(head) or _PLURAL_NAME.fullmatch(head)) is not None


def personal_name(name: str) -> str | None:
    """A person's name without the titles and common nouns before it: "President Cerezo" is "Cerezo"; None: no name."""
    words = name.split()
    while words and (not words[0][0].isupper() or _is_title(words[0])):
        words = words[1:]
    return " ".join(words) or None


def _is_title(word: str) -> bool:
    return fold(word) in guards()["title"] | _TITLES or codes.is_office(word.strip(".,"))


def _fillers(incident: Incident) -> Iterator[tuple[Role, str]]:
    for said in incident.attribution:
        if said.basis != "denied":
            yield ("PerpOrg" if is_organisation(said.actor) else "PerpInd"), said.actor
    for target in incident.targets:
        named = personal_name(target.name) if target.kind == "person" else None
        if named:
            yield "Victim", named
        elif _is_thing(target):
            yield "Target", target.name
    for claim in incident.casualty_claims:
        yield from (("Victim", person.name) for person in claim.victims if person.name)
    yield from (("Weapon", weapon.name) for weapon in incident.weapons)


def _is_thing(target: Target) -> bool:
    return target.kind in {"building", "vehicle", "infrastructure"} or (
        target.kind == "other" and codes.inter(target.name, None) is None
    )


def _is_peaceful(incident: Incident) -> bool:
    quiet = incident.event_type in {"Protests", "Riots", "Strategic developments"}
    return quiet and incident.sub_event_type not in VIOLENT and not _has_named_victim(incident)


def _is_on_military(incident: Incident) -> bool:
    return (
        not _has_named_victim(incident)
        and bool(incident.targets)
        and all(_MILITARY.search(target.name) for target in incident.targets)
    )


def _hits_civilians(incident: Incident) -> bool:
    """Whether more than armed sides are hit: a named person, or a thing that is not military."""
    things = (target for target in incident.targets if _is_thing(target))
    return _has_named_victim(incident) or any(not _MILITARY.search(target.name) for target in things)


def _has_named_victim(incident: Incident) -> bool:
    return any(person.name for claim in incident.casualty_claims for person in claim.victims)


def _is_by_state(incident: Incident) -> bool:
    accused = tuple(said for said in incident.attribution if said.basis != "denied")
    return bool(accused) and all(_type_of(incident, said.actor) == "State forces" for said in accused)


def _type_of(incident: Incident, name: str) -> str | None:
    """The ACLED type of an actor of the incident; of a name that its actors lack, what the name tells."""
    actor: Actor | None = next((one for one in incident.actors if names(one.name, *one.aliases) & names(name)), None)
    return actor.type if actor else codes.inter(name, None)
