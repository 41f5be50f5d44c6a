"""The note: an incident in a sentence or two, as a coder writes it, from its verified values alone. Pure.

Names of victims are left out; who and how many, and what of it is disputed, are not. Same values, same note.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from app.values import counts
from app.values.count_notation import plural_word
from schemas import Attribution, CasualtyClaim, Count, Estimate, Incident, IncidentDate, Location
from schemas.codes import Basis, CountedHarm, Stage

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_STAGES: Final[Mapping[Stage, str]] = {"accomplished": "", "attempted": "attempted, ", "threatened": "threatened, "}
_BASES: Final[Mapping[Basis, str]] = {
    "reported_as_fact": "{actor}",
    "claimed": "{actor} (claimed by {by})",
    "accused_by_authorities": "{actor} (accused by {by})",
    "accused": "{actor} (accused by {by})",
    "possible": "{actor} (possibly, according to {by})",
    "denied": "{actor} (denied by {by})",
}
_BY_ITSELF: Final[Mapping[Basis, str]] = {"claimed": "{actor} (claims it)", "denied": "{actor} (denies it)"}
_COUNTED: Final[Mapping[CountedHarm, str]] = {
    "abducted": "abducted",
    "arrested": "arrested",
    "displaced": "displaced",
    "missing": "missing",
    "participants": "took part",
}
_A_PERSON: Final = "a person"
_SHOWN: Final = 4
"""Targets and attributions that are named; further ones are counted."""


def note(incident: Incident) -> str:
    """The note of an incident; a toll on which sources differ is written with each number and who gives it.

    Example: "On 4 January 2024: Air/drone strike in Baghdad, Iraq, on vehicle. Doer: US military (claimed by US
    official). Toll differs: 4 people killed (police and militia sources); 2 killed, 7 injured (security official)."
    """
    shown = _anonymous(incident)
    sentences = (_event(shown), *_who(shown), *_tolls(shown), *_others(shown))
    plain = (" ".join(each.split()).rstrip(".") for each in sentences)
    return " ".join(f"{each[0].upper()}{each[1:]}." for each in plain if each)


def _anonymous(incident: Incident) -> Incident:
    """The incident with `a person` for each victim's name: of a target, of who speaks, in a description."""
    names = {each.name.casefold() for claim in incident.casualty_claims for each in claim.victims if each.name}
    if not names:
        return incident

    def of(said: str | None) -> str | None:
        return _A_PERSON if said and any(name in said.casefold() for name in names) else said

    return incident.model_copy(
        update={
            "targets": tuple(
                each.model_copy(update={"name": of(each.name) if not _is_part(each.name, names) else _A_PERSON})
                for each in incident.targets
            ),
            "attribution": tuple(
                each.model_copy(update={"actor": of(each.actor), "asserted_by": of(each.asserted_by)})
                for each in incident.attribution
            ),
            "casualty_claims": tuple(_without_names(claim, of) for claim in incident.casualty_claims),
            "other_counts": tuple(
                each.model_copy(update={"asserted_by": of(each.asserted_by)}) for each in incident.other_counts
            ),
        }
    )


def _without_names(claim: CasualtyClaim, of: Callable[[str | None], str | None]) -> CasualtyClaim:
    victims = tuple(each.model_copy(update={"description": of(each.description)}) for each in claim.victims)
    confirming = tuple(each.model_copy(update={"name": of(each.name)}) for each in claim.confirmed_by)
    by = of(claim.asserted_by)
    return claim.model_copy(update={"victims": victims, "confirmed_by": confirming, "asserted_by": by})


def _is_part(said: str, names: Iterable[str]) -> bool:
    """Whether a target's name is a part of a victim's: "Rahim Moradi" of "Colonel Rahim Moradi"."""
    words = set(said.casefold().split())
    return any(words <= set(name.split()) for name in names)


def _event(incident: Incident) -> str:
    what = f"{_STAGES[incident.stage]}{incident.sub_event_type}"
    when = _day(incident.date) if incident.date else ""
    time = incident.time and (incident.time.hour or incident.time.part)
    where = f" {_place(incident.location)}" if incident.location else ""
    hit = _listed(target.name for target in incident.targets)
    what = f"{what}{where}" + (f", on {hit}" if hit else "")
    return f"{when} ({time}): {what}" if when and time else f"{when}: {what}" if when else what


