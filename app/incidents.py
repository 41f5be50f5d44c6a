"""Incidents from groups of readings: every value with its words, every code and estimate computed. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from app import casualties, speech
from app.article import Article
from app.estimates import corroboration, estimate
from app.ground import Found, slice_of
from app.grouping import Group, Told
from app.normalise import codes, counts
from app.siting import incident_date, incident_location
from app.sources import basis, key
from schemas import (
    Actor,
    Attribution,
    CasualtyClaim,
    Evidence,
    Incident,
    Statement,
    Target,
    UnsupportedValue,
    Weapon,
)
from schemas.codes import EVENT_TYPE_OF, Plover, Stage, SubEventType

N = TypeVar("N", Target, Weapon)

VAGUE: Final[frozenset[SubEventType]] = frozenset({"Attack", "Other"})
"""Sub-event types that count only where no reading tells more."""


@dataclass(frozen=True, slots=True)
class Built:
    """An incident, whether it is background, and what was set aside on the way."""

    incident: Incident
    background: bool
    unsupported: tuple[UnsupportedValue, ...]


def build(group: Group, position: int, article: Article) -> Built:
    """The public record of one group; `position` counts from 1 over the article's incidents."""
    claims, unsupported = _claims(group, article)
    totals = tuple(claim for claim in claims if claim.victim_class == "all") or claims
    location = incident_location(group, article)
    attribution = tuple(_attributions(group, article))
    targets = _distinct(_targets(group))
    sub = sub_event_type(group)
    incident = Incident(
        id=f"{article.id[:16]}-{position}",
        event_type=EVENT_TYPE_OF[sub],
        sub_event_type=sub,
        plover=codes.plover(sub),
        stage=_stage(group),
        date=incident_date(group, article),
        location=location,
        actors=_actors(group, targets, location.country_code if location else None),
        attribution=attribution,
        targets=targets,
        weapons=_distinct(_weapons(group, article)),
        casualty_claims=claims,
        fatalities=estimate(claim.killed for claim in totals),
        injured=estimate(claim.injured for claim in totals),
        reactions=(),
        corroboration=corroboration(claims, attribution),
        evidence=_sentences(group.told, article),
    )
    return Built(incident, group.background, unsupported)


def sub_event_type(group: Group) -> SubEventType:
    """What most readings tell of, the first of equals; a vague type only where nothing more telling is said."""
    found = [sub for told in group.told if (sub := _told_type(told))]
    telling = [sub for sub in found if sub not in VAGUE] or found
    return Counter(telling).most_common(1)[0][0] if telling else "Other"


def _told_type(told: Told) -> SubEventType | None:
    """By the words for the deed and the weapon where they tell; by the whole clause where they do not."""
    words = " ".join(found.words for found in (told.clause.event, told.clause.weapon) if found)
    own = codes.sub_event_type(words)
    return own if own and own not in VAGUE else codes.sub_event_type(told.clause.text)


def reactions(told: Iterable[Told], article: Article) -> Iterator[Statement]:
    """What named speakers do with words: accuse, threaten, reject, request."""
    for reading in told:
        if reading.asserted.name is None:
            continue
        sentence = _sentence(reading, article)
        for act in _acts(reading.clause.text):
            yield Statement(
                speaker=reading.asserted.name,
                act=act,
                text=sentence.words,
                evidence=reading.asserted.with_words(sentence),
            )


def _acts(text: str) -> tuple[Plover, ...]:
    """What the words do; a stance counts only towards a deed that the sentence tells of, a threat always does."""
    said: tuple[Plover | None, ...] = ("ACCUSE" if speech.accuses(text) else None, codes.speech_act(text))
    deed = codes.sub_event_type(text) is not None
    return tuple(dict.fromkeys(act for act in said if act and (deed or act == "THREATEN")))


