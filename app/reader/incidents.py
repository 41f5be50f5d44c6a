"""Incidents from groups of readings: every value with its words. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from app.article.ground import Found, slice_of
from app.reader import casualties, codes
from app.reader.actors import actors, is_common, who
from app.reader.check import overlap
from app.reader.claims import grounded, merge, with_confirmation
from app.reader.event_types import sub_event_type, tells_of
from app.reader.grouping import Group, Report
from app.reader.siting import incident_date, incident_location, shared_location
from app.reader.sources import Asserted, accusation, as_source, basis, counting, key, same_side
from app.reader.syntax import ParsedArticle
from app.values import counts
from schemas import (
    Attribution,
    CasualtyClaim,
    Estimate,
    Evidence,
    Incident,
    Location,
    Target,
    UnsupportedValue,
    Weapon,
)
from schemas.codes import EVENT_TYPE_OF, Basis, Stage, TargetKind

N = TypeVar("N", Target, Weapon)
VAGUE_THING: Final = re.compile(r"(?:facilit(?:y|ies)|buildings?|sites?|compounds?|structures?|places?)", re.IGNORECASE)
"""What a thing is called that has a more telling name elsewhere."""
THINGS: Final[frozenset[TargetKind]] = frozenset({"building", "vehicle", "infrastructure"})
QUIET: Final = frozenset({"Protests", "Riots", "Strategic developments"})
PEOPLE: Final[frozenset[TargetKind]] = frozenset({"group", "person"})


@dataclass(frozen=True, slots=True)
class Built:
    """An incident, the readings that it is of, whether it is background, and what was set aside on the way."""

    incident: Incident
    group: Group
    background: bool
    unsupported: tuple[UnsupportedValue, ...]


def build(group: Group, article: ParsedArticle) -> Built:
    """The record of one group, without what is computed of it later: its id, estimates, statuses and note are blank."""
    claims, unsupported = _claims(group, article)
    location = incident_location(group, article)
    targets = _distinct(_targets(group))
    attribution = tuple(_attributions(group, article))
    sub = sub_event_type(group)
    incident = Incident(
        id="",
        event_type=EVENT_TYPE_OF[sub],
        sub_event_type=sub,
        plover=None,
        stage=_stage(group),
        date=incident_date(group, article),
        location=location,
        actors=(),
        attribution=attribution,
        targets=targets,
        weapons=_distinct(_weapons(group, article)),
        casualty_claims=claims,
        reactions=(),
        fatalities=Estimate(),
        injured=Estimate(),
        attribution_status=(),
        toll_status="none",
        origins=(),
        civilian_targeting=None,
        note="",
        evidence=_sentences(group.told, article),
    )
    known = incident.model_copy(update={"actors": actors(group, incident, article)})
    return Built(known, group, group.background, unsupported)


def is_told(built: Built, group: Group) -> bool:
    """Whether an incident is told well enough to be one: by two of day, place, doer, target, weapon and toll."""
    one = built.incident
    doers = any(told.deed.agents for told in group.told)
    told = (one.date, one.location, doers, one.targets, one.weapons, one.casualty_claims)
    enough = 1 if EVENT_TYPE_OF[one.sub_event_type] in QUIET else 2
    return sum(map(bool, told)) >= enough


def placed(built: Built, main: Location | None, article: ParsedArticle) -> Built:
    """The incident; where its own words name no place, with what the main incident's place tells of it.

    Of one that is only told as what came before another deed, nothing: it may have been anywhere.
    """
    if built.incident.location or any(told.deed.within for told in built.group.told):
        return built
    there = shared_location(built.group, main, article)
    return replace(built, incident=built.incident.model_copy(update={"location": there}))


def _claims(group: Group, article: ParsedArticle) -> tuple[tuple[CasualtyClaim, ...], tuple[UnsupportedValue, ...]]:
    claims: tuple[CasualtyClaim, ...] = ()
    unsupported: list[UnsupportedValue] = []
    for told in group.told:
        found, refused = casualties.read(
            told.clause, counting(told.clause, told.asserted, told.stances, article.tree), article, claims
        )
        claims = merge((*claims, *found))
        unsupported.extend(refused)
        source = told.asserted.source()
        if source and casualties.confirms(told.clause):
            claims = with_confirmation(claims, source)
    return grounded(claims), tuple(unsupported)


def _attributions(group: Group, article: ParsedArticle) -> Iterator[Attribution]:
    """Each party with how firmly it is tied to the deed and by whom, once."""
    seen = set()
    main = sub_event_type(group)
    for told in group.told:
        for actor, how, by in _tied(told, group, article) if tells_of(told, main) else ():
            identity = (key(actor.words), how, by.name)
            if identity not in seen:
                seen.add(identity)
                quotes = by.with_words(_sentence(told, article), actor)
                yield Attribution(actor=actor.words, basis=how, asserted_by=by.name, evidence=quotes)


def _tied(told: Report, group: Group, article: ParsedArticle) -> Iterator[tuple[Found, Basis, Asserted]]:
    disowning = tuple(act.speaker for act in told.stances if act.disowns)
    for speaker in disowning:
        yield speaker.named[0], "denied", as_source(speaker)
    for act in told.stances:
        if act.owns:
            yield act.speaker.named[0], "claimed", as_source(act.speaker)
        if act.against:
            yield act.against.named[0], accusation(as_source(act.speaker)), as_source(act.speaker)
    accusing = tuple(words for act in told.stances if act.act == "ACCUSE" for words in act.speaker.named)
    for actor in told.deed.agents if not told.asserted.denied else ():
        own = any(same_side(speaker.what, actor.words) for speaker in disowning)
        if not own and not any(overlap(actor, words) for words in accusing):
            yield who(actor, group, article), basis(told.clause, actor, told.asserted), told.asserted


def _targets(group: Group) -> Iterator[Target]:
    """What was hit. People whose kind alone is told count only where no thing was hit: else they were in it."""
    hits = tuple(hit for told in group.told for hit in told.deed.targets)
    things = any(hit.kind in THINGS for hit in hits)
    named = any(hit.kind == "building" and not VAGUE_THING.fullmatch(hit.words.words) for hit in hits)
    for hit in hits:
        people = things and hit.kind in PEOPLE and is_common(hit.words.words)
        if not people and not (named and VAGUE_THING.fullmatch(hit.words.words)):
            yield Target(name=hit.words.words, kind=hit.kind, evidence=(hit.words.evidence,))


def _weapons(group: Group, article: ParsedArticle) -> Iterator[Weapon]:
    for told in group.told:
        for weapon in told.deed.weapons:
            if category := codes.weapon_category(weapon.words, told.clause.text):
                quote = _with_count(weapon, told, article)
                count = counts.parse(quote.words)
                yield Weapon(name=weapon.words, category=category, count=count, evidence=(quote.evidence,))


_CALIBRE: Final = re.compile(r"\s*(?:\d[\d.]{0,20}[- ]?mm\s*)?")


def _is_calibre(hit: counts.Hit, told: Report) -> bool:
    return re.match(r"[- ]?mm\b", told.clause.text[hit.end :]) is not None


def _with_count(weapon: Found, told: Report, article: ParsedArticle) -> Found:
    """The weapon's words with the number right before them: "at least two rockets"."""
    before = [
        hit for hit in counts.find(article.text[told.clause.asked.start : weapon.start]) if not _is_calibre(hit, told)
    ]
    if not before:
        return weapon
    start, end = (told.clause.asked.start + offset for offset in (before[-1].start, before[-1].end))
    adjacent = _CALIBRE.fullmatch(article.text, end, weapon.start) is not None
    return slice_of(article.text, start, weapon.end) if adjacent else weapon


