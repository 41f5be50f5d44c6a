"""Who has a part in an incident: everyone that its values name, once each, and the words that name them. Pure."""

from collections.abc import Iterable, Iterator

from app.article import ground
from app.assemble.paths import Placed, quotes_of
from app.records.verified import Incident, Named, Party, Quotes
from schemas import Actor, Evidence
from schemas.codes import SourceType

Parties = tuple[Party, ...]
"""The parties of the article, in the order of the draft; each under one name in all values."""


def actors(incident: Incident, parties: Parties) -> Iterator[Placed[Actor]]:
    """The actors of an incident: its parties in the order of the draft, then names without a party in the text's.

    A party that one of them belongs to or speaks for is an actor, too. A name without a party has type None, and the
    words that name it first.
    """
    first: dict[str, Named] = {}
    for mention in sorted(named(incident), key=lambda mention: mention.evidence.start):
        first.setdefault(mention.name, mention)
    _add_wholes(first, parties)
    for party in parties:
        if party.name in first:
            actor = Actor(
                name=party.name,
                aliases=party.aliases,
                type=party.type,
                member_of=party.member_of.name if party.member_of else None,
                evidence=naming(party.evidence, [party.member_of], parties),
            )
            yield Placed(actor, {party.origin: ""})
    known = {party.name for party in parties}
    strangers = (mention for name, mention in first.items() if name not in known)
    yield from (Placed(Actor(name=each.name, type=None, evidence=(each.evidence,)), {}) for each in strangers)


def _add_wholes(first: dict[str, Named], parties: Parties) -> None:
    """Add the party that each belongs to, and so on."""
    wholes = {party.name: party.member_of for party in parties if party.member_of}
    waiting = list(first)
    while waiting:
        whole = wholes.get(waiting.pop())
        if whole and whole.name not in first:
            first[whole.name] = whole
            waiting.append(whole.name)


def named(incident: Incident) -> Iterator[Named]:
    """Each mention of somebody who has a part in an incident: in its attribution, tolls, reactions, and besides."""
    for said in incident.attribution:
        yield said.actor
        yield from _somebody(said.asserted_by)
    for target in incident.targets:
        yield from _somebody(target.of)
    for claim in incident.claims:
        yield from (*_somebody(claim.asserted_by), *_somebody(claim.of))
        yield from (confirmation.party for confirmation in claim.confirmed_by)
    for count in incident.counts:
        yield from _somebody(count.asserted_by)
    if incident.protest:
        yield from (organiser.party for organiser in incident.protest.organisers)
        yield from (mention for each in incident.protest.responses for mention in _somebody(each.by))
    yield from (statement.speaker for statement in incident.reactions)
    yield from incident.parties


def _somebody(mention: Named | None) -> tuple[Named, ...]:
    return () if mention is None else (mention,)


def source_type(mention: Named | None, parties: Parties) -> SourceType:
    """What a source speaks for; `media` for the article's own voice, `unspecified` where the draft does not say."""
    if mention is None:
        return "media"
    return next((party.source_type for party in _called(mention, parties) if party.source_type), "unspecified")


def naming(quotes: Quotes, mentions: Iterable[Named | None], parties: Parties) -> Quotes:
    """The quotes of a value, and for each name in it that none of them has, the words that name it.

    A name is there, too, under another name of its party.
    """
    for mention in mentions:
        if mention is not None and not any(_has(quote.quote, mention, parties) for quote in quotes):
            quotes = quotes_of(quotes, (_words_for(mention, parties),))
    return quotes


def _words_for(mention: Named, parties: Parties) -> Evidence:
    """The mention; the party's own words where the mention is no name of it, as "the official" for US official."""
    others = (quote for party in _called(mention, parties) for quote in party.evidence)
    return next(
        (quote for quote in (mention.evidence, *others) if _has(quote.quote, mention, parties)), mention.evidence
    )


def _has(quote: str, mention: Named, parties: Parties) -> bool:
    known = (mention.name, *(alias for party in _called(mention, parties) for alias in party.aliases))
    return any(ground.locate(quote, name) for name in known)


def _called(mention: Named, parties: Parties) -> Parties:
    return tuple(party for party in parties if party.name == mention.name)
