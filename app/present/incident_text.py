"""One incident as lines of text, each with the words of the article that carry it. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from app.values import counts
from schemas import (
    Actor,
    Attribution,
    CasualtyClaim,
    Count,
    Estimate,
    Evidence,
    Grounded,
    Incident,
    IncidentDate,
    Location,
    OtherCount,
    Person,
    Protest,
    Response,
    Source,
    Statement,
    Target,
    TimeOfDay,
    Weapon,
)
from schemas.codes import Basis, PlacePrecision

G = TypeVar("G", bound=Grounded)

OWN_VOICE: Final = "the article in its own voice"
BASES: Final[Mapping[Basis, str]] = {
    "reported_as_fact": "reported as fact",
    "claimed": "claimed",
    "accused_by_authorities": "accused by authorities",
    "accused": "accused",
    "possible": "possible",
    "denied": "denied",
}
PLACE_PRECISION: Final[Mapping[PlacePrecision, str]] = {
    "site": "a place in the town is known",
    "town": "the town is known",
    "near_town": "near the town",
    "admin2": "the district is known",
    "admin1": "the region is known",
    "country": "the country only",
    "sea": "at sea",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report: an empty label goes on under the one before.

    path    where in the incident the value stands, e.g. `weapons/0`; empty where it follows from several
    """

    label: str
    text: str
    evidence: tuple[Evidence, ...] = ()
    path: str = ""


def heading(kind: str, incident: Incident) -> str:
    """The line above an incident; `kind` is "Incident" or "Background"."""
    return f"{kind}: {incident.event_type} / {incident.sub_event_type}, {incident.stage}"


def incident_rows(incident: Incident) -> list[Row]:
    """All values of an incident, in the order of the record; what is computed stands after what it follows from."""
    return [
        Row("note", incident.note),
        Row("what", _what(incident), incident.evidence, "sub_event_type"),
        *_when(incident.date, incident.time),
        *_where(incident.location),
        *_rows("who", "attribution", incident.attribution, _who),
        Row("who says so", f"{_codes(incident.attribution_status)}; speakers: {_codes(incident.origins)}"),
        *_rows("actor", "actors", incident.actors, _actor),
        *_rows("target", "targets", incident.targets, _target),
        *_civilians(incident.civilian_targeting),
        *_rows("weapon", "weapons", incident.weapons, _weapon),
        *(row for place, claim in enumerate(incident.casualty_claims) for row in _casualties(claim, place)),
        *_rows("counted", "other_counts", incident.other_counts, _counted),
        Row("computed", f"killed: {estimate_words(incident.fatalities)}; injured: {estimate_words(incident.injured)}"),
        Row("", f"tolls of different sources: {_code(incident.toll_status)}"),
        *(_protest(incident.protest) if incident.protest else ()),
        *_rows("reaction", "reactions", incident.reactions, _said),
    ]


def _what(incident: Incident) -> str:
    return f"{incident.sub_event_type} (PLOVER {incident.plover or 'has no type for it'})"


def count_words(count: Count | None) -> str:
    """Say a count as limited as its words are; None is not stated."""
    return "not stated" if count is None else counts.words(count)


def _rows(label: str, path: str, values: Iterable[G], words: Callable[[G], str]) -> Iterator[Row]:
    """A row for each value of a list, with its place in it."""
    return (Row(label, words(each), each.evidence, f"{path}/{place}") for place, each in enumerate(values))


def _code(code: str) -> str:
    return code.replace("_", " ")


def _codes(codes: tuple[str, ...]) -> str:
    return ", ".join(map(_code, codes)) or "none"


def _when(date: IncidentDate | None, time: TimeOfDay | None) -> Iterator[Row]:
    if date is None:
        yield Row("when", "not stated")
    else:
        days = [day.isoformat() for day in dict.fromkeys((date.start, date.end)) if day]
        yield Row("when", f"{' to '.join(days) or 'unresolved'} ({date.precision}): {date.text}", date.evidence, "date")
    if time:
        yield Row(
            "", f"{', '.join(part for part in (time.hour, time.part) if part)}: {time.text}", time.evidence, "time"
        )


def _where(place: Location | None) -> Iterator[Row]:
    if place is None:
        yield Row("where", "no place that is known")
        return
    names = [name for name in (place.site, place.city, place.admin2, place.admin1, place.country) if name]
    code = f" [{place.country_code}]" if place.country_code else ""
    precision = PLACE_PRECISION[place.precision]
    yield Row("where", f"{', '.join(dict.fromkeys(names))}{code}; {precision}", place.evidence, "location")
    yield from _rows("", "location/places", place.places, lambda each: f"also at {each.name}")


