"""MUC-4 answer keys: the slots of one template, read into types. Slot definitions: the MUC-4 task documentation (1992).

Notation of the keys: "/" between alternatives that are all right, a new line between fillers, `FILLER: "MENTION"` what
the filler is said of, "?" before a filler that need not be given, "-" nothing to give, "*" the slot does not apply.
"""

import re
from calendar import month_abbr
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from eval.text import Names, names
from schemas.codes import Basis

Days = tuple[date | None, date]
"""First and last possible day, both included; the first is None for "- 18 AUG 89", on or before that day."""

BASES: Final[dict[str, Basis]] = {
    "REPORTED AS FACT": "reported_as_fact",
    "CLAIMED OR ADMITTED": "claimed",
    "SUSPECTED OR ACCUSED BY AUTHORITIES": "accused_by_authorities",
    "SUSPECTED OR ACCUSED": "accused",
    "POSSIBLE": "possible",
    "ACQUITTED": "denied",
}
"""Organisation confidence, from MUC-4's words to ours."""

_MONTHS: Final = {name.upper(): number for number, name in enumerate(month_abbr) if name}
_SLOT: Final = re.compile(r"\n\d{1,2}\. (?P<name>[A-Z ]+: [A-Z ]+?)(?:[ \t]{2,}|[ \t]*(?=\n|$))")
_MENTION: Final = re.compile(r'"((?:\\.|[^"\\])*)"')
_DAY: Final = re.compile(r"(\d{2}) ([A-Z]{3}) (\d{2})")
_PLACE: Final = re.compile(r"(?P<name>[^:()/\s-][^:()]*) \((?P<kind>[A-Z /]+)\)")


@dataclass(frozen=True, slots=True)
class Suspect:
    """An organisation and how firmly it is tied to the deed; any of the bases is right."""

    names: Names
    bases: frozenset[Basis]


@dataclass(frozen=True, slots=True)
class Harmed:
    """Some human targets, and what became of them: fillers of the effect slot. `number` None: no exact number."""

    names: Names
    number: int | None
    effects: frozenset[str]


@dataclass(frozen=True, slots=True)
class Template:
    """One incident of the key. Alternatives are all right.

    `dates` and `places` are empty when the key gives none; `places` are the names below the country. `killed` and
    `injured` are exact totals, None where the key gives none. `optional`: neither giving nor omitting it is an error.
    """

    types: frozenset[str]
    stages: frozenset[str]
    dates: tuple[Days, ...]
    countries: tuple[str, ...]
    places: Names
    killed: int | None
    injured: int | None
    suspects: tuple[Suspect, ...]
    optional: bool


def template(raw: Mapping[str, Any]) -> Template:
    """Read one raw key. Raises KeyError when a slot that every key has is missing, ValueError for a broken date."""
    slot = slots({name: str(value) for name, value in raw.items()})
    killed, injured = tolls(slot)
    return Template(
        types=_alternatives(slot["INCIDENT: TYPE"]),
        stages=_alternatives(slot["INCIDENT: STAGE OF EXECUTION"]),
        dates=dates(slot["INCIDENT: DATE"]),
        countries=tuple(dict.fromkeys(_countries(slot["INCIDENT: LOCATION"]))),
        places=names(*(found["name"].strip(" -") for found in _PLACE.finditer(slot["INCIDENT: LOCATION"]))),
        killed=killed,
        injured=injured,
        suspects=suspects(slot),
        optional="OPTIONAL" in slot["MESSAGE: TEMPLATE"],
    )


def slots(raw: Mapping[str, str]) -> dict[str, str]:
    """The slots by name. Where a value runs on over the slots after it, a line each, `12. PHYS TGT: ID   -`: split."""
    apart: dict[str, str] = {}
    for name, value in raw.items():
        starts = tuple(_SLOT.finditer(value))
        bounds = (*(found.start() for found in starts), len(value))
        apart[name] = value[: bounds[0]].strip()
        for found, end in zip(starts, bounds[1:], strict=True):
            apart[found["name"]] = value[found.end() : end].strip()
    return apart


def dates(slot: str) -> tuple[Days, ...]:
    """The alternatives: "17 FEB 90 - 18 FEB 90", "- 18 AUG 89", "(A) / (B)". Years are of the 20th century."""
    return tuple(_days(part) for part in slot.split("/") if _DAY.search(part))


def mentions(text: str) -> tuple[str, ...]:
    """The quoted mentions of a filler, without the backslashes of inner quotation marks."""
    return tuple(found.replace('\\"', '"') for found in _MENTION.findall(text))


def suspects(slot: Mapping[str, str]) -> tuple[Suspect, ...]:
    """The organisations with their confidence; "?" is dropped."""
    return tuple(
        Suspect(names(*mentions(line)), frozenset(basis for word, basis in BASES.items() if word in fillers))
        for line in slot["PERP: ORGANIZATION CONFIDENCE"].splitlines()
        if mentions(line) and (fillers := _alternatives(line.split(':"')[0].split(': "')[0]))
    )


def tolls(slot: Mapping[str, str]) -> tuple[int | None, int | None]:
    """Dead and injured in total, where the key tells them without adding: its groups may overlap ("six Jesuits", one).

    That is where one group alone has the effect and an exact number, or where all groups have it and the slot for the
    total number is exact. Else None; "PLURAL", "~100", "7 -", "5/6" and "? 1" are not exact.
    """
    harmed, everyone = tuple(_harmed(slot)), slot["HUM TGT: TOTAL NUMBER"]
    total = int(everyone) if everyone.isdecimal() else None
    return _toll(harmed, "DEATH", total), _toll(harmed, "INJURY", total)


def _harmed(slot: Mapping[str, str]) -> Iterator[Harmed]:
    effects = tuple(_fillers(slot["HUM TGT: EFFECT OF INCIDENT"]))
    for filler, who in _fillers(slot["HUM TGT: NUMBER"]):
        said = frozenset(effect for effect, whom in effects if whom & who)
        yield Harmed(who, int(filler) if filler.isdecimal() else None, said)


def _toll(harmed: tuple[Harmed, ...], effect: str, everyone: int | None) -> int | None:
    """Only a sure effect counts: "? DEATH" and "INJURY / DEATH" leave the number open."""
    sure = tuple(one for one in harmed if one.effects == {effect})
    open_to = tuple(one for one in harmed if any(effect in said and "NO " not in said for said in one.effects))
    if len(open_to) != len(sure):
        return None
    if len(sure) == 1:
        return sure[0].number
    return everyone if sure and len(sure) == len(harmed) else None


def _fillers(slot: str) -> Iterator[tuple[str, Names]]:
    """Each line's filler and the mentions that it is said of."""
    for line in slot.splitlines():
        if mentions(line):
            yield line[: line.index('"')].strip(" :"), names(*mentions(line))


def _alternatives(text: str) -> frozenset[str]:
    return frozenset(part.strip(" ?") for part in text.split("/")) - {"-", "*", ""}


def _days(part: str) -> Days:
    found = [date(1900 + int(year), _MONTHS[month], int(day)) for day, month, year in _DAY.findall(part)]
    return (None if part.strip(" (").startswith("-") else found[0]), found[-1]


def _countries(slot: str) -> Iterator[str]:
    """The countries of a location: what stands before the first colon of each alternative."""
    alternatives: Callable[[str], list[str]] = re.compile(r"\)\s*/\s*\(|^\(").split
    for alternative in alternatives(slot):
        for country in alternative.split(":")[0].split("/"):
            if name := country.strip(" ()-"):
                yield name