def _claims(group: Group, article: Article) -> tuple[tuple[CasualtyClaim, ...], tuple[UnsupportedValue, ...]]:
    claims: tuple[CasualtyClaim, ...] = ()
    unsupported: list[UnsupportedValue] = []
    for told in group.told:
        found, refused = casualties.read(told.clause, told.asserted, article)
        claims = casualties.merge((*claims, *found))
        unsupported.extend(refused)
        source = told.asserted.source()
        if source and casualties.confirms(told.clause):
            claims = casualties.with_confirmation(claims, source)
    return claims, tuple(unsupported)


def _attributions(group: Group, article: Article) -> Iterator[Attribution]:
    seen = set()
    for told in group.told:
        disowned = told.clause.said_by if codes.disowns(told.clause.text) else None
        actor = told.clause.attacker or disowned
        if actor is None:
            continue
        how = basis(told.clause, actor, told.asserted)
        identity = (key(actor.words), how, told.asserted.name)
        if identity not in seen:
            seen.add(identity)
            yield Attribution(
                actor=actor.words,
                basis=how,
                asserted_by=told.asserted.name,
                evidence=told.asserted.with_words(_sentence(told, article)),
            )


def _targets(group: Group) -> Iterator[Target]:
    for told in group.told:
        if target := told.clause.target:
            yield Target(name=target.words, kind=codes.target_kind(target.words), evidence=(target.evidence,))


def _weapons(group: Group, article: Article) -> Iterator[Weapon]:
    for told in group.told:
        weapon = told.clause.weapon
        category = codes.weapon_category(weapon.words, told.clause.text) if weapon else None
        if weapon and category:
            quote = _with_count(weapon, told, article)
            count = counts.parse(quote.words)
            yield Weapon(name=weapon.words, category=category, count=count, evidence=(quote.evidence,))


def _with_count(weapon: Found, told: Told, article: Article) -> Found:
    """The weapon's words with the number right before them: "at least two rockets"."""
    before = counts.find(article.text[told.clause.noted.start : weapon.start])
    if not before:
        return weapon
    start, end = (told.clause.noted.start + offset for offset in (before[-1].start, before[-1].end))
    adjacent = not article.text[end : weapon.start].strip()
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


def _actors(group: Group, targets: tuple[Target, ...], country_code: str | None) -> tuple[Actor, ...]:
    """Parties, groups aimed at and sources, once each, in order of mention; shorter names as aliases of their own."""
    named: dict[str, tuple[str, list[Evidence], list[str]]] = {}
    for name, evidence in sorted(_names(group, targets), key=lambda pair: pair[1].start):
        _, quotes, aliases = named.setdefault(key(name), (name, [], []))
        quotes.append(evidence)
        if name != named[key(name)][0] and name not in aliases:
            aliases.append(name)
    return tuple(
        Actor(
            name=name,
            aliases=tuple(aliases),
            type=codes.inter(name, country_code),
            evidence=tuple(dict.fromkeys(quotes)),
        )
        for name, quotes, aliases in named.values()
    )


def _names(group: Group, targets: tuple[Target, ...]) -> Iterator[tuple[str, Evidence]]:
    for told in group.told:
        if actor := told.clause.attacker:
            yield actor.words, actor.evidence
        if told.asserted.name:
            yield told.asserted.name, told.asserted.named[0].evidence
    yield from ((target.name, target.evidence[0]) for target in targets if target.kind == "group")


def _stage(group: Group) -> Stage:
    """Accomplished when any reading tells it as done; else as the first tells it."""
    stages = [codes.stage(told.clause.text) for told in group.told if not speech.speaks(told.clause.text)]
    stages += [codes.stage(told.clause.text) for told in group.told]
    return "accomplished" if "accomplished" in stages else stages[0]


def _sentence(told: Told, article: Article) -> Found:
    return slice_of(article.text, told.clause.noted.start, told.clause.noted.end)


def _sentences(told: Iterable[Told], article: Article) -> tuple[Evidence, ...]:
    """The whole sentences that the clauses are from."""
    indexes = dict.fromkeys(reading.clause.noted.sentence for reading in told)
    spans = ((article.sentences[index].start, article.sentences[index].end) for index in indexes)
    return tuple(slice_of(article.text, start, end).evidence for start, end in spans)
