"""One incident of the public record from what was verified and resolved of it; codes and estimates computed. Pure."""

from collections.abc import Iterable

import schemas
from app.assemble import actors, claims
from app.assemble.actors import Parties, naming
from app.assemble.estimates import corroboration, tolls
from app.assemble.paths import Placed, joined, listed
from app.records.verified import Attribution, ResolvedIncident, Statement, Target, Weapon
from schemas.codes import EVENT_TYPE_OF, PLOVER_OF


def build(resolved: ResolvedIncident, parties: Parties, identifier: str) -> Placed[schemas.Incident]:
    """The public record of an incident under an id, and where the draft's values stand in it."""
    incident = resolved.verified
    actor = listed("actors", actors.actors(incident, parties))
    attribution = listed("attribution", _attributions(incident.attribution, parties))
    target = listed("targets", map(_target, incident.targets))
    weapon = listed("weapons", map(_weapon, incident.weapons))
    claim = listed("casualty_claims", claims.merged(incident.claims, parties))
    reaction = listed("reactions", (_statement(each, parties) for each in incident.reactions))
    fatalities, injured = tolls(claim.value)
    value = schemas.Incident(
        id=identifier,
        event_type=EVENT_TYPE_OF[incident.sub_event_type],
        sub_event_type=incident.sub_event_type,
        plover=PLOVER_OF[incident.sub_event_type],
        stage=incident.stage,
        date=resolved.date,
        location=resolved.location,
        actors=actor.value,
        attribution=attribution.value,
        targets=target.value,
        weapons=weapon.value,
        casualty_claims=claim.value,
        fatalities=fatalities,
        injured=injured,
        reactions=reaction.value,
        corroboration=corroboration(claim.value, attribution.value),
        evidence=incident.evidence,
    )
    parts = (actor, attribution, target, weapon, claim, reaction)
    return Placed(
        value, {incident.origin: ""} | {origin: path for part in parts for origin, path in part.moves.items()}
    )


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


def _target(target: Target) -> Placed[schemas.Target]:
    value = schemas.Target(name=target.name, kind=target.kind, evidence=target.evidence)
    return Placed(value, {target.origin: ""})


def _weapon(weapon: Weapon) -> Placed[schemas.Weapon]:
    value = schemas.Weapon(name=weapon.name, category=weapon.category, count=weapon.count, evidence=weapon.evidence)
    return Placed(value, {weapon.origin: ""})


def _statement(said: Statement, parties: Parties) -> Placed[schemas.Statement]:
    value = schemas.Statement(
        speaker=said.speaker.name,
        act=said.act,
        text=said.evidence[0].quote,
        evidence=naming(said.evidence, [said.speaker], parties),
    )
    return Placed(value, {said.origin: ""})
