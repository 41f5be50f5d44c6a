"""Values of the public record that carry no real words, for the tests of what is computed of them."""

from datetime import date
from typing import Any

from app.assemble.derived import UNDERIVED
from schemas import (
    Actor,
    Attribution,
    CasualtyClaim,
    Count,
    Evidence,
    Incident,
    IncidentDate,
    OtherCount,
    Person,
    Source,
    Target,
)
from schemas.codes import EVENT_TYPE_OF, Basis, Outcome, SubEventType

WORDS = (Evidence(quote="x", start=0, end=1),)


def exactly(number: int) -> Count:
    return Count(min=number, max=number)


def at_least(number: int) -> Count:
    return Count(min=number, max=None, qualifier="at_least")


def person(name: str | None = None, description: str | None = "guard", outcome: Outcome = "killed") -> Person:
    return Person(name=name, description=description, outcome=outcome, evidence=WORDS)


def claim(killed: int | Count | None = None, by: str | None = None, *people: Person, **more: Any) -> CasualtyClaim:
    """What `by` says; a number is exact. `confirmed_by` are names."""
    confirming = tuple(
        Source(name=each, source_type="unspecified", evidence=WORDS) for each in more.pop("confirmed_by", ())
    )
    given: dict[str, Any] = {
        "killed": exactly(killed) if isinstance(killed, int) else killed,
        "injured": None,
        "victims": people,
        "asserted_by": by,
        "source_type": "unspecified",
        "confirmed_by": confirming,
        "evidence": WORDS,
    }
    return CasualtyClaim(**given | more)


def said(actor: str, basis: Basis, by: str | None = None) -> Attribution:
    return Attribution(actor=actor, basis=basis, asserted_by=by, evidence=WORDS)


def actor(name: str, **more: Any) -> Actor:
    return Actor(**{"name": name, "type": None, "evidence": WORDS, **more})


def target(name: str = "clinic", **more: Any) -> Target:
    return Target(**{"name": name, "kind": "building", "evidence": WORDS, **more})


def tally(what: str, number: int, by: str | None = None, **more: Any) -> OtherCount:
    given = {"what": what, "count": exactly(number), "asserted_by": by, "source_type": "unspecified"}
    return OtherCount.model_validate({**given, "evidence": WORDS, **more})


def on(day: date, **more: Any) -> IncidentDate:
    given = {"start": day, "end": day, "precision": "day", "time_precision": 1, "text": "on Thursday"}
    return IncidentDate.model_validate({**given, "evidence": WORDS, **more})


def incident(kind: SubEventType = "Air/drone strike", **more: Any) -> Incident:
    """An incident before anything of it is computed."""
    given: dict[str, Any] = {
        "id": "a-1",
        "event_type": EVENT_TYPE_OF[kind],
        "sub_event_type": kind,
        "plover": None,
        "stage": "accomplished",
        "date": None,
        "location": None,
        "evidence": WORDS,
    }
    return Incident(**given | UNDERIVED | more)
