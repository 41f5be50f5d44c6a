"""The field's code lists.

ACLED event types, sub-event types, `inter` actor types, time and geo precision: ACLED Codebook (2023 revision on),
https://acleddata.com/methodology/acled-codebook. PLOVER event types: Political Language Ontology for Verifiable Event
Records, 2021 revision. Attribution bases: the confidence ladder of MUC-4's PERP slots (Chinchor 1992).
"""

from typing import Final, Literal

EventType = Literal[
    "Battles",
    "Protests",
    "Riots",
    "Explosions/Remote violence",
    "Violence against civilians",
    "Strategic developments",
]
SubEventType = Literal[
    "Government regains territory",
    "Non-state actor overtakes territory",
    "Armed clash",
    "Excessive force against protesters",
    "Protest with intervention",
    "Peaceful protest",
    "Violent demonstration",
    "Mob violence",
    "Chemical weapon",
    "Air/drone strike",
    "Suicide bomb",
    "Shelling/artillery/missile attack",
    "Remote explosive/landmine/IED",
    "Grenade",
    "Sexual violence",
    "Attack",
    "Abduction/forced disappearance",
    "Agreement",
    "Arrests",
    "Change to group/activity",
    "Disrupted weapons use",
    "Headquarters or base established",
    "Looting/property destruction",
    "Non-violent transfer of territory",
    "Other",
]
SUB_EVENT_TYPES: Final[dict[EventType, tuple[SubEventType, ...]]] = {
    "Battles": ("Government regains territory", "Non-state actor overtakes territory", "Armed clash"),
    "Protests": ("Excessive force against protesters", "Protest with intervention", "Peaceful protest"),
    "Riots": ("Violent demonstration", "Mob violence"),
    "Explosions/Remote violence": (
        "Chemical weapon",
        "Air/drone strike",
        "Suicide bomb",
        "Shelling/artillery/missile attack",
        "Remote explosive/landmine/IED",
        "Grenade",
    ),
    "Violence against civilians": ("Sexual violence", "Attack", "Abduction/forced disappearance"),
    "Strategic developments": (
        "Agreement",
        "Arrests",
        "Change to group/activity",
        "Disrupted weapons use",
        "Headquarters or base established",
        "Looting/property destruction",
        "Non-violent transfer of territory",
        "Other",
    ),
}
EVENT_TYPE_OF: Final[dict[SubEventType, EventType]] = {
    sub: event for event, subs in SUB_EVENT_TYPES.items() for sub in subs
}

Inter = Literal[
    "State forces",
    "Rebel groups",
    "Political militias",
    "Identity militias",
    "Rioters",
    "Protesters",
    "Civilians",
    "External/Other forces",
]
Plover = Literal[
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
]
Stage = Literal["accomplished", "attempted", "threatened"]
Basis = Literal["reported_as_fact", "claimed", "accused_by_authorities", "accused", "possible", "denied"]
DatePrecision = Literal["day", "week", "month", "year", "unknown"]
TimePrecision = Literal[1, 2, 3]
GeoPrecision = Literal[1, 2, 3]
TargetKind = Literal["person", "group", "building", "vehicle", "infrastructure", "territory", "other"]
WeaponCategory = Literal[
    "drone",
    "missile",
    "rocket",
    "bomb",
    "ied",
    "firearm",
    "artillery",
    "grenade",
    "vehicle",
    "arson",
    "chemical",
    "other",
]
VictimClass = Literal[
    "all", "civilians", "combatants", "security_forces", "children", "women", "aid_workers", "journalists"
]
SourceType = Literal[
    "government",
    "military",
    "police",
    "medical",
    "armed_group",
    "witness",
    "media",
    "international_organisation",
    "civil_society",
    "unspecified",
]
Corroboration = Literal["single_source", "corroborated", "contested", "confirmed"]
Status = Literal["complete", "partial"]
