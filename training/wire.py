"""Gold as the compact answer that a model is to write: the other way round from `compact.drafting`. Pure."""

from datetime import date
from itertools import chain

from app.article import Article
from app.propose.compact.wire import (
    Compact,
    CompactAct,
    CompactAttribution,
    CompactCount,
    CompactDemand,
    CompactIncident,
    CompactParty,
    CompactPerson,
    CompactPlace,
    CompactProtest,
    CompactResponse,
    CompactTarget,
    CompactTime,
    CompactToll,
    CompactWeapon,
)
from app.records.draft import (
    Draft,
    DraftClaim,
    DraftCount,
    DraftDate,
    DraftIncident,
    DraftParty,
    DraftPerson,
    DraftPlace,
    DraftProtest,
    DraftTarget,
)
from app.records.restate import draft_of
from app.values.dates import resolve
from schemas import ArticleSummary

_SUMMARY = 4
"""Sentences that sum an article up, at most."""


def compact_of(summary: ArticleSummary, article: Article) -> Compact:
    """The compact answer that says a gold record of this article.

    Raises ValueError as `app.records.restate.draft_of`.

    Example:
        `compact_of(gold, article).news[0].tolls[0].killed` is "at least 2".
    """
    draft = draft_of(summary, article)
    news = tuple(_incident(one, article.published_on) for one in draft.incidents if one.newly_reported)
    lines = dict.fromkeys(chain.from_iterable(line.sentences[:2] for line in draft.summary))
    return Compact(
        headline=draft.headline,
        reports="incident" if news else "none",
        news=news,
        background=tuple(_incident(one, article.published_on) for one in draft.incidents if not one.newly_reported),
        summary=tuple(sorted(tuple(lines)[:_SUMMARY])),
        context=draft.context,
        parties=tuple(_party(one) for one in _in_order_of_mention(draft)),
    )


def written(answer: Compact) -> str:
    """The answer as the model is to write it: compact JSON without what a field has by default."""
    return answer.model_dump_json(exclude_defaults=True)


def _in_order_of_mention(draft: Draft) -> tuple[DraftParty, ...]:
    """Parties by where they first stand, so that the list does not depend on how gold was written."""
    return tuple(sorted(draft.parties, key=lambda party: party.sentences[:1] or (10**6,)))


def _incident(one: DraftIncident, published_on: date | None) -> CompactIncident:
    return CompactIncident(
        type=one.sub_event_type,
        stage=one.stage,
        at=one.sentences,
        when=one.date.words if one.date else None,
        day=_days(one.date, published_on) if one.date else None,
        time=CompactTime(words=one.time.words, part=one.time.part, hour=one.time.hour) if one.time else None,
        place=_place(one.place) if one.place else None,
        by=tuple(
            CompactAttribution(actor=each.actor, basis=each.basis, says=each.asserted_by, at=each.sentences)
            for each in one.attribution
        ),
        targets=tuple(_target(each) for each in one.targets),
        weapons=tuple(
            CompactWeapon(
                name=each.name,
                kind=each.category,
                system=each.system,
                count=each.count,
                at=each.sentences if each.count else (),
            )
            for each in one.weapons
        ),
        tolls=tuple(_toll(each) for each in one.claims),
        counts=tuple(_count(each) for each in one.counts),
        protest=_protest(one.protest) if one.protest else None,
        acts=tuple(CompactAct(speaker=each.speaker, act=each.act, at=each.sentences) for each in one.reactions),
        others=one.parties,
    )


def _days(given: DraftDate, published_on: date | None) -> str | None:
    """The days where they do not follow from the words by the calendar; None: they do, or nobody knows them."""
    computed = resolve(given.words, published_on)
    first, last = given.start, given.end or given.start
    if computed and computed.start and computed.end:
        follows = (computed.start.isoformat(), computed.end.isoformat()) == (first, last)
    else:
        follows = first is None
    if follows or first is None:
        return None
    return first if first == last else f"{first}/{last}"


def _place(place: DraftPlace) -> CompactPlace:
    return CompactPlace(
        site=place.site,
        town=place.town,
        district=place.district,
        region=place.region,
        country=place.country,
        how=place.position,
        each=place.places,
    )


def _target(target: DraftTarget) -> CompactTarget:
    return CompactTarget(
        name=target.name,
        kind=target.kind,
        of=target.of,
        sector=target.sector,
        damage=target.damage,
        at=target.sentences if target.damage else (),
    )


def _toll(claim: DraftClaim) -> CompactToll:
    return CompactToll(
        killed=claim.killed,
        injured=claim.injured,
        who=claim.victim_class,
        noun=claim.noun,
        of=claim.of,
        more=claim.additional,
        says=claim.asserted_by,
        confirmed=tuple(each.name for each in claim.confirmed_by),
        victims=tuple(_person(each) for each in claim.victims),
        at=claim.sentences,
    )


def _person(person: DraftPerson) -> CompactPerson:
    return CompactPerson(
        name=person.name,
        who=person.description,
        fate=person.outcome,
        age=person.age,
        sex=person.sex,
        kin=person.relation,
        child=person.minor,
    )


def _count(count: DraftCount) -> CompactCount:
    return CompactCount(
        what=count.what,
        number=count.number,
        unit=count.unit,
        noun=count.noun,
        says=count.asserted_by,
        at=count.sentences,
    )


def _protest(protest: DraftProtest) -> CompactProtest:
    return CompactProtest(
        organisers=tuple(each.name for each in protest.organisers),
        demands=tuple(CompactDemand(text=each.text, stance=each.stance) for each in protest.demands),
        responses=tuple(CompactResponse(kind=each.kind, by=each.by) for each in protest.responses),
    )


def _party(party: DraftParty) -> CompactParty:
    return CompactParty(
        name=party.name, also=party.aliases, type=party.type, voice=party.source_type, of=party.member_of
    )
