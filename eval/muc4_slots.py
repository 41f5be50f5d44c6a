"""MUC-4's other slots: incident type, stage, date, place, dead and injured, and how firmly organisations are accused.

Templates of the key and incidents of the output are brought into one form (`muc4_keys.Template`), aligned one to one by
the F1 of their slots, and counted inside the pairs. What a template allows for is right in any of its alternatives.
    type          of a template's types; ours follows from the sub-event type and the weapons (`muc_type`)
    date          first and last day exactly. "- 18 AUG 89" states no day, but a bound: no date, and one that ends
                  by then, are neither found nor invented nor missed
    country       ISO 3166-1 code of a country of the key
    place         city, site or region alike (leniently, `eval.text`) to any place of the key below the country
    killed, injured  `best` of the estimate; where no number of dead is told but victims are singled out, how many are.
                  Counted only where the key tells an exact total (`muc4_keys.tolls`)
    organisation  name alike leniently, and `organisation_basis` with a basis that the key allows for, too
An optional template is no miss when the output lacks it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from app.values import places
from eval.align import align
from eval.muc4_keys import Days, Suspect, Template
from eval.muc4_roles import is_organisation
from eval.results import Tally
from eval.tallies import add, compare, f1
from eval.text import alike, names
from schemas import Incident
from schemas.codes import SubEventType

_TYPES: Final[dict[SubEventType, str]] = {
    "Abduction/forced disappearance": "KIDNAPPING",
    "Remote explosive/landmine/IED": "BOMBING",
    "Suicide bomb": "BOMBING",
    "Looting/property destruction": "ROBBERY",
}
_EXPLOSIVE: Final = frozenset({"bomb", "ied"})


def muc_type(incident: Incident) -> str:
    """MUC-4's incident type: arson or a bombing by the weapon, a kidnapping or robbery by the sub-type, else an attack.

    A grenade, a rocket and an air strike are no bombing by themselves: the key has both types for them.
    """
    categories = {weapon.category for weapon in incident.weapons}
    if "arson" in categories:
        return "ARSON"
    if categories & _EXPLOSIVE and incident.sub_event_type != "Abduction/forced disappearance":
        return "BOMBING"
    return _TYPES.get(incident.sub_event_type, "ATTACK")


def as_template(incident: Incident) -> Template:
    """An incident of the output in the form of the key."""
    date, where = incident.date, incident.location
    days = ((date.start, date.end),) if date and date.start and date.end else ()
    return Template(
        types=frozenset({muc_type(incident)}),
        stages=frozenset({incident.stage.upper()}),
        dates=days,
        countries=(where.country_code,) if where and where.country_code else (),
        places=names(where.city, where.site, where.admin1) if where else frozenset(),
        killed=_killed(incident),
        injured=incident.injured.best,
        suspects=tuple(
            Suspect(names(said.actor), frozenset({said.basis}))
            for said in incident.attribution
            if is_organisation(said.actor)
        ),
        optional=False,
    )


def with_codes(template: Template) -> Template:
    """A template with the codes of its countries in place of their names."""
    found = (places.country_of(country.title()) or country for country in template.countries)
    return replace(template, countries=tuple(found))


def slot_tallies(key: Sequence[Template], incidents: Sequence[Incident]) -> dict[str, Tally]:
    """Templates found, invented and missed, and each slot over the pairs; an empty output finds nothing."""
    gold, output = tuple(with_codes(one) for one in key), tuple(as_template(one) for one in incidents)
    partners = dict(align(gold, output, _likeness, key=_in_order))
    pairs = [(one, output[partners[index]] if index in partners else None) for index, one in enumerate(gold)]
    kept = [(one, other) for one, other in pairs if other or not one.optional]
    rest = [(None, other) for index, other in enumerate(output) if index not in partners.values()]
    both = [*kept, *rest]
    missed = sum(other is None for _, other in kept)
    counted = {slot: add(tally(one, other) for one, other in both) for slot, tally in SLOTS.items()}
    return {"incidents": Tally(tp=len(partners), fp=len(rest), fn=missed), **counted}


def _killed(incident: Incident) -> int | None:
    if incident.fatalities.best is not None:
        return incident.fatalities.best
    counted = any(claim.killed for claim in incident.casualty_claims)
    singled = {names(person.name, person.description) for c in incident.casualty_claims for person in c.victims}
    return len(singled) if singled and not counted else None


def _likeness(one: Template, other: Template) -> float:
    return f1(add(tally(one, other) for slot, tally in SLOTS.items() if slot != "stage")) or 0.0


def _in_order(template: Template) -> str:
    """The same text for the same template in every process: sets have no order of their own."""
    suspects = sorted((sorted(one.names), sorted(one.bases)) for one in template.suspects)
    sets = (sorted(template.types), sorted(template.stages), sorted(template.places), sorted(template.countries))
    return repr((sets, template.dates, template.killed, template.injured, suspects, template.optional))


Slot = Callable[[Template | None, Template | None], Tally]


def _shared(values: Callable[[Template], Iterable[object]]) -> Slot:
    """A slot with one filler, given by alternatives: found when the two sides share one."""

    def tally(one: Template | None, other: Template | None) -> Tally:
        sides = (frozenset(values(side)) if side else frozenset() for side in (one, other))
        left, right = ((side,) if side else () for side in sides)
        return compare(left, right, lambda alternatives, mine: bool(alternatives & mine))

    return tally


def _date(one: Template | None, other: Template | None) -> Tally:
    gold, output = (side.dates if side else () for side in (one, other))
    stated, bounds = {days for days in gold if days[0]}, tuple(days for days in gold if not days[0])
    if stated & set(output):
        return Tally(tp=1)
    if bounds and (not output or any(_within(output[0], bound) for bound in bounds)):
        return Tally()
    return Tally(fp=len(output), fn=int(bool(stated) and not bounds))


def _within(days: Days, bound: Days) -> bool:
    return days[1] <= bound[1]


def _place(one: Template | None, other: Template | None) -> Tally:
    left, right = ((side.places,) if side and side.places else () for side in (one, other))
    return compare(left, right, lambda mine, theirs: alike(mine, theirs, "lenient"))


def _exact(number: Callable[[Template], int | None]) -> Slot:
    """A number, counted only where gold has one."""

    def tally(one: Template | None, other: Template | None) -> Tally:
        gold, output = (number(side) if side else None for side in (one, other))
        if gold is None:
            return Tally()
        return Tally(tp=int(gold == output), fp=int(output is not None and gold != output), fn=int(gold != output))

    return tally


def _organisations(*, basis: bool) -> Slot:
    def same(one: Suspect, other: Suspect) -> bool:
        return alike(one.names, other.names, "lenient") and (not basis or bool(one.bases & other.bases))

    def tally(one: Template | None, other: Template | None) -> Tally:
        left, right = (side.suspects if side else () for side in (one, other))
        return compare(left, right, same)

    return tally


SLOTS: Final[dict[str, Slot]] = {
    "type": _shared(lambda template: template.types),
    "stage": _shared(lambda template: template.stages),
    "date": _date,
    "country": _shared(lambda template: template.countries),
    "place": _place,
    "killed": _exact(lambda template: template.killed),
    "injured": _exact(lambda template: template.injured),
    "organisation": _organisations(basis=False),
    "organisation_basis": _organisations(basis=True),
}
