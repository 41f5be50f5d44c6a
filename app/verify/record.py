"""A draft against its article: what the named sentences carry, what is refused, what is questioned. Pure.

words         where the draft's words stand: in the sentences it names, near them, elsewhere
parties       whose names stand in the article
numbers       counts that the sentences state
places        names of places and words for times
claims        casualty claims and statements
persons       people singled out
tallies       other counts, and what belongs to a protest
attribution   who is tied to the deed, and whether basis and speaker go together
lines         headline, summary, context
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from app.article import Article
from app.article.instructions import instruction_sentences
from app.records.draft import Draft, DraftIncident, DraftTarget, DraftWeapon, Part
from app.records.verified import (
    Attribution,
    Claim,
    Incident,
    Named,
    OtherCount,
    Protest,
    Quotes,
    Statement,
    Target,
    Verified,
    Weapon,
)
from app.verify.attribution import verify_attribution
from app.verify.claims import verify_claim, verify_owner, verify_statement
from app.verify.findings import PLANTED, Findings
from app.verify.lines import verify_context, verify_headline, verify_summary
from app.verify.numbers import verify_count
from app.verify.parties import NOT_HERE, Parties, verify_parties
from app.verify.places import verify_date, verify_place, verify_time
from app.verify.tallies import verify_protest, verify_tally
from app.verify.words import Words, together

P = TypeVar("P", bound=Part)
Item = Attribution | Target | Weapon | Claim | OtherCount | Statement
V = TypeVar("V")


def verify(draft: Draft, article: Article) -> Verified:
    """What the article carries of a draft; each value that it does not is in `refused`, with the reason.

    Example: a claim with killed "five" that names a sentence of four dead is refused as `number_not_carried`, and the
    claim stands without it, if it says anything else.
    """
    words, findings = Words(article, instruction_sentences(article)), Findings()
    parties = verify_parties(draft.parties, words, findings)
    incidents = tuple(_incidents(draft, parties, findings))
    _question_instructions(incidents, words, findings)
    return Verified(
        headline=verify_headline(draft, incidents, words, findings),
        parties=parties.parties,
        incidents=incidents,
        summary=tuple(verify_summary(draft, words, findings)),
        context=tuple(verify_context(draft, words, findings)),
        refused=tuple(findings.refused),
        questions=tuple(findings.questions),
    )


def _incidents(draft: Draft, parties: Parties, findings: Findings) -> Iterator[Incident]:
    for index, one in enumerate(draft.incidents):
        if incident := _incident(one, f"incidents/{index}", parties, findings):
            yield incident


def _incident(draft: DraftIncident, path: str, parties: Parties, findings: Findings) -> Incident | None:
    words = parties.words
    attribution = _each(draft.attribution, f"{path}/attribution", verify_attribution, parties, findings)
    targets = _each(draft.targets, f"{path}/targets", _target, parties, findings)
    weapons = _each(draft.weapons, f"{path}/weapons", _weapon, parties, findings)
    claims = _each(draft.claims, f"{path}/casualty_claims", verify_claim, parties, findings)
    tallies = _each(draft.counts, f"{path}/other_counts", verify_tally, parties, findings)
    reactions = _each(draft.reactions, f"{path}/reactions", verify_statement, parties, findings)
    date = verify_date(draft.date, f"{path}/date", words, findings) if draft.date else None
    time = verify_time(draft.time, f"{path}/time", words, findings) if draft.time else None
    place = verify_place(draft.place, f"{path}/location", words, findings) if draft.place else None
    items: tuple[Item, ...] = (*attribution, *targets, *weapons, *claims, *tallies)
    evidence = words.quotes(draft.sentences) or together(*(item.evidence for item in items))
    if not evidence:
        findings.refuse(path, draft, "no_such_sentence", "no sentence that was shown reports it")
        return None
    return Incident(
        origin=path,
        newly_reported=draft.newly_reported,
        sub_event_type=draft.sub_event_type,
        stage=draft.stage,
        date=date,
        place=place,
        attribution=attribution,
        targets=targets,
        weapons=weapons,
        claims=claims,
        reactions=reactions,
        parties=tuple(_further(draft, path, parties, findings)),
        evidence=evidence,
        time=time,
        counts=tallies,
        protest=verify_protest(draft, path, parties, findings),
    )


def _each(
    drafts: Iterable[P],
    path: str,
    verified: Callable[[P, str, Parties, Findings], V | None],
    parties: Parties,
    findings: Findings,
) -> tuple[V, ...]:
    """The items of a list that stand."""
    found = (verified(draft, f"{path}/{index}", parties, findings) for index, draft in enumerate(drafts))
    return tuple(item for item in found if item is not None)


def _target(draft: DraftTarget, path: str, parties: Parties, findings: Findings) -> Target | None:
    evidence = _name(draft, path, parties, findings)
    if evidence is None:
        return None
    of = verify_owner(draft.of, draft.sentences, path, parties, findings)
    sentences = parties.words.quotes(draft.sentences) if draft.damage else ()
    quotes = (*evidence, *sentences, *((of.evidence,) if of else ()))
    return Target(path, draft.name, draft.kind, tuple(dict.fromkeys(quotes)), of, draft.sector, draft.damage)


def _weapon(draft: DraftWeapon, path: str, parties: Parties, findings: Findings) -> Weapon | None:
    evidence = _name(draft, path, parties, findings)
    if evidence is None:
        return None
    counted = verify_count(draft.count, draft.sentences, f"{path}/count", parties.words, findings)
    system = parties.words.locate(draft.system, draft.sentences) if draft.system else None
    if draft.system and system is None:
        findings.refuse(f"{path}/system", draft.system, "not_in_article", NOT_HERE)
    return Weapon(
        origin=path,
        name=draft.name,
        category=draft.category,
        count=counted.count if counted else None,
        evidence=tuple(dict.fromkeys(each for each in (*evidence, system, counted and counted.evidence) if each)),
        system=draft.system if system else None,
    )


def _name(draft: DraftTarget | DraftWeapon, path: str, parties: Parties, findings: Findings) -> Quotes | None:
    found = parties.words.locate(draft.name, draft.sentences)
    if found is None:
        findings.refuse(path, draft, "not_in_article", NOT_HERE)
        return None
    return (found,)


def _further(draft: DraftIncident, path: str, parties: Parties, findings: Findings) -> Iterator[Named]:
    for index, name in enumerate(draft.parties):
        if party := parties.mention(name, draft.sentences):
            yield party
        else:
            findings.refuse(f"{path}/actors/{index}", name, "nobody_named", NOT_HERE)


def _question_instructions(incidents: tuple[Incident, ...], words: Words, findings: Findings) -> None:
    """Doubt each item that rests on nothing but sentences which speak to a machine or to the reader.

    Where its own sentences are planted, it does not help that the names in it stand elsewhere, too.
    """
    for origin, evidence in _items(incidents) if words.planted else ():
        carriers = [quote for quote in evidence if words.is_sentence(quote)] or evidence
        if all(words.is_planted(quote) for quote in carriers):
            findings.question(origin, "rests_on_instruction", PLANTED, *carriers[:1])


def _items(incidents: tuple[Incident, ...]) -> Iterator[tuple[str, Quotes]]:
    for one in incidents:
        yield one.origin, one.evidence
        for when in (one.date, one.time):
            if when:
                yield when.origin, (when.words.evidence,)
        if one.place:
            yield one.place.origin, one.place.quotes
        items: tuple[Item, ...] = (
            *one.attribution,
            *one.targets,
            *one.weapons,
            *one.claims,
            *one.counts,
            *one.reactions,
        )
        protest = one.protest or Protest((), (), ())
        for item in (*items, *protest.organisers, *protest.demands, *protest.responses):
            yield item.origin, item.evidence
