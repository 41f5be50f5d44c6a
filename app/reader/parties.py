"""Each party of an article under one name: a state's short forms, its forces, its office, the forces of a whole. Pure.

"US" and "United States" are one party, and for one deed so are a state and the force that did it; a state that accuses
in the lead is the office that says so below; "the forces of the coalition" are the "US-led coalition" of elsewhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from app.article.ground import DETERMINER
from app.reader import codes
from app.reader.claims import merge
from app.reader.naming import is_little
from app.values import places
from app.values.names import key
from schemas import Actor, Attribution, CasualtyClaim, Evidence, Incident, Source, Statement, Target

_FORCES: Final = frozenset({"military", "police"})


@dataclass(frozen=True, slots=True)
class Same:
    """Names that stand for another one: `name_of` a party's own name by each, `short` what they add to its aliases."""

    name_of: Mapping[str, str] = field(default_factory=dict)
    short: Mapping[str, str] = field(default_factory=dict)

    def named(self, name: str) -> str:
        """The name under which a party stands; its own where nothing is known of it."""
        seen = {name}
        while (other := self.name_of.get(name)) and other not in seen:
            seen.add(other)
            name = other
        return name

    def named_or_none(self, name: str | None) -> str | None:
        """The same; None stays None."""
        return None if name is None else self.named(name)

    def also(self, pairs: Iterable[tuple[str, str, str]]) -> "Same":
        """With further names: each as it was, the party's, and the alias that is left of it; the first stands."""
        name_of, short = dict(self.name_of), dict(self.short)
        for name, party, alias in pairs:
            if name not in name_of:
                name_of[name], short[name] = party, alias
        return Same(name_of, short)


def one_named(incidents: tuple[Incident, ...]) -> tuple[Incident, ...]:
    """The incidents of an article with each party under one name, its other names as aliases."""
    names = tuple(dict.fromkeys(actor.name for incident in incidents for actor in incident.actors))
    same = Same().also((*_states(names), *_forces_of(names)))
    same = same.also(_states_with_force(incidents, same))
    same = same.also(_states_with_office(incidents, same))
    return tuple(_renamed(incident, same) for incident in incidents)


