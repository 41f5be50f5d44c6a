"""One labelled incident to the record: offsets, codes and estimates derived. Pure but for the gazetteer's tables."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, TypeVar

from app.assemble.estimates import corroboration, tolls
from app.values import places
from eval.gold_notation import (
    ActorNote,
    AttributionNote,
    ClaimNote,
    DateNote,
    IncidentNote,
    LocationNote,
    PersonNote,
    StatementNote,
    TargetNote,
    WeaponNote,
)
from eval.quotes import Spot, words_of
from schemas import (
    Actor,
    Attribution,
    CasualtyClaim,
    Incident,
    IncidentDate,
    Location,
    Person,
    Source,
    Statement,
    Target,
    Weapon,
)
from schemas.codes import EVENT_TYPE_OF, PLOVER_OF, SourceType, TimePrecision

N = TypeVar("N")
Actors = Mapping[str, ActorNote]
"""The actors of the article by name, in the order of the file."""

_WEEK: Final = 7  # days; ACLED's time precision 2 is "within the week"


def build(note: IncidentNote, actors: Actors, identifier: str, spot: Spot) -> Incident:
    """The record of one incident.

    Raises:
        GoldInvalid: a quote that the article does not have, a name that is no actor, a place that is unknown.
    """
    if strangers := note.named() - actors.keys():
        raise spot.invalid(f"not the name of an actor: {', '.join(sorted(strangers))}")
    claims = tuple(_claim(claim, actors, here) for claim, here in _each(note.casualty_claims, spot, "casualty_claims"))
    attribution = tuple(_attribution(entry, here) for entry, here in _each(note.attribution, spot, "attribution"))
    fatalities, injured = tolls(claims)
    return Incident(
        id=identifier,
        event_type=EVENT_TYPE_OF[note.sub_event_type],
        sub_event_type=note.sub_event_type,
        plover=PLOVER_OF[note.sub_event_type],
        stage=note.stage,
        date=_date(note.date, spot.at("date")) if note.date else None,
        location=_location(note.location, spot.at("location")) if note.location else None,
        actors=tuple(_actor(actor, spot) for actor in actors.values() if actor.name in note.named()),
        attribution=attribution,
        targets=tuple(_target(target, here) for target, here in _each(note.targets, spot, "targets")),
        weapons=tuple(_weapon(weapon, here) for weapon, here in _each(note.weapons, spot, "weapons")),
        casualty_claims=claims,
        fatalities=fatalities,
        injured=injured,
        reactions=tuple(_statement(said, here) for said, here in _each(note.reactions, spot, "reactions")),
        corroboration=corroboration(claims, attribution),
        evidence=spot.quoted(note.evidence),
    )


def _each(notes: Iterable[N], spot: Spot, name: str) -> Iterator[tuple[N, Spot]]:
    return ((note, spot.at(name, index)) for index, note in enumerate(notes))


def _date(note: DateNote, spot: Spot) -> IncidentDate:
    end = note.end or note.start
    return IncidentDate(
        start=note.start,
        end=end,
        precision=note.precision,
        time_precision=_time_precision(note.start, end),
        text=words_of(note.text),
        evidence=spot.quoted(note.evidence, note.text),
    )


def _time_precision(start: date | None, end: date | None) -> TimePrecision:
    """ACLED: 1 for one day, 2 for up to a week, 3 for more or an unknown time."""
    if start is None or end is None:
        return 3
    days = (end - start).days + 1
    return 1 if days == 1 else 2 if days <= _WEEK else 3


def _location(note: LocationNote, spot: Spot) -> Location:
    place = _place(note.place, spot)
    return Location(
        site=note.site,
        city=place.name if place.kind == "city" else None,
        admin1=place.name if place.kind == "region" else place.admin1,
        country=place.country,
        country_code=place.country_code,
        latitude=place.latitude,
        longitude=place.longitude,
        geo_precision=place.geo_precision,
        evidence=spot.quoted(note.evidence, note.place.partition(",")[0], note.site),
    )


def _place(name: str, spot: Spot) -> places.Place:
    """The gazetteer's place of a name; the preposition tells it that a place is meant, as a text would."""
    before = "in "
    found = next(iter(places.find(before + name)), None)
    if found is None:
        raise spot.invalid(f"the gazetteer has no place {name!r}")
    if found.text != name.partition(",")[0]:
        raise spot.invalid(f"of the place {name!r} the gazetteer knows only {found.text!r}: write that")
    return found.place


def _actor(note: ActorNote, spot: Spot) -> Actor:
    evidence = spot.at("actors", note.name).quoted(note.evidence, note.name)
    return Actor(name=note.name, aliases=note.aliases, type=note.type, evidence=evidence)


def _attribution(note: AttributionNote, spot: Spot) -> Attribution:
    evidence = spot.quoted(note.evidence)
    return Attribution(actor=note.actor, basis=note.basis, asserted_by=note.asserted_by, evidence=evidence)


def _target(note: TargetNote, spot: Spot) -> Target:
    return Target(name=note.name, kind=note.kind, evidence=spot.quoted(note.evidence, note.name))


def _weapon(note: WeaponNote, spot: Spot) -> Weapon:
    evidence = spot.quoted(note.evidence, note.name)
    return Weapon(name=note.name, category=note.category, count=note.count, evidence=evidence)


def _claim(note: ClaimNote, actors: Actors, spot: Spot) -> CasualtyClaim:
    return CasualtyClaim(
        killed=note.killed,
        injured=note.injured,
        victim_class=note.victim_class,
        additional=note.additional,
        victims=tuple(_person(person, here) for person, here in _each(note.victims, spot, "victims")),
        asserted_by=note.asserted_by,
        source_type=_source_type(note.asserted_by, actors, spot),
        confirmed_by=tuple(
            Source(name=by.name, source_type=_source_type(by.name, actors, here), evidence=here.quoted(by.evidence))
            for by, here in _each(note.confirmed_by, spot, "confirmed_by")
        ),
        evidence=spot.quoted(note.evidence),
    )


def _source_type(name: str | None, actors: Actors, spot: Spot) -> SourceType:
    """What kind of source an actor is; `media` for the article's own voice."""
    if name is None:
        return "media"
    if (found := actors[name].source_type) is None:
        raise spot.invalid(f"the actor {name!r} gives a toll and needs a source_type")
    return found


def _person(note: PersonNote, spot: Spot) -> Person:
    evidence = spot.quoted(note.evidence, note.name, note.description)
    return Person(name=note.name, description=note.description, evidence=evidence)


def _statement(note: StatementNote, spot: Spot) -> Statement:
    evidence = spot.quoted(note.evidence)
    return Statement(speaker=note.speaker, act=note.act, text=evidence[0].quote, evidence=evidence)
