"""What the columns of every export share: who, when, where, and cells that a spreadsheet does not run."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from app.export.conventions import Convention
from app.export.events import Event
from schemas import Actor, Incident, Location
from schemas.codes import Basis

Cell = str | int | float | date | None
Row = dict[str, Cell]
"""A line of a table by its column names, in the order of the columns. None: blank."""
RUNS: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a cell begins that a spreadsheet takes for a formula (OWASP, CSV Injection), the full-width forms included."""
LADDER: Final[tuple[Basis, ...]] = ("claimed", "reported_as_fact", "accused_by_authorities", "accused", "possible")
"""How firmly a deed is laid at a party's door, from the firmest (MUC-4); a denial lays nothing at anyone's."""
_ISO: Final = Path(__file__).parent / "data" / "iso_numeric.tsv"


def text(value: Cell) -> str:
    """A cell as it is written: white space single, and what a spreadsheet would run behind an apostrophe.

    Example:
        >>> text("=HYPERLINK(1)")
        "'=HYPERLINK(1)"
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    line = " ".join(value.split())
    return f"'{line}" if line.startswith(RUNS) else line


def made_by(event: Event, convention: Convention) -> str:
    """By whose counting rules a row was made, and of which record: for a column of notes."""
    rules = f"{convention.name}, {convention.edition}"
    return f"[Sitrep: tolls counted as {rules}; record {event.record_sha256[:12]}.]"


def publishers(event: Event) -> str | None:
    """Who published the articles, each once; None where no request named one."""
    return "; ".join(dict.fromkeys(article.source for article in event.articles if article.source)) or None


def doer(incident: Incident) -> Actor | None:
    """Who did it, by the firmest attribution; None: nobody is named, or rivals are named equally firmly.

    Who else is named, and who denies it, stands in the record's note.
    """
    named = [each for each in incident.attribution if each.basis in LADDER]
    firmest = min((LADDER.index(each.basis) for each in named), default=None)
    names = {each.actor for each in named if LADDER.index(each.basis) == firmest}
    return actor_of(incident, next(iter(names))) if len(names) == 1 else None


def actor_of(incident: Incident, name: str) -> Actor | None:
    """The actor of this name; None where the incident lists none."""
    return next((actor for actor in incident.actors if actor.name == name), None)


def with_role(incident: Incident, role: str) -> tuple[Actor, ...]:
    """The actors that have a role."""
    return tuple(actor for actor in incident.actors if role in actor.roles)


def speakers(incident: Incident) -> str | None:
    """Who gives the numbers, each once; None where it is the article alone."""
    claims = incident.casualty_claims
    names = dict.fromkeys(claim.asserted_by for claim in claims if claim.asserted_by)
    return "; ".join([*names, *(each.name for claim in claims for each in claim.confirmed_by)]) or None


def days(incident: Incident) -> tuple[date, date] | None:
    """The first and the last possible day, both included; None where either is unknown."""
    when = incident.date
    return (when.start, when.end) if when and when.start and when.end else None


def middle(first: date, last: date) -> date:
    """The day in the middle, the earlier of two."""
    return first + timedelta(days=(last - first).days // 2)


def is_point(place: Location) -> bool:
    """Whether the place is more than a country: a country is never a point on a map."""
    return bool(place.city or place.admin1)


def point(place: Location | None) -> tuple[float | None, float | None]:
    """Latitude and longitude, in degrees; None for a country, or where none is known."""
    return (place.latitude, place.longitude) if place and is_point(place) else (None, None)


def place_name(place: Location | None) -> str | None:
    """The most local name that the gazetteer knows, short of the country."""
    return (place.city or place.admin1) if place else None


def sentence(parts: Iterable[str | None]) -> str | None:
    """Notes as one cell; None where there are none."""
    return " ".join(part for part in parts if part) or None


@cache
def iso_numeric() -> Mapping[str, str]:
    """ISO 3166-1: the numeric code, three digits, of each alpha-2 code. Kosovo (XK) has none."""
    lines = _ISO.read_text("utf-8").splitlines()
    return {code: number for code, _, number in (line.partition("\t") for line in lines if not line.startswith("#"))}
