"""The code lists of the heads; the position of a code is its class. Empty: the value is null."""

from collections.abc import Sequence
from typing import Final, get_args

from app.values.locations import Position
from schemas.codes import (
    Basis,
    CountedHarm,
    Damage,
    Inter,
    Outcome,
    Plover,
    Sex,
    SourceType,
    Stage,
    SubEventType,
    TargetKind,
    TargetSector,
    VictimClass,
    WeaponCategory,
)

NULL: Final = ""
IGNORED: Final = -100
"""A class that no head is trained on."""

TYPES: Final = get_args(SubEventType)
STAGES: Final = get_args(Stage)
ROLES: Final = ("none", "news", "background")
"""What a sentence opens: nothing, an incident that is newly reported, one of the background."""
TAGGED: Final = ("party", "target", "weapon", "site", "victim")
"""Kinds of spans that are tagged; numbers, days and places are found by code."""
MARKS: Final[tuple[str, ...]] = (*TAGGED, "number", "day", "spot")
"""All kinds of marks that hang on an incident."""
BASES: Final = get_args(Basis)
ACTS: Final = get_args(Plover)
OTHER: Final = "other"
"""What ties a party to an incident of which it is part, whatever else is said of it."""
SAYINGS: Final = (*BASES, *ACTS)
"""What a sentence may say of a party: that an incident is attributed to it on a basis, or that it speaks of one."""
TOLLS: Final = ("killed", "injured")
NUMBERED: Final = ("none", *TOLLS, *get_args(CountedHarm), "weapon")
"""What a number counts."""
POINTS: Final = ("by", "of", "member_of")
"""Pointers from a mark to a party: who says a number or singles out a victim; whose the counted or the target is; what
it is a part of."""
ASKED: Final = ("who", "says")
"""Pointers from a sentence that says something (`SAYINGS`): of which party; who attributes."""

ATTRIBUTES: Final[dict[str, dict[str, Sequence[str]]]] = {
    "party": {"type": (NULL, *get_args(Inter)), "voice": (NULL, *get_args(SourceType))},
    "target": {
        "kind": get_args(TargetKind),
        "sector": (NULL, *get_args(TargetSector)),
        "damage": (NULL, *get_args(Damage)),
    },
    "weapon": {"category": get_args(WeaponCategory)},
    "site": {},
    "victim": {"outcome": get_args(Outcome), "sex": (NULL, *get_args(Sex)), "minor": (NULL, "minor")},
    "number": {"counts": NUMBERED, "class": get_args(VictimClass), "more": (NULL, "more")},
    "day": {},
    "spot": {"position": get_args(Position)},
}
"""What is said of each mark by itself, by the kind of mark."""
