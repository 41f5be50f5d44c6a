"""Evidence validity: whether each value that was emitted stands on words that are there and carry it.

A value is valid when every quote of it stands at its offsets in the article, and one of its quotes carries it:
    counts        the quote states the same number (`app.values.counts.carries`), or for a zero says that there is none;
                  it need only stand where the record itself asks whether it was read rightly (`number_read_by_model`)
    names         the quote holds the name as whole words, whatever the case, white space and leading article
                  (`app.article.ground.locate`); of a party or a source, also
                  another name that the incident's `actors` give it
    town, region, country  the quote has a name that the gazetteer knows for it, or for a place in the country; an
                  adjective of a country too
    date          the quote holds the words that the date was read from; whether they were read rightly is the date's
                  own score
    hour, age, sex  a clock time, a number or a word of the quote says so
    sentences     no name and no number in the sentence is absent from its quotes (`app.article.carrying`)
Codes, such as the sub-event type, are no words: for them, and for victims without a name or a description, it is
enough that the quotes stand.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel

from app.article import ground
from app.article.carrying import objection
from app.values import counts
from app.values.clock import hours_in
from app.values.names import key, split
from app.values.person_words import age_in, says_sex
from app.values.place_names import known_names
from app.values.speech_words import says_none
from eval.results import Share
from eval.text import names
from schemas import (
    Actor,
    ArticleSummary,
    CasualtyClaim,
    Count,
    Evidence,
    Grounded,
    Incident,
    Location,
    OtherCount,
    Person,
    Protest,
    TimeOfDay,
    Weapon,
)

Carries = Callable[[str], bool]
"""Whether a quote carries the value."""


@dataclass(frozen=True, slots=True)
class Value:
    """One emitted value: where it stands in the record, its quotes, and what a quote must do to carry it."""

    path: str
    quotes: tuple[Evidence, ...]
    carries: Carries = field(default=lambda _: True)


def validity(output: ArticleSummary, text: str) -> tuple[Share, tuple[str, ...]]:
    """Valid values of all that were emitted, and the paths of those that are not."""
    questioned = {each.path for each in output.questions if each.code == "number_read_by_model"}
    emitted = tuple(Value(v.path, v.quotes) if v.path in questioned else v for v in _values(output))
    faults = tuple(value.path for value in emitted if not _is_valid(value, text))
    return Share(hits=len(emitted) - len(faults), of=len(emitted)), faults


def quotes_of(value: Any, path: str = "") -> Iterator[tuple[str, Evidence]]:
    """Each quote in a record or a part of it, with the path of the value that it carries; none in None."""
    if isinstance(value, Evidence):
        yield path.removesuffix("/evidence"), value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from quotes_of(getattr(value, name), f"{path}/{name}".lstrip("/"))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from quotes_of(item, path if path.endswith("/evidence") else f"{path}/{index}")


def _is_valid(value: Value, text: str) -> bool:
    stands = all(text[quote.start : quote.end] == quote.quote for quote in value.quotes)
    return stands and any(value.carries(quote.quote) for quote in value.quotes)


def _values(output: ArticleSummary) -> Iterator[Value]:
    for index, sentence in enumerate(output.summary):
        yield Value(f"summary/{index}/text", sentence.evidence, _together(sentence.text, sentence.evidence))
    for index, fact in enumerate(output.context):
        yield Value(f"context/{index}/text", fact.evidence, _together(fact.text, fact.evidence))
    for part, incidents in (("incidents", output.incidents), ("background", output.background)):
        for index, incident in enumerate(incidents):
            yield from _incident(f"{part}/{index}", incident)


def _together(text: str, quotes: Iterable[Evidence]) -> Carries:
    """A sentence may draw on several quotes: they carry it together."""
    reason = objection(text, " ".join(quote.quote for quote in quotes))
    return lambda _: reason is None


def _incident(path: str, incident: Incident) -> Iterator[Value]:
    yield Value(path, incident.evidence)
    if incident.date:
        yield _name(f"{path}/date/text", incident.date, incident.date.text)
    if incident.location:
        yield from _location(f"{path}/location", incident.location)
    if incident.time:
        yield from _time(f"{path}/time", incident.time)
    if incident.protest:
        yield from _protest(f"{path}/protest", incident.protest, incident)
    for part, parts in _NAMED.items():
        for index, item in enumerate(getattr(incident, part)):
            yield from _names(f"{path}/{part}/{index}", item, parts, incident)
            yield from _more(f"{path}/{part}/{index}", item, incident)


def _time(path: str, time: TimeOfDay) -> Iterator[Value]:
    yield _name(f"{path}/text", time, time.text)
    if hour := time.hour:
        yield Value(f"{path}/hour", time.evidence, lambda quote: hour in hours_in(quote))


def _names(path: str, item: Grounded, parts: Iterable[str], incident: Incident | None = None) -> Iterator[Value]:
    for part in parts:
        name = getattr(item, part)
        if name is not None:
            known = _also_known_as(name, incident) if incident and part in _PARTIES else (name,)
            yield _name(f"{path}/{part}", item, *known)


def _name(path: str, item: Grounded, *known: str) -> Value:
    return Value(path, item.evidence, lambda quote: any(ground.locate(quote, name) for name in known))


def _also_known_as(name: str, incident: Incident) -> tuple[str, ...]:
    """The name, and the others that the incident's actors give the same party."""
    groups = ((actor.name, *actor.aliases) for actor in incident.actors)
    return (name, *(other for group in groups if names(*group) & names(name) for other in group))


