"""The fields of an incident as items that can be counted: which there are, and when two items are the same.

An item is made of codes, which must be equal, and of names, which must be alike (`eval.text`). A name of a party or a
source goes with every other name that the same incident's `actors` give it, so that "US" and "United States" agree
where either side knows them for aliases. What is null is no item: nulls are counted apart (`eval.nulls`).
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from eval import fields_since_2
from eval.items import Item, ends, known_as, numbered
from eval.text import names
from schemas import Estimate, Incident


def _date(incident: Incident) -> Iterator[Item]:
    if incident.date and (incident.date.start or incident.date.end):
        yield Item(codes=(incident.date.start, incident.date.end))


def _country_code(incident: Incident) -> Iterator[Item]:
    if incident.location and incident.location.country_code:
        yield Item(codes=(incident.location.country_code,))


def _city(incident: Incident) -> Iterator[Item]:
    if incident.location and incident.location.city:
        yield Item(names=(names(incident.location.city),))


def _site(incident: Incident) -> Iterator[Item]:
    if incident.location and incident.location.site:
        yield Item(names=(names(incident.location.site),))


def _actors(incident: Incident) -> Iterator[Item]:
    for actor in incident.actors:
        yield Item(names=(names(actor.name, *actor.aliases),))


def _attribution(incident: Incident) -> Iterator[Item]:
    for said in incident.attribution:
        who = (known_as(incident, said.actor), known_as(incident, said.asserted_by))
        yield Item(codes=(said.basis,), names=who)


def _targets(incident: Incident) -> Iterator[Item]:
    for target in incident.targets:
        yield Item(names=(names(target.name),))


def _target_kinds(incident: Incident) -> Iterator[Item]:
    for target in incident.targets:
        yield Item(codes=(target.kind,), names=(names(target.name),))


def _weapons(incident: Incident) -> Iterator[Item]:
    for weapon in incident.weapons:
        yield Item(codes=(weapon.category,), names=(names(weapon.name),))


def _weapon_counts(incident: Incident) -> Iterator[Item]:
    for weapon in incident.weapons:
        if weapon.count:
            yield Item(codes=(weapon.category, ends(weapon.count)))


def _claims(incident: Incident) -> Iterator[Item]:
    for claim in numbered(incident):
        codes = (ends(claim.killed), ends(claim.injured), claim.victim_class)
        yield Item(codes=codes, names=(known_as(incident, claim.asserted_by),))


def _tolls(incident: Incident) -> Iterator[Item]:
    """The numbers alone, whoever gives them, once each."""
    told = ((harm, ends(getattr(claim, harm))) for claim in numbered(incident) for harm in ("killed", "injured"))
    yield from dict.fromkeys(Item(codes=toll) for toll in told if toll[1])


def _confirmed_by(incident: Incident) -> Iterator[Item]:
    """Who confirms which numbers: a confirmation of another claim is another item."""
    for claim in incident.casualty_claims:
        for source in claim.confirmed_by:
            codes = (ends(claim.killed), ends(claim.injured))
            yield Item(codes=codes, names=(known_as(incident, source.name),))


def _victims(incident: Incident) -> Iterator[Item]:
    """People singled out, once each, by name or description; either stands for the person."""
    people = (person for claim in incident.casualty_claims for person in claim.victims)
    singled = (names(person.name, person.description) for person in people)
    yield from dict.fromkeys(Item(names=(one,)) for one in singled if one)


def _reactions(incident: Incident) -> Iterator[Item]:
    for statement in incident.reactions:
        yield Item(codes=(statement.act,), names=(known_as(incident, statement.speaker),))


def _estimate(estimate: Estimate) -> Iterator[Item]:
    if estimate != Estimate():
        yield Item(codes=(estimate.low, estimate.best, estimate.high))


FIELDS: Final[dict[str, Callable[[Incident], Iterable[Item]]]] = {
    "sub_event_type": lambda incident: (Item(codes=(incident.sub_event_type,)),),
    "event_type": lambda incident: (Item(codes=(incident.event_type,)),),
    "stage": lambda incident: (Item(codes=(incident.stage,)),),
    "date": _date,
    "country_code": _country_code,
    "city": _city,
    "site": _site,
    "actors": _actors,
    "attribution": _attribution,
    "targets": _targets,
    "target_kinds": _target_kinds,
    "weapons": _weapons,
    "weapon_counts": _weapon_counts,
    "casualty_claims": _claims,
    "tolls": _tolls,
    "confirmed_by": _confirmed_by,
    "victims": _victims,
    "reactions": _reactions,
    "fatalities": lambda incident: _estimate(incident.fatalities),
    "injured": lambda incident: _estimate(incident.injured),
    "time": fields_since_2.time,
    "precision": fields_since_2.precision,
    "places": fields_since_2.places,
    "memberships": fields_since_2.memberships,
    "target_facts": fields_since_2.target_facts,
    "weapon_systems": fields_since_2.systems,
    "victim_outcomes": fields_since_2.victim_outcomes,
    "victim_facts": fields_since_2.victim_facts,
    "claim_nouns": fields_since_2.claim_nouns,
    "claim_parties": fields_since_2.claim_parties,
    "other_counts": fields_since_2.other_counts,
    "protest": fields_since_2.protest,
    "roles": fields_since_2.roles,
    "attribution_status": lambda incident: (Item(codes=(each,)) for each in incident.attribution_status),
    "toll_status": lambda incident: (Item(codes=(incident.toll_status,)),),
    "civilian_targeting": lambda incident: (Item(codes=(incident.civilian_targeting,)),),
}
"""Every field that is counted, by its name in the reports, and its items in an incident."""

DERIVED: Final = frozenset(
    {
        *("event_type", "target_kinds", "tolls", "fatalities", "injured"),
        *("precision", "roles", "attribution_status", "toll_status", "civilian_targeting"),
    }
)
"""Fields that follow from others or repeat a part of them: reported, and left out of the pooled score."""

SINCE_2: Final = frozenset(
    {
        *("time", "places", "memberships", "target_facts", "weapon_systems", "victim_outcomes", "victim_facts"),
        *("claim_nouns", "claim_parties", "other_counts", "protest"),
    }
)
"""Fields that schema 2.0 added: pooled by themselves (`new_fields`), so that `fields` stays the measure that it was."""

POOLED: Final = tuple(field for field in FIELDS if field not in DERIVED | SINCE_2)

PLAIN: Final = (
    "sub_event_type",
    "stage",
    "date",
    "country_code",
    "city",
    "site",
    "attribution",
    "targets",
    "casualty_claims",
    "reactions",
)
"""The pooled fields that a plain record has as well (`eval.plain`): what it can be compared by."""

IDENTIFYING: Final = tuple(
    field for field in POOLED if field not in {"stage", "weapon_counts", "confirmed_by", "reactions"}
)
"""What makes two records one incident; `stage`, nearly always "accomplished", would make pairs of strangers."""
