"""One incident of the public record from what was verified and resolved of it; codes and estimates computed. Pure."""

from collections.abc import Iterable

import schemas
from app.assemble import actors, claims
from app.assemble.actors import Parties, naming, source_type
from app.assemble.derived import UNDERIVED, derived
from app.assemble.paths import Placed, joined, listed, under
from app.records.resolved import ResolvedIncident
from app.records.verified import (
    Attribution,
    Demand,
    Organiser,
    OtherCount,
    Protest,
    Response,
    Statement,
    Target,
    TimeWords,
    Weapon,
)
from schemas.codes import EVENT_TYPE_OF, PLOVER_OF


def build(resolved: ResolvedIncident, parties: Parties, identifier: str) -> Placed[schemas.Incident]:
    """The public record of an incident under an id, and where the draft's values stand in it."""
    incident = resolved.verified
    actor = listed("actors", actors.actors(incident, parties))
    attribution = listed("attribution", _attributions(incident.attribution, parties))
    target = listed("targets", (_target(each, parties) for each in incident.targets))
    weapon = listed("weapons", map(_weapon, incident.weapons))
    claim = listed("casualty_claims", claims.merged(incident.claims, parties))
    reaction = listed("reactions", (_statement(each, parties) for each in incident.reactions))
    count = listed("other_counts", (_count(each, parties) for each in incident.counts))
    protest = _protest(incident.protest, parties) if incident.protest else None
    value = schemas.Incident(
        id=identifier,
        event_type=EVENT_TYPE_OF[incident.sub_event_type],
        sub_event_type=incident.sub_event_type,
        plover=PLOVER_OF[incident.sub_event_type],
        stage=incident.stage,
        date=resolved.date,
        time=_time(incident.time) if incident.time else None,
        location=resolved.location,
        actors=actor.value,
        attribution=attribution.value,
        targets=target.value,
        weapons=weapon.value,
        casualty_claims=claim.value,
        other_counts=count.value,
        protest=protest.value if protest else None,
        reactions=reaction.value,
        evidence=incident.evidence,
        **UNDERIVED,
    )
    parts = (actor, attribution, target, weapon, claim, count, reaction, *((protest,) if protest else ()))
    whole = {party.name: party.member_of.name for party in parties if party.member_of}
    moves = {origin: path for part in parts for origin, path in part.moves.items()}
    return Placed(derived(value, whole), {incident.origin: ""} | moves)


def _attributions(said: Iterable[Attribution], parties: Parties) -> tuple[Placed[schemas.Attribution], ...]:
    """One for each actor, basis and asserter; what is said twice carries the words of both."""
    each = (_attribution(one, parties) for one in said)
    return joined(((one.value.actor, one.value.basis, one.value.asserted_by), one) for one in each)


def _attribution(said: Attribution, parties: Parties) -> Placed[schemas.Attribution]:
    value = schemas.Attribution(
        actor=said.actor.name,
        basis=said.basis,
        asserted_by=said.asserted_by.name if said.asserted_by else None,
        evidence=naming(said.evidence, (said.actor, said.asserted_by), parties),
    )
    return Placed(value, {said.origin: ""})


def _target(target: Target, parties: Parties) -> Placed[schemas.Target]:
    value = schemas.Target(
        name=target.name,
        kind=target.kind,
        of=target.of.name if target.of else None,
        sector=target.sector,
        damage=target.damage,
        evidence=naming(target.evidence, [target.of], parties),
    )
    return Placed(value, {target.origin: ""})


def _weapon(weapon: Weapon) -> Placed[schemas.Weapon]:
    value = schemas.Weapon(
        name=weapon.name,
        category=weapon.category,
        system=weapon.system,
        count=weapon.count,
        evidence=weapon.evidence,
    )
    return Placed(value, {weapon.origin: ""})


def _statement(said: Statement, parties: Parties) -> Placed[schemas.Statement]:
    value = schemas.Statement(
        speaker=said.speaker.name,
        act=said.act,
        text=said.evidence[0].quote,
        evidence=naming(said.evidence, [said.speaker], parties),
    )
    return Placed(value, {said.origin: ""})


def _time(time: TimeWords) -> schemas.TimeOfDay:
    return schemas.TimeOfDay(text=time.words.name, part=time.part, hour=time.hour, evidence=(time.words.evidence,))


def _count(counted: OtherCount, parties: Parties) -> Placed[schemas.OtherCount]:
    value = schemas.OtherCount(
        what=counted.what,
        count=counted.count,
        unit=counted.unit,
        noun=counted.noun,
        asserted_by=counted.asserted_by.name if counted.asserted_by else None,
        source_type=source_type(counted.asserted_by, parties),
        evidence=naming(counted.evidence, [counted.asserted_by], parties),
    )
    return Placed(value, {counted.origin: ""})


def _protest(protest: Protest, parties: Parties) -> Placed[schemas.Protest]:
    organisers = listed("organisers", (_organiser(each, parties) for each in protest.organisers))
    demands = listed("demands", map(_demand, protest.demands))
    responses = listed("responses", (_response(each, parties) for each in protest.responses))
    value = schemas.Protest(organisers=organisers.value, demands=demands.value, responses=responses.value)
    moves = {**organisers.moves, **demands.moves, **responses.moves}
    return Placed(value, under("protest", moves))


def _organiser(organiser: Organiser, parties: Parties) -> Placed[schemas.Organiser]:
    evidence = naming(organiser.evidence, [organiser.party], parties)
    return Placed(schemas.Organiser(name=organiser.party.name, evidence=evidence), {organiser.origin: ""})


def _demand(demand: Demand) -> Placed[schemas.Demand]:
    value = schemas.Demand(text=demand.text, stance=demand.stance, evidence=demand.evidence)
    return Placed(value, {demand.origin: ""})


def _response(response: Response, parties: Parties) -> Placed[schemas.Response]:
    by = response.by.name if response.by else None
    value = schemas.Response(kind=response.kind, by=by, evidence=naming(response.evidence, [response.by], parties))
    return Placed(value, {response.origin: ""})