def _who(attribution: Attribution) -> str:
    by = attribution.asserted_by or OWN_VOICE
    return f"{attribution.actor}: {BASES[attribution.basis]}, according to {by}"


def _actor(actor: Actor) -> str:
    also = f", also {', '.join(actor.aliases)}" if actor.aliases else ""
    of = f", of {actor.member_of}" if actor.member_of else ""
    return f"{actor.name}{also}{of} ({actor.type or 'type not stated'}); {_codes(actor.roles)}"


def _target(target: Target) -> str:
    facts = (target.kind, target.sector, target.damage)
    owner = f"; of {target.of}" if target.of else ""
    return f"{target.name} ({', '.join(fact for fact in facts if fact)}{owner})"


def _civilians(targeted: bool | None) -> Iterator[Row]:
    if targeted is not None:
        yield Row("", "civilians are the only target" if targeted else "civilians are not the only target")


def _weapon(weapon: Weapon) -> str:
    system = f", {weapon.system}" if weapon.system and weapon.system != weapon.name else ""
    number = f"; how many: {count_words(weapon.count)}" if weapon.count else ""
    return f"{weapon.name} ({_code(weapon.category)}{system}){number}"


def _casualties(claim: CasualtyClaim, place: int) -> Iterator[Row]:
    stated = claim.killed or claim.injured
    numbers = f"killed: {count_words(claim.killed)}; injured: {count_words(claim.injured)}" if stated else "no number"
    numbers += f" ({whom})" if (whom := _whom(claim)) else ""
    numbers += ", on top of the number before" if claim.additional else ""
    by = claim.asserted_by or OWN_VOICE
    path = f"casualty_claims/{place}"
    yield Row("casualties", f"{numbers}, according to {by} ({_code(claim.source_type)})", claim.evidence, path)
    yield from _rows("", f"{path}/victims", claim.victims, lambda each: f"{each.outcome or 'victim'}: {_person(each)}")
    yield from _rows("", f"{path}/confirmed_by", claim.confirmed_by, _confirmed)


def _whom(claim: CasualtyClaim) -> str:
    """Who is counted, e.g. "combatants: members of the Front"; empty: nobody in particular."""
    kind = None if claim.victim_class == "all" else _code(claim.victim_class)
    words = " ".join(part for part in (claim.noun, claim.of and f"of {claim.of}") if part)
    return ": ".join(part for part in (kind, words) if part)


def _confirmed(source: Source) -> str:
    return f"confirmed by {source.name} ({_code(source.source_type)})"


def _person(person: Person) -> str:
    age = None if person.age is None else f"aged {person.age}"
    relation = person.relation if person.relation != person.description else None
    minor = "a minor" if person.minor else None
    return ", ".join(part for part in (person.name, person.description, age, person.sex, relation, minor) if part)


def _counted(each: OtherCount) -> str:
    by = each.asserted_by or OWN_VOICE
    noun = f" {each.noun}" if each.noun else ""
    counted = f"{_code(each.what)}: {count_words(each.count)}{noun} ({_code(each.unit)})"
    return f"{counted}, according to {by} ({_code(each.source_type)})"


def estimate_words(estimate: Estimate) -> str:
    """An estimate in words: "4", "2 to 4, not agreed", "2 or more", "not stated"."""
    basis = " (people singled out, no number given)" if estimate.basis == "singled_out" else ""
    if estimate.best is not None:
        return f"{estimate.best}{basis}"
    if estimate.low is None and estimate.high is None:
        return "not stated"
    low = 0 if estimate.low is None else estimate.low
    return f"{low} or more{basis}" if estimate.high is None else f"{low} to {estimate.high}, not agreed"


def _protest(protest: Protest) -> Iterator[Row]:
    yield from _rows("protest", "protest/organisers", protest.organisers, lambda each: f"called or led by {each.name}")
    yield from _rows("protest", "protest/demands", protest.demands, lambda each: f"{each.stance} {each.text}")
    yield from _rows("response", "protest/responses", protest.responses, _response)


def _response(response: Response) -> str:
    return f"{_code(response.kind)}, by {response.by}" if response.by else _code(response.kind)


def _said(statement: Statement) -> str:
    """The speaker and the act; the text, too, where no quote carries it as it stands."""
    own = any(statement.text == each.quote for each in statement.evidence)
    return f"{statement.speaker}: {statement.act}" if own else f"{statement.speaker}: {statement.act}: {statement.text}"
