"""One labelled incident to the record: offsets, codes and estimates derived. Pure but for the gazetteer's tables."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, TypeVar

from app.assemble.derived import UNDERIVED, derived
from app.values import place_lookup, places
from app.values.locations import Position, location, named_place
from eval import gold_claims
from eval.gold_claim_notation import ProtestNote
from eval.gold_claims import Actors
from eval.gold_notation import (
    ActorNote,
    AttributionNote,
    DateNote,
    IncidentNote,
    LocationNote,
    StatementNote,
    TargetNote,
    TimeNote,
    WeaponNote,
)
from eval.quotes import Spot, words_of
from schemas import (
    Actor,
    Attribution,
    Demand,
    Incident,
    IncidentDate,
    Location,
    NamedPlace,
    Organiser,
    Protest,
    Response,
    Statement,
    Target,
    TimeOfDay,
    Weapon,
)
from schemas.codes import EVENT_TYPE_OF, PLOVER_OF, TimePrecision

N = TypeVar("N")

_WEEK: Final = 7  # days; ACLED's time precision 2 is "within the week"


def build(note: IncidentNote, actors: Actors, identifier: str, spot: Spot) -> Incident:
    """The record of one incident.

    Raises:
        GoldInvalid: a quote that the article does not have, a name that is no actor, a place that is unknown.
    """
    if strangers := note.named() - actors.keys():
        raise spot.invalid(f"not the name of an actor: {', '.join(sorted(strangers))}")
    known = Incident(
        id=identifier,
        event_type=EVENT_TYPE_OF[note.sub_event_type],
        sub_event_type=note.sub_event_type,
        plover=PLOVER_OF[note.sub_event_type],
        stage=note.stage,
        date=_date(note.date, spot.at("date")) if note.date else None,
        time=_time(note.time, spot.at("time")) if note.time else None,
        location=_location(note.location, spot.at("location")) if note.location else None,
        actors=tuple(_actor(actor, actors, spot) for actor in actors.values() if actor.name in _parties(note, actors)),
        attribution=tuple(_attribution(entry, here) for entry, here in _each(note.attribution, spot, "attribution")),
        targets=tuple(_target(target, actors, here) for target, here in _each(note.targets, spot, "targets")),
        weapons=tuple(_weapon(weapon, here) for weapon, here in _each(note.weapons, spot, "weapons")),
        casualty_claims=tuple(
            gold_claims.claim(one, actors, here) for one, here in _each(note.casualty_claims, spot, "casualty_claims")
        ),
        other_counts=tuple(gold_claims.count(one, actors, here) for one, here in _each(note.counts, spot, "counts")),
        protest=_protest(note.protest, spot.at("protest")) if note.protest else None,
        reactions=tuple(_statement(said, here) for said, here in _each(note.reactions, spot, "reactions")),
        evidence=spot.quoted(note.evidence),
        **UNDERIVED,
    )
    return derived(known, {actor.name: actor.of for actor in actors.values() if actor.of})


def _parties(note: IncidentNote, actors: Actors) -> frozenset[str]:
    """The actors that the incident names, and those that they belong to."""
    found = note.named()
    while more := {whole for name in found if (whole := actors[name].of) and whole not in found}:
        found |= more
    return found


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


def _time(note: TimeNote, spot: Spot) -> TimeOfDay:
    return TimeOfDay(text=note.text, part=note.part, hour=note.hour, evidence=spot.quoted(note.evidence, note.text))


def _location(note: LocationNote, spot: Spot) -> Location:
    place = _place(note.place, spot)
    position: Position = "sea" if note.sea else "near" if note.near else "in"
    evidence = spot.quoted(note.evidence, note.place.partition(",")[0], note.site)
    district = spot.at("district").quoted(None, note.district)
    return location(
        place,
        (*evidence, *district),
        site=note.site,
        admin2=note.district,
        position=position,
        places=[_named_place(name, place, spot.at("places", index)) for index, name in enumerate(note.places)],
    )


def _named_place(name: str, whole: places.Place, spot: Spot) -> NamedPlace:
    """One of several places, in the country of them all."""
    found = place_lookup.towns(name, whole.country_code) or place_lookup.regions(name, whole.country_code)
    return named_place(name, next(iter(found), None), spot.quoted(None, name)[0])


def _place(name: str, spot: Spot) -> places.Place:
    """The gazetteer's place of a name; the preposition tells it that a place is meant, as a text would."""
    before = "in "
    found = next(iter(places.find(before + name)), None)
    if found is None:
        raise spot.invalid(f"the gazetteer has no place {name!r}")
    if found.text != name.partition(",")[0]:
        raise spot.invalid(f"of the place {name!r} the gazetteer knows only {found.text!r}: write that")
    return found.place


def _actor(note: ActorNote, actors: Actors, spot: Spot) -> Actor:
    named = spot.at("actors", note.name).quoted(note.evidence, note.name)
    evidence = gold_claims.owned(named, note.of, actors, spot)
    return Actor(name=note.name, aliases=note.aliases, type=note.type, member_of=note.of, evidence=evidence)


def _attribution(note: AttributionNote, spot: Spot) -> Attribution:
    evidence = spot.quoted(note.evidence)
    return Attribution(actor=note.actor, basis=note.basis, asserted_by=note.asserted_by, evidence=evidence)


def _target(note: TargetNote, actors: Actors, spot: Spot) -> Target:
    evidence = gold_claims.owned(spot.quoted(note.evidence, note.name), note.of, actors, spot)
    return Target(name=note.name, kind=note.kind, of=note.of, sector=note.sector, damage=note.damage, evidence=evidence)


def _weapon(note: WeaponNote, spot: Spot) -> Weapon:
    evidence = spot.carrying(spot.quoted(note.evidence, note.name), note.system)
    return Weapon(name=note.name, category=note.category, system=note.system, count=note.count, evidence=evidence)


def _protest(note: ProtestNote, spot: Spot) -> Protest:
    return Protest(
        organisers=tuple(
            Organiser(name=one.name, evidence=here.quoted(one.evidence, one.name))
            for one, here in _each(note.organisers, spot, "organisers")
        ),
        demands=tuple(
            Demand(text=one.text, stance=one.stance, evidence=here.quoted(one.evidence, one.text))
            for one, here in _each(note.demands, spot, "demands")
        ),
        responses=tuple(
            Response(kind=one.kind, by=one.by, evidence=here.quoted(one.evidence))
            for one, here in _each(note.responses, spot, "responses")
        ),
    )


def _statement(note: StatementNote, spot: Spot) -> Statement:
    evidence = spot.quoted(note.evidence)
    return Statement(speaker=note.speaker, act=note.act, text=evidence[0].quote, evidence=evidence)
