"""The note: an incident in a sentence or two, as a coder writes it, from its verified values alone. Pure.

Names of victims are left out; who and how many, and what of it is disputed, are not. Same values, same note.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from app.values import counts
from schemas import Attribution, CasualtyClaim, Count, Estimate, Incident, IncidentDate, Location
from schemas.codes import Basis, Stage

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_STAGES: Final[Mapping[Stage, str]] = {"accomplished": "", "attempted": "attempted ", "threatened": "threatened "}
_BASES: Final[Mapping[Basis, str]] = {
    "reported_as_fact": "by {actor}",
    "claimed": "claimed by {by} for {actor}",
    "accused_by_authorities": "{by} blames {actor}",
    "accused": "{by} blames {actor}",
    "possible": "possibly by {actor}, according to {by}",
    "denied": "{by} denies that {actor} did it",
}
_SHOWN: Final = 4
"""Targets and attributions that are named; further ones are counted."""


def note(incident: Incident) -> str:
    """The note of an incident; a toll on which sources differ is written with each number and who gives it.

    Example: "On 4 January 2024, air/drone strike in Baghdad, Iraq, on vehicle. Claimed by US official for US military.
    Toll differs: 4 killed (police and militia sources); 2 killed, 7 injured (security official)."
    """
    sentences = (_event(incident), *_who(incident), *_tolls(incident), *_others(incident))
    plain = (" ".join(each.split()).rstrip(".") for each in sentences)
    return " ".join(f"{each[0].upper()}{each[1:]}." for each in plain if each)


def _event(incident: Incident) -> str:
    what = f"{_STAGES[incident.stage]}{incident.sub_event_type.lower()}"
    when = _day(incident.date) if incident.date else ""
    hour = incident.time.text if incident.time and incident.time.text not in when else ""
    hour = f" ({hour})" if hour and when else hour
    where = f" {_place(incident.location)}" if incident.location else ""
    hit = _listed(_hit(incident))
    return f"{when}{hour}, {what}{where}".lstrip(" ,") + (f", on {hit}" if hit else "")


def _hit(incident: Incident) -> Iterator[str]:
    """The targets; one whose name has a victim's name in it, or the other way round, stands as a person."""
    victims = [each.name.casefold() for claim in incident.casualty_claims for each in claim.victims if each.name]
    for target in incident.targets:
        name = target.name.casefold()
        yield "a person" if any(name in victim or victim in name for victim in victims) else target.name


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
    said = [_attributed(each) for each in incident.attribution]
    if said:
        yield "; ".join(_shortened(said))
    elif incident.stage == "accomplished":
        yield "no one is named as responsible"


def _attributed(said: Attribution) -> str:
    by = f", according to {said.asserted_by}" if said.basis == "reported_as_fact" and said.asserted_by else ""
    return _BASES[said.basis].format(actor=said.actor, by=said.asserted_by or "the article") + by


def _tolls(incident: Incident) -> Iterator[str]:
    numbers = [_claim(claim) for claim in incident.casualty_claims if claim.killed or claim.injured]
    if numbers:
        yield f"{'toll differs: ' if incident.toll_status == 'differ' else ''}{'; '.join(dict.fromkeys(numbers))}"
    singled = ((incident.fatalities, "killed"), (incident.injured, "injured"))
    for estimate, harm in singled:
        if estimate.basis == "singled_out":
            yield f"{_singled(estimate)} {harm}, no number given: {_people(incident, harm)}"


def _claim(claim: CasualtyClaim) -> str:
    stated = ((claim.killed, "killed"), (claim.injured, "injured"))
    whom = "" if claim.victim_class == "all" else f" {claim.victim_class.replace('_', ' ')}"
    more = " more" if claim.additional else ""
    parts = ", ".join(f"{_number(count)}{more}{whom} {harm}" for count, harm in stated if count)
    confirming = (source.name for source in claim.confirmed_by)
    return f"{parts} ({', '.join((claim.asserted_by or 'the article', *confirming))})"


def _number(count: Count) -> str:
    return counts.words(count)


def _singled(estimate: Estimate) -> str:
    return str(estimate.best) if estimate.best is not None else f"{estimate.low} or more"


def _people(incident: Incident, harm: str) -> str:
    people = (person for claim in incident.casualty_claims for person in claim.victims if person.outcome == harm)
    return _listed(person.description or "one person by name" for person in people)


def _others(incident: Incident) -> Iterator[str]:
    for each in incident.other_counts:
        what = "took part" if each.what == "participants" else each.what
        yield f"{_number(each.count)} {each.noun or each.unit} {what} ({each.asserted_by or 'the article'})"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(_shortened(list(dict.fromkeys(names))))


def _shortened(items: list[str]) -> list[str]:
    rest = len(items) - _SHOWN
    return items if rest <= 0 else [*items[:_SHOWN], f"{rest} more"]
