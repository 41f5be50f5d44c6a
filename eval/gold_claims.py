"""Labelled claims and counts to the record: who gives them, whom they single out, in which words. Pure."""

from collections.abc import Mapping

from eval.gold_claim_notation import ClaimNote, OtherCountNote, PersonNote
from eval.gold_notation import ActorNote
from eval.quotes import Spot
from schemas import CasualtyClaim, Evidence, OtherCount, Person, Source
from schemas.codes import SourceType

Actors = Mapping[str, ActorNote]
"""The actors of the article by name, in the order of the file."""


def claim(note: ClaimNote, actors: Actors, spot: Spot) -> CasualtyClaim:
    """What one actor says of the dead and the injured. Raises GoldInvalid: a source without type, absent words."""
    victims = ((person, spot.at("victims", index)) for index, person in enumerate(note.victims))
    confirming = ((by, spot.at("confirmed_by", index)) for index, by in enumerate(note.confirmed_by))
    return CasualtyClaim(
        killed=note.killed,
        injured=note.injured,
        victim_class=note.victim_class,
        noun=note.noun,
        of=note.of,
        additional=note.additional,
        victims=tuple(_person(person, note, here) for person, here in victims),
        asserted_by=note.asserted_by,
        source_type=_source_type(note.asserted_by, actors, spot),
        confirmed_by=tuple(
            Source(name=by.name, source_type=_source_type(by.name, actors, here), evidence=here.quoted(by.evidence))
            for by, here in confirming
        ),
        evidence=owned(spot.carrying(spot.quoted(note.evidence), note.noun), note.of, actors, spot),
    )


def owned(quotes: tuple[Evidence, ...], of: str | None, actors: Actors, spot: Spot) -> tuple[Evidence, ...]:
    """The quotes, and where none of them has a name of the party `of`, the words that name it."""
    if of is None:
        return quotes
    actor = actors[of]
    named = any(spot.carrying((quote,), name) == (quote,) for quote in quotes for name in (of, *actor.aliases))
    return quotes if named else (*quotes, *spot.quoted(actor.evidence, of))


def count(note: OtherCountNote, actors: Actors, spot: Spot) -> OtherCount:
    """How many were abducted, arrested, displaced, are missing or took part, as one actor says."""
    return OtherCount(
        what=note.what,
        count=note.number,
        unit=note.unit,
        noun=note.noun,
        asserted_by=note.asserted_by,
        source_type=_source_type(note.asserted_by, actors, spot),
        evidence=spot.carrying(spot.quoted(note.evidence), note.noun),
    )


def _source_type(name: str | None, actors: Actors, spot: Spot) -> SourceType:
    """What kind of source an actor is; `media` for the article's own voice."""
    if name is None:
        return "media"
    if (found := actors[name].source_type) is None:
        raise spot.invalid(f"the actor {name!r} gives a number and needs a source_type")
    return found


def _person(note: PersonNote, of: ClaimNote, spot: Spot) -> Person:
    try:
        outcome = of.outcome(note)
    except ValueError as error:
        raise spot.invalid(error) from error
    return Person(
        name=note.name,
        description=note.description,
        outcome=outcome,
        age=note.age,
        sex=note.sex,
        relation=note.relation,
        minor=note.minor,
        evidence=spot.carrying(spot.quoted(note.evidence, note.name, note.description), note.relation),
    )
