"""Corrections beside the values that they are of, and the forms by which one more is given. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from app.values import counts
from app.web.cards import Card
from app.web.forms import Option, addition, label_of, options
from schemas import Correction, CorrectionBasis, Count, Incident

BASES: Final[Mapping[CorrectionBasis, str]] = {
    "article": "the article's words",
    "outside_knowledge": "known from elsewhere",
    "desk_rule": "a rule of the desk",
}
NOTHING: Final = "not in the article"


@dataclass(frozen=True, slots=True)
class Corrected:
    """One correction in words. `masked`: its value, quote and note are withheld."""

    label: str
    value: str
    was: str
    by: str
    basis: str
    quote: str | None
    note: str | None
    doubts: tuple[str, ...]
    masked: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside values, by their paths: corrections, and what the form "This is wrong" asks for.

    elsewhere  corrections of values that are not shown, or not there any more
    """

    corrected: Mapping[str, tuple[Corrected, ...]] = field(default_factory=dict)
    forms: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    elsewhere: tuple[Corrected, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """Corrections, each with where its value stands in the record that is shown; None: nowhere.

    masked  whether their values, quotes and notes are withheld
    """

    placed: tuple[tuple[str | None, Correction], ...] = ()
    masked: bool = False


NO_CORRECTIONS: Final = Said()
NOTHING_BESIDE: Final = Beside()


def beside(cards: Sequence[Card], said: Said, forms: Mapping[str, tuple[Option, ...]]) -> Beside:
    """Each correction by the longest path of a shown value that holds it, else by its incident's."""
    shown = {each.path for card in cards for group in card.groups for each in group.values}
    shown = (shown | {card.path for card in cards}) - {""}
    found: dict[str, tuple[Corrected, ...]] = {}
    for path, each in said.placed:
        place = _holder(path, shown) if path else ""
        found[place] = (*found.get(place, ()), _corrected(each, masked=said.masked))
    elsewhere = found.pop("", ())
    return Beside(found, forms, elsewhere)


def asked(
    cards: Iterable[Card], incidents: Iterable[Incident], said: Said = NO_CORRECTIONS
) -> dict[str, tuple[Option, ...]]:
    """What may be wrong in each value of these cards, and missing in each of their groups, by path."""
    found: dict[str, tuple[Option, ...]] = {}
    for card, incident in zip(cards, incidents, strict=True):
        inner = len(card.path) + 1
        for group in card.groups:
            of_values = {
                each.path: options(incident, card.path, each.path[inner:]) for each in group.values if each.path
            }
            found |= {path: choices for path, choices in of_values.items() if choices}
            if group.path:
                name = group.path[inner:]
                found[group.path] = addition(card.path, name, _length(incident, name, group.path, said))
    return found


def _length(incident: Incident, name: str, path: str, said: Said) -> int:
    """Items of a list, with those that were added to it."""
    inner = len(path) + 1
    added = [each[inner:].partition("/")[0] for each, _ in said.placed if each and each.startswith(f"{path}/")]
    return max([len(getattr(incident, name)), *(int(each) + 1 for each in added)])


def _holder(path: str, shown: Iterable[str]) -> str:
    """The longest shown path that a path is, or is within; empty: none."""
    return max((each for each in shown if f"{path}/".startswith(f"{each}/")), key=len, default="")


def _corrected(said: Correction, *, masked: bool) -> Corrected:
    name = next(step for step in reversed(said.path.split("/")) if not step.isdecimal())
    who = f"key {said.key}" if said.key else "this machine"
    return Corrected(
        label=label_of(name),
        value=words(said.value),
        was=words(said.was),
        by=f"{who}, {said.at:%Y-%m-%d %H:%M} UTC",
        basis=BASES[said.basis],
        quote=said.quote,
        note=said.note,
        doubts=tuple(each.replace("_", " ") for each in said.doubts),
        masked=masked,
    )


def words(value: JsonValue) -> str:
    """A value of a record, without its quotes, for people to read."""
    match value:
        case None:
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case dict():
            return _object_words(value)
        case list():
            return ", ".join(map(words, value))
        case _:
            return str(value)


def _object_words(value: dict[str, JsonValue]) -> str:
    match value:
        case {"qualifier": _}:
            return counts.words(Count.model_validate(value))
        case {"start": start, "end": end}:
            return " to ".join(str(day) for day in dict.fromkeys((start, end)) if day) or "a day that is not known"
        case {"name": str(name), "geonames_id": _}:
            return name
        case {"country": country, "admin1": region, "city": town}:
            return ", ".join(str(name) for name in (value.get("site"), town, region, country) if name)
        case _:
            said = {name: part for name, part in value.items() if part not in (None, [], False)}
            return "; ".join(f"{name.replace('_', ' ')}: {words(part)}" for name, part in said.items())
