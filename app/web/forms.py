"""What of a value a person may correct, as the form "This is wrong" asks for it; by the types of records. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from app.review.tree import COMPUTED
from app.values.count_notation import write_count
from schemas import Count, Incident, IncidentDate

Kind = Literal["words", "count", "number", "code", "truth", "day", "lines"]
"""How a part is written: a text, `at least 4`, a number, one of a list, yes or no, a day, texts one a line."""
LABELS: Final = {
    "asserted_by": "according to whom (nobody: the article itself)",
    "source_type": "kind of source",
    "sub_event_type": "what it was",
    "stage": "done, tried or planned",
    "victim_class": "who is counted",
    "additional": "on top of the number before",
    "of": "whose",
    "member_of": "member of",
    "by": "by whom",
    "site": "place within the town",
    "places": "several places, each that is named",
    "aliases": "other names",
    "start": "first day",
    "end": "last day",
    "precision": "known to the",
}
"""Fields whose names do not say it; `_` in others is a blank."""
ADDING: Final = {
    "who": "attribution",
    "actor": "actors",
    "target": "targets",
    "weapon": "weapons",
    "casualties": "casualty_claims",
    "counted": "other_counts",
    "reaction": "reactions",
}
"""Label of a group on a card -> the list to which a missing value is added."""
PLACE: Final = "place, as the gazetteer knows it"


@dataclass(frozen=True, slots=True)
class Part:
    """One field of the form. `name`: the member of the value that it is; empty: it is the value itself.

    was       what the record has, as it would be written; None: nothing
    nullable  whether it is null where nothing is written; otherwise it is left out
    """

    name: str
    label: str
    kind: Kind
    choices: tuple[str, ...] = ()
    was: str | None = None
    required: bool = True
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that may be wrong. No parts: it can be taken out as a whole, and nothing else be said of it.

    removable  whether it may be said that the article does not have it
    """

    path: str
    label: str
    parts: tuple[Part, ...] = ()
    removable: bool = True


def options(incident: Incident, base: str, path: str) -> tuple[Option, ...]:
    """What may be wrong in a row of a card; none: what it says is computed.

    base  the incident's place in the record, `incidents/0`
    path  the row's place in the incident, `casualty_claims/1`
    """
    match path.split("/"):
        case ["sub_event_type"]:
            whole = Option(base, "all of this incident")
            return (*_members(incident, base, ("sub_event_type", "stage")), whole)
        case ["date"]:
            return (_day(incident, base),)
        case ["location"]:
            return tuple(_places(incident, base))
        case ["location", "places", *_]:
            return _several(incident, base)
        case ["location", *_] | [""]:
            return ()
        case steps:
            found = _at(incident, steps)
            members = _members(found, f"{base}/{path}", tuple(type(found).model_fields))
            return (*members, Option(f"{base}/{path}", "all of it")) if steps[-1].isdecimal() else members


def addition(base: str, name: str, behind: int) -> tuple[Option, ...]:
    """What may be missing in a list of an incident: one more item, `behind` those that are there and were added."""
    (item, _) = get_args(Incident.model_fields[name].annotation)
    parts = tuple(
        Part(
            member,
            label_of(member),
            kind,
            choices,
            required=(field := item.model_fields[member]).is_required() and not _is_nullable(field),
            nullable=_is_nullable(field),
        )
        for member, kind, choices in _kinds(item, tuple(item.model_fields))
    )
    return (Option(f"{base}/{name}/{behind}", "what is missing", parts, removable=False),)


def _day(incident: Incident, base: str) -> Option:
    was = incident.date
    return Option(
        f"{base}/date",
        "day",
        tuple(
            Part(name, label_of(name), kind, choices, _was(was, name) if was else None, required=name == "start")
            for name, kind, choices in _kinds(IncidentDate, ("start", "end", "precision"))
        ),
    )


def _places(incident: Incident, base: str) -> Iterator[Option]:
    where = incident.location
    was = (where.city or where.admin1 or where.country) if where else None
    yield Option(f"{base}/location", "place", (Part("", PLACE, "words", was=was),))
    if where is not None:
        yield from _members(where, f"{base}/location", ("site",))
        yield from _several(incident, base)


def _several(incident: Incident, base: str) -> tuple[Option, ...]:
    """The places of a deed that was done at several, as a list of their names."""
    names = "\n".join(each.name for each in incident.location.places) if incident.location else None
    part = Part("", label_of("places"), "lines", was=names, required=False)
    return (Option(f"{base}/location/places", label_of("places"), (part,), removable=False),)


def _at(incident: Incident, steps: Sequence[str]) -> BaseModel:
    node: Any = incident
    for step in steps:
        node = node[int(step)] if step.isdecimal() else getattr(node, step)
    assert isinstance(node, BaseModel)
    return node


def _members(holder: BaseModel, path: str, names: Sequence[str]) -> tuple[Option, ...]:
    """Each field of a value by itself; those of lists and of what is computed are not asked for."""
    kind_of = type(holder)
    return tuple(
        Option(
            f"{path}/{name}",
            label_of(name),
            (Part("", label_of(name), kind, choices, _was(holder, name), required=kind != "lines"),),
            removable=_is_nullable(kind_of.model_fields[name]),
        )
        for name, kind, choices in _kinds(kind_of, names)
    )


def _kinds(item: type[BaseModel], names: Sequence[str]) -> Iterator[tuple[str, Kind, tuple[str, ...]]]:
    for name in names:
        kind, choices = _kind(item.model_fields[name].annotation)
        if kind is not None and name not in COMPUTED:
            yield name, kind, choices


def _kind(annotation: Any) -> tuple[Kind | None, tuple[str, ...]]:
    """How values of a type are written, and the closed list that they are from; None: they are not."""
    if get_origin(annotation) in (Union, UnionType):
        (annotation,) = (each for each in get_args(annotation) if each is not type(None))
    if annotation == tuple[str, ...]:
        return "lines", ()
    if get_origin(annotation) is Literal:
        return "code", tuple(map(str, get_args(annotation)))
    kinds: dict[Any, Kind] = {str: "words", int: "number", bool: "truth", date: "day", Count: "count"}
    return kinds.get(annotation), ()


def _is_nullable(field: FieldInfo) -> bool:
    return type(None) in get_args(field.annotation)


def _was(holder: BaseModel, name: str) -> str | None:
    value = getattr(holder, name)
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case Count():
            return _written(value)
        case tuple():
            return "\n".join(value)
        case _:
            return str(value)


def _written(count: Count) -> str | None:
    try:
        return write_count(count)
    except ValueError:  # a plural that no word has
        return None


def label_of(name: str) -> str:
    """What a field is called on the page."""
    return LABELS.get(name, name.replace("_", " "))