def _distinct(named: Iterable[N]) -> tuple[N, ...]:
    """One of each: a name whose words another name holds ("the vehicle", "a vehicle inside the base") joins it."""
    kept: list[N] = []
    for item in named:
        index = next((i for i, other in enumerate(kept) if _nested(item.name, other.name)), len(kept))
        kept[index : index + 1] = [_joined(*kept[index : index + 1], item)]
    return tuple(kept)


def _joined(*same: N) -> N:
    """The fullest name of one thing, with the evidence of all."""
    fullest = max(same, key=lambda one: len(one.name))
    evidence = dict.fromkeys(quote for one in same for quote in one.evidence)
    return fullest.model_copy(update={"evidence": tuple(evidence)})


def _nested(one: str, other: str) -> bool:
    words, others = set(key(one).split()), set(key(other).split())
    return words <= others or others <= words


def _stage(group: Group) -> Stage:
    """As the readings tell it; what was tried or threatened in one of them was not done, unless people were hurt."""
    stages = [codes.stage(told.clause.text) for told in group.told]
    tried = next((stage for stage in stages if stage != "accomplished"), None)
    return tried if tried and not any(_harmed(told) for told in group.told) else "accomplished"


def _harmed(told: Report) -> bool:
    """Whether the reading counts or names dead or hurt."""
    said = tuple(found.words for found in (told.clause.killed, told.clause.wounded) if found)
    return any(count.count.min != 0 for words in said for count in counts.find(words)) or bool(
        said and not any(counts.find(words) for words in said)
    )


def _sentence(told: Report, article: ParsedArticle) -> Found:
    return slice_of(article.text, told.clause.asked.start, told.clause.asked.end)


def _sentences(told: Iterable[Report], article: ParsedArticle) -> tuple[Evidence, ...]:
    """The whole sentences that the clauses are from."""
    indexes = dict.fromkeys(reading.clause.asked.sentence for reading in told)
    spans = ((article.sentences[index].start, article.sentences[index].end) for index in indexes)
    return tuple(slice_of(article.text, start, end).evidence for start, end in spans)