def _states(names: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """A state's short forms, under its longest name."""
    for name in names:
        forms = [other for other in names if _state(other) and _state(other) == _state(name)]
        longest = max(forms, key=len, default=name)
        if longest != name:
            yield name, longest, name


def _state(name: str) -> str | None:
    """The code of the country that a name is, and nothing besides."""
    return places.country_of(name) if places.is_country(name) and places.country_named(name) is None else None


def _forces_of(names: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Forces, troops, members of a whole that stands under a fuller name, if only one name of the article is it."""
    for name in names:
        head, _, of = name.partition(" of ")
        whole = DETERMINER.sub("", of)
        fuller = [other for other in names if other != name and f" {key(other)}".endswith(f" {key(whole)}")]
        if is_little(head) and key(whole) and len(fuller) == 1:
            yield name, fuller[0], whole


def _states_with_force(incidents: tuple[Incident, ...], same: Same) -> Iterator[tuple[str, str, str]]:
    """A state to which a deed is laid, under the name of its force that the article ties to the same deed."""
    forces: dict[str, set[str]] = {}
    for incident in incidents:
        doers = {same.named(said.actor) for said in incident.attribution if said.basis != "denied"}
        for state in filter(_state, doers):
            forces.setdefault(state, set()).update(name for name in doers if _is_force_of(name, state))
    yield from ((state, force, state) for state, found in forces.items() if len(found) == 1 for force in found)


def _is_force_of(name: str, state: str) -> bool:
    own = places.country_of(name) == _state(state) and not places.is_country(name)
    return own and codes.inter(name, None) == "State forces" and codes.source_type(name) in _FORCES


def _states_with_office(incidents: tuple[Incident, ...], same: Same) -> Iterator[tuple[str, str, str]]:
    """A state that says who did it, under the name of its office that the article has say the same."""
    offices: dict[str, set[str]] = {}
    doers = {same.named(said.actor) for incident in incidents for said in incident.attribution}
    for incident in incidents:
        here = incident.location.country_code if incident.location else None
        for one, other in ((one, other) for one in incident.attribution for other in incident.attribution):
            agree = (same.named(one.actor), one.basis) == (same.named(other.actor), other.basis)
            state, office = same.named_or_none(one.asserted_by), same.named_or_none(other.asserted_by)
            if agree and state and office and state not in doers and _is_office_of(office, state, here):
                offices.setdefault(state, set()).add(office)
    yield from ((state, office, state) for state, found in offices.items() if len(found) == 1 for office in found)


def _is_office_of(name: str, state: str, here: str | None) -> bool:
    """Whether a name is a government's office, and that state's: one that names no state is of where it happened."""
    office = codes.source_type(name) == "government" and not places.is_country(name)
    return office and _state(state) is not None and (places.country_of(name) or here) == _state(state)


def _renamed(incident: Incident, same: Same) -> Incident:
    actors = tuple(_actors(incident.actors, same))
    return incident.model_copy(
        update={
            "actors": actors,
            "targets": tuple(_owned(target, actors) for target in incident.targets),
            "attribution": tuple(_attributions(incident.attribution, same)),
            "casualty_claims": merge(_claim(claim, same) for claim in incident.casualty_claims),
            "reactions": tuple(_statements(incident.reactions, same)),
        }
    )


def _actors(actors: Iterable[Actor], same: Same) -> Iterator[Actor]:
    known: dict[str, list[Actor]] = {}
    for actor in actors:
        known.setdefault(same.named(actor.name), []).append(actor)
    for name, one in known.items():
        other = (alias for actor in one for alias in (*_short(actor.name, same), *actor.aliases))
        aliases = tuple(dict.fromkeys(alias for alias in other if alias != name))
        own = sorted(one, key=lambda actor: actor.name != name)
        yield own[0].model_copy(
            update={
                "name": name,
                "aliases": aliases,
                "type": next((actor.type for actor in own if actor.type), None),
                "evidence": _quotes(actor.evidence for actor in one),
            }
        )


def _owned(target: Target, actors: tuple[Actor, ...]) -> Target:
    """A thing with the actor that its own words end with: "headquarters of the Red Front"."""
    _, named, owner = target.name.rpartition(" of ")
    owners = [each.name for each in actors if named and _is_called(each, DETERMINER.sub("", owner))]
    return target.model_copy(update={"of": target.of or next(iter(owners), None)})


def _is_called(actor: Actor, name: str) -> bool:
    return key(name) in {key(known) for known in (actor.name, *actor.aliases)}


def _short(name: str, same: Same) -> Iterator[str]:
    """What a name and those that it stands for add to the aliases of its party."""
    while name in same.short:
        yield same.short[name]
        name = same.name_of[name]


def _attributions(said: Iterable[Attribution], same: Same) -> Iterator[Attribution]:
    known: dict[tuple[str, str, str | None], list[Attribution]] = {}
    for one in said:
        renamed = {"actor": same.named(one.actor), "asserted_by": same.named_or_none(one.asserted_by)}
        new = one.model_copy(update=renamed)
        known.setdefault((new.actor, new.basis, new.asserted_by), []).append(new)
    for alike in known.values():
        yield alike[0].model_copy(update={"evidence": _quotes(one.evidence for one in alike)})


def _claim(claim: CasualtyClaim, same: Same) -> CasualtyClaim:
    by = same.named_or_none(claim.asserted_by)
    confirmed = (each.model_copy(update={"name": same.named(each.name)}) for each in claim.confirmed_by)
    sources: dict[str, Source] = {}
    for each in confirmed:
        sources.setdefault(each.name, each)
    others = tuple(each for name, each in sources.items() if name != by)
    return claim.model_copy(update={"asserted_by": by, "confirmed_by": others})


def _statements(said: Iterable[Statement], same: Same) -> Iterator[Statement]:
    """What each speaker does with words, once each: where it is first told."""
    seen: set[tuple[str, str]] = set()
    for one in said:
        new = one.model_copy(update={"speaker": same.named(one.speaker)})
        if (new.speaker, new.act) not in seen:
            seen.add((new.speaker, new.act))
            yield new


def _quotes(several: Iterable[tuple[Evidence, ...]]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(quote for quotes in several for quote in quotes))