def _day(date: IncidentDate) -> str:
    if date.start is None:
        return date.text
    first = f"{date.start.day} {_MONTHS[date.start.month - 1]} {date.start.year}"
    if date.end is None or date.end == date.start:
        return f"on {first}"
    return f"between {first} and {date.end.day} {_MONTHS[date.end.month - 1]} {date.end.year}"


def _place(place: Location) -> str:
    names = [place.city or place.admin2 or place.admin1, place.country]
    known = ", ".join(dict.fromkeys(name for name in names if name))
    near = {"near_town": "near", "sea": "at sea off"}.get(place.precision, "in")
    site = f" ({place.site})" if place.site else ""
    return f"{near} {known}{site}" if known else f"at {place.site}" if place.site else ""


def _who(incident: Incident) -> Iterator[str]:
    said = list(map(_said, incident.attribution))
    if said:
        yield f"doer: {'; '.join(_shortened(said))}"
    elif incident.stage == "accomplished":
        yield "nobody is named as the doer"


def _said(said: Attribution) -> str:
    by = said.asserted_by or "the article"
    wording = _BY_ITSELF.get(said.basis) if by == said.actor else None
    if said.basis == "reported_as_fact" and said.asserted_by:  # questioned, and never the article's own voice
        wording = "{actor} (according to {by})"
    return (wording or _BASES[said.basis]).format(actor=said.actor, by=by)


def _tolls(incident: Incident) -> Iterator[str]:
    numbers = [_claim(claim) for claim in incident.casualty_claims if claim.killed or claim.injured]
    if numbers:
        yield f"{'toll differs: ' if incident.toll_status == 'differ' else ''}{'; '.join(dict.fromkeys(numbers))}"
    singled = ((incident.fatalities, "killed"), (incident.injured, "injured"))
    for estimate, harm in singled:
        if estimate.basis == "singled_out":
            yield f"{_singled(estimate)} {harm}, no number given: {_people(incident, harm)}"


def _claim(claim: CasualtyClaim) -> str:
    """As "4 soldiers killed, 7 injured (police)": the noun stands once, as the article has it of one number only."""
    stated = [(count, harm) for count, harm in ((claim.killed, "killed"), (claim.injured, "injured")) if count]
    noun = claim.noun or ("" if claim.victim_class == "all" else claim.victim_class.replace("_", " "))
    more = "more" if claim.additional else ""
    first = f"{more} {noun}".strip()
    parts = ", ".join(f"{_number(count, more if at else first)} {harm}" for at, (count, harm) in enumerate(stated))
    confirming = (source.name for source in claim.confirmed_by)
    return f"{parts} ({', '.join((claim.asserted_by or 'the article', *confirming))})"


def _number(count: Count, noun: str = "") -> str:
    """The count and what it counts, in words; an unnumbered plural as it is written: "dozens of people"."""
    word = plural_word(count)
    if word is None:
        return f"{counts.words(count)} {noun}".rstrip()
    return f"{word} of {noun}" if noun and word != "several" else f"{word} {noun}".rstrip()


def _singled(estimate: Estimate) -> str:
    return str(estimate.best) if estimate.best is not None else f"{estimate.low} or more"


def _people(incident: Incident, harm: str) -> str:
    people = (person for claim in incident.casualty_claims for person in claim.victims if person.outcome == harm)
    return _listed(person.description or "one person by name" for person in people)


def _others(incident: Incident) -> Iterator[str]:
    for each in incident.other_counts:
        who = _number(each.count, each.noun or each.unit)
        yield f"{who} {_COUNTED[each.what]} ({each.asserted_by or 'the article'})"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(_shortened(list(dict.fromkeys(names))))


def _shortened(items: list[str]) -> list[str]:
    rest = len(items) - _SHOWN
    return items if rest <= 0 else [*items[:_SHOWN], f"{rest} more"]
