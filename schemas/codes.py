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
_PLOVER_OF_EVENT: Final[dict[EventType, Plover]] = {
    "Battles": "ASSAULT",
    "Protests": "PROTEST",
    "Riots": "PROTEST",
    "Explosions/Remote violence": "ASSAULT",
    "Violence against civilians": "ASSAULT",
}
_PLOVER_OF_DEVELOPMENT: Final[dict[SubEventType, Plover | None]] = {
    "Agreement": "AGREE",
    "Arrests": "COERCE",
    "Change to group/activity": "MOBILIZE",
    "Disrupted weapons use": "COERCE",
    "Headquarters or base established": "MOBILIZE",
    "Looting/property destruction": "COERCE",
    "Non-violent transfer of territory": "RETREAT",
    "Other": None,
}
PLOVER_OF: Final[dict[SubEventType, Plover | None]] = _PLOVER_OF_DEVELOPMENT | {
    sub: _PLOVER_OF_EVENT[event] for sub, event in EVENT_TYPE_OF.items() if event in _PLOVER_OF_EVENT
}
"""PLOVER's event type of each sub-event type; None where PLOVER has no counterpart (`Other`)."""
Stage = Literal["accomplished", "attempted", "threatened"]
Basis = Literal["reported_as_fact", "claimed", "accused_by_authorities", "accused", "possible", "denied"]
DatePrecision = Literal["day", "week", "month", "year", "unknown"]
TimePrecision = Literal[1, 2, 3]
PlacePrecision = Literal["site", "town", "near_town", "admin2", "admin1", "country", "sea"]
GeoPrecision = Literal[1, 2, 3]
GEO_PRECISION_OF: Final[dict[PlacePrecision, GeoPrecision]] = {
    "site": 1,
    "town": 1,
    "near_town": 2,
    "admin2": 2,
    "admin1": 3,
    "country": 3,
    "sea": 3,
}
"""ACLED Codebook, "Geo-precision": 1 the town, 2 near a town or a small part of a region, 3 a larger region."""
UcdpPrecision = Literal[1, 2, 3, 4, 6, 7]
UCDP_PRECISION_OF: Final[dict[PlacePrecision, UcdpPrecision]] = {
    "site": 1,
    "town": 1,
    "near_town": 2,
    "admin2": 3,
    "admin1": 4,
    "country": 6,
    "sea": 7,
}
"""UCDP GED Codebook, `where_prec`: 1 exact, 2 near, 3 second-order division, 4 first-order division, 6 country only, 7
international waters. 5 (a line or a fuzzy polygon) is never derived: no word of the record tells it."""
DayPart = Literal["dawn", "morning", "noon", "afternoon", "evening", "night"]
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
    "mine",
    "mortar",
    "cluster",
    "incendiary",
    "blade",
    "less_lethal",
    "other",
]
TargetSector = Literal[
    "health",
    "education",
    "religious",
    "market",
    "water",
    "energy",
    "telecoms",
    "transport",
    "housing",
    "farm",
    "aid",
    "media",
    "government",
    "military",
]
"""What a target is used for; the protected and the military ones alike (ICRC's and Insecurity Insight's sectors)."""
Damage = Literal["damaged", "destroyed", "burned", "looted"]
Outcome = Literal["killed", "injured", "abducted", "arrested", "missing"]
Sex = Literal["female", "male"]
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
CountedHarm = Literal["abducted", "arrested", "displaced", "missing", "participants"]
"""What is counted besides the dead and the injured; `participants` of a protest, a meeting or an attack."""
Unit = Literal["people", "families", "houses"]
Role = Literal["doer", "attacked", "organiser", "speaker", "party"]
AttributionStatus = Literal["admitted", "denied", "rival_blame", "one_side_says", "own_voice", "nobody_named"]
TollStatus = Literal["none", "one_source", "agree", "differ"]
EstimateBasis = Literal["counted", "singled_out"]
Stance = Literal["for", "against"]
ProtestResponse = Literal[
    "tear_gas",
    "water_cannon",
    "batons",
    "rubber_bullets",
    "live_fire",
    "arrest",
    "curfew",
    "internet_shutdown",
    "other",
]
Status = Literal["complete", "partial"]
RefusalCode = Literal[
    "no_such_sentence",
    "not_in_article",
    "number_not_carried",
    "not_a_count",
    "not_a_date",
    "not_a_time",
    "age_not_carried",
    "sex_not_carried",
    "nobody_named",
    "place_not_carried",
    "source_refused",
    "nothing_left",
    "line_not_carried",
    "not_in_schema",
    "unknown_field",
    "reader_rule",
]
"""Why a value of a draft was refused; docs/codes.md explains each with an example."""
QuestionCode = Literal[
    "no_word_of_denial",
    "claimed_by_another",
    "accuser_is_no_authority",
    "basis_and_speaker_disagree",
    "number_of_a_period",
    "number_read_by_model",
    "date_and_words_disagree",
    "town_not_in_country",
    "rests_on_instruction",
]
"""Why a value that stands should be looked at by a person; docs/codes.md explains each with an example."""
