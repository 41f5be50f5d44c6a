"""Who has a part in an incident: those said to have done it, groups that were hit, and sources. Pure."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from app.article import ground
from app.article.ground import Found
from app.reader import codes
from app.reader.grouping import Group
from app.reader.naming import in_full
from app.reader.sources import as_source, has_own_name, key
from app.reader.syntax import ParsedArticle
from app.values import places
from schemas import Actor, Attribution, CasualtyClaim, Evidence, Incident, Target

_AGAIN: Final = re.compile(r"(?:attackers?|assailants?|assassins?|killers?|gunm[ae]n|perpetrators?)", re.IGNORECASE)
"""Whom "the" before it makes the party that was told before."""


def who(actor: Found, group: Group, article: ParsedArticle) -> Found:
    """The name under which an agent stands: that of the one told before for "the attackers"."""
    definite = article.text[max(0, actor.start - 4) : actor.start].casefold() == "the "
    if definite and _AGAIN.fullmatch(actor.words):
        before = (agent for told in group.told for agent in told.deed.agents if agent.start < actor.start)
        actor = next(before, actor)
    return state(actor, article)


def state(actor: Found, article: ParsedArticle) -> Found:
    """Of "Russian", Russia, where the article names it; of "RSF" the name in full; else the words as they are."""
    country = places.country_named(actor.words)
    return (ground.locate(article.text, country) if country else None) or in_full(actor, article)


def _sayers(attribution: Iterable[Attribution], claims: Iterable[CasualtyClaim]) -> frozenset[str]:
    """The keys of those who say who did it or how many were hurt: a nameless source of anything else is no actor."""
    made = tuple(claims)
    confirmed = (source.name for claim in made for source in claim.confirmed_by)
    counted = (claim.asserted_by for claim in made)
    blamed = (said.asserted_by for said in attribution)
    return frozenset(key(name) for name in (*blamed, *counted, *confirmed) if name)


def actors(group: Group, one: Incident, article: ParsedArticle) -> tuple[Actor, ...]:
    """Parties, groups aimed at and sources, once each, in order of mention; shorter names as aliases of their own.

    `one` is the group's incident, whose place, targets, attribution and claims are known.
    """
    country_code = one.location.country_code if one.location else None
    names = _names(group, one.targets, _sayers(one.attribution, one.casualty_claims), article)
    named: dict[str, tuple[str, list[Evidence], list[str]]] = {}
    described: dict[str, str] = {}
    for name, evidence, what in sorted(names, key=lambda named: named[1].start):
        _, quotes, aliases = named.setdefault(key(name), (name, [], []))
        quotes.append(evidence)
        described.setdefault(key(name), what)
        if name != named[key(name)][0] and name not in aliases:
            aliases.append(name)
    return tuple(
        Actor(
            name=name,
            aliases=tuple(aliases),
            type=codes.inter_of_joint(name, described[key(name)], country_code),
            evidence=tuple(dict.fromkeys(quotes)),
        )
        for name, quotes, aliases in named.values()
    )


def _names(
    group: Group, targets: tuple[Target, ...], sayers: frozenset[str], article: ParsedArticle
) -> Iterator[tuple[str, Evidence, str]]:
    """Each name with its words, and with how the article describes who has it."""
    for told in group.told:
        for actor in (who(agent, group, article) for agent in told.deed.agents):
            yield actor.words, actor.evidence, actor.words
        for by in (*(as_source(act.speaker) for act in told.stances), told.asserted):
            if by.name and (key(by.name) in sayers or has_own_name(by.name)):
                yield by.name, by.named[0].evidence, by.what
    for hit in targets:
        if hit.kind == "group" and _is_actor(hit.name):
            yield hit.name, hit.evidence[0], hit.name


def _is_actor(name: str) -> bool:
    """Whether people who were hit are a party: by their name, or as protesters."""
    return not is_common(name) or codes.inter(name, None) in {"Protesters", "Rioters"}


def is_common(name: str) -> bool:
    """Whether a name is a common noun: nothing in it has a capital."""
    return not any(word[:1].isupper() for word in name.split())