def _count(path: str, item: Grounded, count: Count | None) -> Iterator[Value]:
    if count:
        yield Value(path, item.evidence, lambda quote: states(quote, count))


def states(quote: str, count: Count) -> bool:
    """Whether a quote states a count; for a zero, whether it says that there is none."""
    return counts.carries(quote, count) or (count.max == 0 and says_none(quote))


def _location(path: str, location: Location) -> Iterator[Value]:
    yield from _names(path, location, ("site", "admin2"))
    for index, place in enumerate(location.places):
        yield _name(f"{path}/places/{index}/name", place, place.name)
    finest = next((part for part in ("city", "admin1", "country") if getattr(location, part)), None)
    if finest:
        yield Value(f"{path}/{finest}", location.evidence, lambda quote: names_place(quote, location))


def names_place(quote: str, location: Location) -> bool:
    """Whether the quote has a name of the location's finest place: its town, else its region, else its country.

    What lies above it (the country of a town) is the gazetteer's knowledge and needs no words.
    """
    wanted, code = location.city or location.admin1 or location.country, location.country_code
    for name in known_names(split(quote)):
        places = [entry.place for entry in name.entries]
        if any(key(place.name) == key(wanted or "") and place.country_code == code for place in places):
            return True
        if not (location.city or location.admin1) and any(place.country_code == code for place in places):
            return True
        if name.word and name.word.code == code and not (location.city or location.admin1):
            return True
    return ground.locate(quote, wanted or "") is not None


def _more(path: str, item: Grounded, incident: Incident) -> Iterator[Value]:
    """What an item of a list holds besides its names."""
    match item:
        case Actor():
            for index, alias in enumerate(item.aliases):
                yield _name(f"{path}/aliases/{index}", item, alias)
        case Weapon():
            yield from _count(f"{path}/count", item, item.count)
        case OtherCount():
            yield from _count(f"{path}/count", item, item.count)
        case CasualtyClaim():
            yield from _claim(path, item, incident)


def _claim(path: str, claim: CasualtyClaim, incident: Incident) -> Iterator[Value]:
    yield from _count(f"{path}/killed", claim, claim.killed)
    yield from _count(f"{path}/injured", claim, claim.injured)
    for index, source in enumerate(claim.confirmed_by):
        yield _name(f"{path}/confirmed_by/{index}/name", source, *_also_known_as(source.name, incident))
    for index, person in enumerate(claim.victims):
        yield from _names(f"{path}/victims/{index}", person, ("name", "description", "relation"))
        yield from _facts(f"{path}/victims/{index}", person)
        if not (person.name or person.description):
            yield Value(f"{path}/victims/{index}", person.evidence)


def _facts(path: str, person: Person) -> Iterator[Value]:
    """The age and the sex of somebody, where a number or a word in the quotes must say so."""
    if (age := person.age) is not None:
        yield Value(f"{path}/age", person.evidence, lambda quote: age_in(quote, age) is not None)
    if (sex := person.sex) is not None:
        yield Value(f"{path}/sex", person.evidence, lambda quote: says_sex(quote, sex) is not None)


def _protest(path: str, protest: Protest, incident: Incident) -> Iterator[Value]:
    for index, organiser in enumerate(protest.organisers):
        yield _name(f"{path}/organisers/{index}", organiser, *_also_known_as(organiser.name, incident))
    for index, demand in enumerate(protest.demands):
        yield _name(f"{path}/demands/{index}", demand, demand.text)
    for index, response in enumerate(protest.responses):
        yield Value(f"{path}/responses/{index}", response.evidence)
        if response.by:
            yield _name(f"{path}/responses/{index}/by", response, *_also_known_as(response.by, incident))


_NAMED: Final[dict[str, tuple[str, ...]]] = {
    "actors": ("name", "member_of"),
    "attribution": ("actor", "asserted_by"),
    "targets": ("name", "of"),
    "weapons": ("name", "system"),
    "casualty_claims": ("asserted_by", "noun", "of"),
    "other_counts": ("asserted_by", "noun"),
    "reactions": ("speaker", "text"),
}
"""For each list of an incident, which parts of its items are names or words of the article."""

_PARTIES: Final = frozenset({"actor", "asserted_by", "speaker", "of", "member_of"})
