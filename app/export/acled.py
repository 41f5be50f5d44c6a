"""An incident as a row of ACLED's columns. What ACLED would have to guess from articles is blank.

Columns, disorder types, generic actor names and the words for actor types: ACLED Codebook, tables 1 and 2 and the
sections on actors and time (https://acleddata.com/methodology/acled-codebook). Always blank: `region`, `admin3`,
`source_scale`, `tags`, `timestamp`, which are ACLED's to give.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.export import cells
from app.export.cells import Cell, Row
from app.export.conventions import Convention
from app.export.events import Event
from app.export.tolls import toll
from schemas import Actor, Incident, Location
from schemas.codes import EventType, Inter, SubEventType

LONGEST_DAYS: Final = 31
"""ACLED has no events of which less than the month is known."""
INTER: Final[Mapping[Inter, str]] = {
    "State forces": "State forces",
    "Rebel groups": "Rebel group",
    "Political militias": "Political militia",
    "Identity militias": "Identity militia",
    "Rioters": "Rioters",
    "Protesters": "Protesters",
    "Civilians": "Civilians",
    "External/Other forces": "External/Other forces",
}
CODES: Final[Mapping[Cell, int]] = {word: number for number, word in enumerate(INTER.values(), 1)}
"""The numbers that ACLED gave to types of actors until 2024."""
_OTHERS, _CIVILIANS = INTER["External/Other forces"], INTER["Civilians"]
_DISORDER_OF_EVENT: Final[Mapping[EventType, str]] = {
    "Battles": "Political violence",
    "Protests": "Demonstrations",
    "Riots": "Political violence",
    "Explosions/Remote violence": "Political violence",
    "Violence against civilians": "Political violence",
    "Strategic developments": "Strategic developments",
}
_DISORDER_OF_SUB_EVENT: Final[Mapping[SubEventType, str]] = {
    "Excessive force against protesters": "Political violence; Demonstrations",
    "Violent demonstration": "Demonstrations",
}
_CROWDS: Final[Mapping[EventType, Inter]] = {"Protests": "Protesters", "Riots": "Rioters"}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two main actors; all blank where it is not known."""

    name: str | None = None
    inter: str | None = None
    associated: str | None = None


def row(event: Event, convention: Convention) -> Row:
    """The row of an event."""
    incident = event.incident
    dead, by = toll(event.counted, convention), cells.doer(incident)
    one, other = _sides(incident, by)
    return {
        "event_id_cnty": event.id,
        **_when(incident),
        "disorder_type": disorder_type(incident),
        "event_type": incident.event_type,
        "sub_event_type": incident.sub_event_type,
        "actor1": one.name,
        "assoc_actor_1": one.associated,
        "inter1": one.inter,
        "actor2": other.name,
        "assoc_actor_2": other.associated,
        "inter2": other.inter,
        "interaction": interaction(one.inter, other.inter),
        "civilian_targeting": civilian_targeting(incident),
        **_where(incident.location),
        "source": cells.publishers(event),
        "notes": cells.sentence((incident.note, _bomber(incident), *dead.notes, cells.made_by(event, convention))),
        "fatalities": dead.best,
    }


def interaction(one: str | None, other: str | None) -> str | None:
    """ACLED's word for who met whom, the type of the lower number first; None where the type of either is not known.

    That nobody was met (`Protesters only`) is never said: a record without a second actor does not know of one.

    Example:
        >>> interaction("Civilians", "Rebel group")
        'Rebel group-Civilians'
    """
    if one is None or other is None:
        return None
    if {one, other} == {_OTHERS, _CIVILIANS}:  # the codebook's one exception from the order of numbers
        return f"{_OTHERS}-{_CIVILIANS}"
    return "-".join(sorted((one, other), key=lambda inter: CODES[inter]))


def numeric(row: Row) -> Row:
    """The row with numbers for the types of actors and for the interaction, as ACLED had until 2024."""
    one, other = CODES.get(row["inter1"]), CODES.get(row["inter2"])
    both = 10 * min(one, other) + max(one, other) if one and other else None
    return row | {"inter1": one, "inter2": other, "interaction": both}


def disorder_type(incident: Incident) -> str:
    """ACLED's disorder type of an event: table 2 of the codebook."""
    return _DISORDER_OF_SUB_EVENT.get(incident.sub_event_type) or _DISORDER_OF_EVENT[incident.event_type]


def civilian_targeting(incident: Incident) -> str | None:
    """`Civilians targeted` where the record says so; None: not, or not known from one article."""
    return "Civilians targeted" if incident.civilian_targeting else None


def _sides(incident: Incident, doer: Actor | None) -> tuple[Side, Side]:
    """The doer and whom it was done to; protesters and rioters are ACLED's own actor, the doer stands beside them."""
    attacked = cells.with_role(incident, "attacked")
    if crowd := _CROWDS.get(incident.event_type):
        one = Side(_generic(crowd, incident.location), INTER[crowd], doer.name if doer else None)
    else:
        one = _side((doer,) if doer else ())
    if not attacked and incident.event_type == "Violence against civilians":
        return one, Side(_generic("Civilians", incident.location), INTER["Civilians"])
    return one, _side(attacked)


def _side(actors: tuple[Actor, ...]) -> Side:
    if not actors:
        return Side()
    main, *others = actors
    associated = "; ".join(actor.name for actor in others) or None
    return Side(main.name, INTER[main.type] if main.type else None, associated)


def _generic(crowd: Inter, place: Location | None) -> str:
    """ACLED's name for people who belong to no group: `Protesters (Iraq)`."""
    return f"{crowd} ({place.country})" if place and place.country else crowd


def _when(incident: Incident) -> Row:
    """Day, year and precision; the middle of the period where the day is not known."""
    known, when = cells.days(incident), incident.date
    day = cells.middle(*known) if known and (known[1] - known[0]).days <= LONGEST_DAYS else None
    return {
        "event_date": day,
        "year": day.year if day else None,
        "time_precision": when.time_precision if when and day else None,
    }


def _where(place: Location | None) -> Row:
    latitude, longitude = cells.point(place)
    return {
        "iso": _iso(place),
        "country": place.country if place else None,
        "admin1": place.admin1 if place else None,
        "admin2": place.admin2 if place else None,
        "location": cells.place_name(place),
        "latitude": latitude,
        "longitude": longitude,
        "geo_precision": place.geo_precision if place and cells.is_point(place) else None,
    }


def _iso(place: Location | None) -> int | None:
    code = cells.iso_numeric().get(place.country_code or "") if place else None
    return int(code) if code else None


def _bomber(incident: Incident) -> str | None:
    if incident.sub_event_type != "Suicide bomb":
        return None
    return "ACLED counts the bomber among the dead; whether the sources do is theirs."
