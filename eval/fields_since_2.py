"""Fields of an incident that schema 2.0 added, as items that can be counted (`eval.fields`). Pure."""

from collections.abc import Iterator

from eval.items import Item, ends, known_as, numbered
from eval.text import Names, names
from schemas import Incident, Person


def victim_outcomes(incident: Incident) -> Iterator[Item]:
    """What happened to each person singled out."""
    for person in _people(incident):
        if person.outcome:
            yield Item(codes=(person.outcome,), names=(names(person.name, person.description),))


def victim_facts(incident: Incident) -> Iterator[Item]:
    """Age, sex, relation and minority of people singled out, each by itself."""
    for person in _people(incident):
        who = names(person.name, person.description)
        facts = (("age", person.age), ("sex", person.sex), ("minor", person.minor or None))
        yield from (Item(codes=fact, names=(who,)) for fact in facts if fact[1] is not None)
        if person.relation:
            yield Item(codes=("relation",), names=(who, names(person.relation)))


def _people(incident: Incident) -> Iterator[Person]:
    """The people singled out, whom several claims single out once."""
    people = (person for claim in incident.casualty_claims for person in claim.victims)
    seen: list[Names] = []
    for person in people:
        called = names(person.name, person.description)
        if called and not any(called & other for other in seen):
            seen.append(called)
            yield person


def time(incident: Incident) -> Iterator[Item]:
    if incident.time:
        facts = (("part", incident.time.part), ("hour", incident.time.hour))
        yield from (Item(codes=fact) for fact in facts if fact[1])


def precision(incident: Incident) -> Iterator[Item]:
    if incident.location:
        yield Item(codes=(incident.location.precision,))


def places(incident: Incident) -> Iterator[Item]:
    for place in incident.location.places if incident.location else ():
        yield Item(names=(names(place.name),))


def memberships(incident: Incident) -> Iterator[Item]:
    for actor in incident.actors:
        if actor.member_of:
            yield Item(names=(names(actor.name, *actor.aliases), known_as(incident, actor.member_of)))


def roles(incident: Incident) -> Iterator[Item]:
    for actor in incident.actors:
        yield from (Item(codes=(role,), names=(names(actor.name, *actor.aliases),)) for role in actor.roles)


def target_facts(incident: Incident) -> Iterator[Item]:
    """Sector, damage and owner of targets, each by itself."""
    for target in incident.targets:
        facts = (("sector", target.sector), ("damage", target.damage))
        yield from (Item(codes=fact, names=(names(target.name),)) for fact in facts if fact[1])
        if target.of:
            yield Item(codes=("of",), names=(names(target.name), known_as(incident, target.of)))


def systems(incident: Incident) -> Iterator[Item]:
    for weapon in incident.weapons:
        if weapon.system:
            yield Item(names=(names(weapon.system),))


def claim_nouns(incident: Incident) -> Iterator[Item]:
    """The word that is counted, with the numbers."""
    for claim in numbered(incident):
        if claim.noun:
            yield Item(codes=(ends(claim.killed), ends(claim.injured)), names=(names(claim.noun),))


def claim_parties(incident: Incident) -> Iterator[Item]:
    """Whose dead and injured they are, with the numbers."""
    for claim in numbered(incident):
        if claim.of:
            yield Item(codes=(ends(claim.killed), ends(claim.injured)), names=(known_as(incident, claim.of),))


def other_counts(incident: Incident) -> Iterator[Item]:
    for each in incident.other_counts:
        yield Item(codes=(each.what, ends(each.count), each.unit), names=(known_as(incident, each.asserted_by),))


def protest(incident: Incident) -> Iterator[Item]:
    """Organisers, demands and responses of a protest, each by itself."""
    if incident.protest:
        for organiser in incident.protest.organisers:
            yield Item(codes=("organiser",), names=(known_as(incident, organiser.name),))
        for demand in incident.protest.demands:
            yield Item(codes=("demand", demand.stance), names=(names(demand.text),))
        for response in incident.protest.responses:
            yield Item(codes=("response", response.kind), names=(known_as(incident, response.by),))
