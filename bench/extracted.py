"""langextract asked for what a plain record holds, and a plain record made of what it found. Pure but for the tables.

Its classes are those of a plain record (`eval.plain`), each in the article's words; that of the words which say what
happened is ACLED's sub-event type. Numbers, days and countries are read by Sitrep's own tables: that favours it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from app.values import counts, dates
from app.values.place_lookup import country_code
from bench.peers.outcomes import Outcome, of_summary
from eval.cases import Case
from eval.plain import (
    PlainAttribution,
    PlainClaim,
    PlainDate,
    PlainIncident,
    PlainLocation,
    PlainRecord,
    PlainThing,
    summary_of,
)
from schemas import Count
from schemas.codes import EVENT_TYPE_OF, SubEventType

EXAMPLE: Final = (
    "A bomb exploded at the customs house in Port Ellery, Norrland, on Tuesday, killing three guards and injuring ten "
    "people, police said. The Harbor Liberation Front claimed it."
)
"""Invented: no place or party of it exists."""
ASKED: Final[Mapping[str, Any]] = {
    "prompt": "Extract from the news article what incident of political violence it reports, in the article's exact "
    "words: what happened (its class is ACLED's sub-event type), Perpetrator, Target, City, Country, Date, how many "
    "were Killed and Injured, and who says so (Source).",
    "example": EXAMPLE,
    "extracted": (
        ("Remote explosive/landmine/IED", "A bomb exploded"),
        ("Target", "customs house"),
        ("City", "Port Ellery"),
        ("Country", "Norrland"),
        ("Date", "on Tuesday"),
        ("Killed", "three guards"),
        ("Injured", "ten people"),
        ("Source", "police"),
        ("Perpetrator", "Harbor Liberation Front"),
    ),
    "also": tuple(EVENT_TYPE_OF),
}


def scored(case: Case, said: Mapping[str, Any]) -> Outcome:
    """Score what the process said, as a plain record."""
    unread = bool(said["unread"])
    if said["error"] or (unread and not said["extractions"]):
        return of_summary(case, None, said["error"] or "no answer could be read")
    return of_summary(case, summary_of(record(case, said["extractions"]), case))


def record(case: Case, extractions: list[tuple[str, str]]) -> PlainRecord:
    """One incident of the first words of each class; none where nothing says what happened."""
    first: dict[str, str] = {}
    for name, text in extractions:
        first.setdefault(name, text)
    kind = next((name for name, _ in extractions if name in EVENT_TYPE_OF), None)
    incidents = () if kind is None else (_incident(case, kind, first),)
    return PlainRecord(headline="", incidents=incidents, background=(), context=())


def _incident(case: Case, kind: SubEventType, first: Mapping[str, str]) -> PlainIncident:
    actor, source, target = first.get("Perpetrator"), first.get("Source"), first.get("Target")
    claim = PlainClaim(
        killed=_count(first.get("Killed")),
        injured=_count(first.get("Injured")),
        victim_class="all",
        asserted_by=source,
    )
    return PlainIncident(
        event_type=EVENT_TYPE_OF[kind],
        sub_event_type=kind,
        stage="accomplished",
        date=_date(first.get("Date"), case.published_on),
        location=PlainLocation(
            site=None,
            city=first.get("City"),
            country_code=country_code(first["Country"]) if "Country" in first else None,
        ),
        attribution=(PlainAttribution(actor=actor, basis="reported_as_fact", asserted_by=None),) if actor else (),
        targets=(PlainThing(name=target),) if target else (),
        weapons=(),
        casualty_claims=(claim,) if claim.killed or claim.injured else (),
        reactions=(),
    )


def _count(words: str | None) -> Count | None:
    return counts.parse(words) if words else None


def _date(words: str | None, published_on: date | None) -> PlainDate | None:
    span = dates.resolve(words, published_on) if words else None
    return PlainDate(start=span.start, precision=span.precision) if span and span.start else None
