"""Headline, summary and context from what was verified. Pure.

The default headline is built from typed values and the default summary quotes the article, so neither can say more
than the record. A model's own wording is used only where its numbers and names all stand in the sentences it cites.
"""

import re
from typing import Final

from app.article import Sentence, ground
from app.reader.readings import IncidentDraft, Line
from app.reader.syntax import ParsedArticle
from app.values import counts
from schemas import CasualtyClaim, Evidence, Fact, Incident, SummarySentence, UnsupportedValue

HEADLINE_CHARACTERS: Final = 120
SUMMARY_SENTENCES: Final = 4
CONTEXT_FACTS: Final = 12
DOZENS: Final = 24
"""From here on a plural is a figure: "tens of thousands", and not "several"."""
_HOW: Final = {
    "reported_as_fact": "by {}",
    "claimed": "claimed by {}",
    "accused_by_authorities": "{} accused",
    "accused": "{} accused",
    "possible": "possibly by {}",
    "denied": "{} denies it",
}
_NAME: Final = re.compile(r"\b[A-Z][\w'\u2019-]*[a-z][\w'\u2019-]*\b|\b[A-Z]{2,}\b")


def headline(incidents: tuple[Incident, ...], draft: IncidentDraft, article: ParsedArticle) -> str:
    """The model's headline where the article carries it, else one composed of the main incident's values."""
    if draft.headline and objection(draft.headline, article.text) is None:
        return _cut(" ".join(draft.headline.split()))
    return _composed(incidents[0]) if incidents else "No incident reported"


def summary(
    incidents: tuple[Incident, ...], draft: IncidentDraft, article: ParsedArticle
) -> tuple[tuple[SummarySentence, ...], tuple[UnsupportedValue, ...]]:
    """The model's lines that their sentences carry, or the article's own sentences that report the main incident."""
    kept, refused = [], []
    for number, line in enumerate(draft.summary):
        cited = [article.sentences[index] for index in line.sentences if index < len(article.sentences)]
        reason = objection(line.text, " ".join(sentence.text for sentence in cited))
        if reason:
            refused.append(UnsupportedValue(path=f"summary/{number}", value=line.text, reason=reason))
        else:
            kept.append(_summary_line(line, cited, article))
    return tuple(kept) or _quoted(incidents), tuple(refused)


def objection(text: str, carrier: str) -> str | None:
    """Why the words of `carrier` do not carry `text`: a name or a number that is not there; None when all are."""
    names = (found[0] for found in _NAME.finditer(text) if found.start() > 0)
    missing = next((name for name in names if ground.locate(carrier, name) is None), None)
    if missing:
        return f"{missing!r} is not in the sentences cited"
    told = [hit.count for hit in counts.find(carrier)]
    odd = next((hit for hit in counts.find(text) if hit.count not in told), None)
    return f"the number {odd.text!r} is not in the sentences cited" if odd else None


def context(incidents: tuple[Incident, ...], article: ParsedArticle) -> tuple[Fact, ...]:
    """Sentences with a figure that report no incident, in the article's order."""
    used = {evidence.start for incident in incidents for evidence in _all_evidence(incident)}
    facts = (sentence for sentence in article.sentences if _is_context(sentence, used))
    return tuple(
        Fact(text=sentence.text, evidence=(ground.slice_of(article.text, sentence.start, sentence.end).evidence,))
        for _, sentence in zip(range(CONTEXT_FACTS), facts, strict=False)
    )


def _is_context(sentence: Sentence, used: set[int]) -> bool:
    told = any(sentence.start <= start < sentence.end for start in used)
    return sentence.kind == "body" and not told and _has_figure(sentence.text)


def _has_figure(text: str) -> bool:
    told = any(hit.count.qualifier != "plural" or (hit.count.min or 0) >= DOZENS for hit in counts.find(text))
    return told or any(character.isdigit() for character in text)


def _all_evidence(incident: Incident) -> tuple[Evidence, ...]:
    said = (evidence for statement in incident.reactions for evidence in statement.evidence)
    return (*incident.evidence, *said)


def _summary_line(line: Line, cited: list[Sentence], article: ParsedArticle) -> SummarySentence:
    quotes = (ground.slice_of(article.text, sentence.start, sentence.end) for sentence in cited)
    return SummarySentence(text=line.text, evidence=tuple(quote.evidence for quote in quotes))


def _quoted(incidents: tuple[Incident, ...]) -> tuple[SummarySentence, ...]:
    """The sentences that say most of the main incident: the first, then tolls, then who did it, as they stand."""
    if not incidents:
        return ()
    main = incidents[0]
    telling = (*_toll_quotes(main), *(said.evidence[0] for said in main.attribution))
    wanted = (*main.evidence[:1], *(_around(quote, main.evidence) for quote in telling), *main.evidence)
    chosen = tuple(dict.fromkeys(quote for quote in wanted if quote))[:SUMMARY_SENTENCES]
    return tuple(
        SummarySentence(text=quote.quote, evidence=(quote,)) for quote in sorted(chosen, key=lambda q: q.start)
    )


def _around(quote: Evidence, sentences: tuple[Evidence, ...]) -> Evidence | None:
    """The sentence that a quote is from; None when it is none of these."""
    return next((whole for whole in sentences if whole.start <= quote.start and quote.end <= whole.end), None)


def _toll_quotes(incident: Incident) -> tuple[Evidence, ...]:
    """What carries the numbers of dead and injured."""
    numbered = (claim for claim in incident.casualty_claims if claim.killed or claim.injured)
    return tuple(quote for claim in numbered for quote in claim.evidence)


def _composed(incident: Incident) -> str:
    parts = [_what_where(incident), *_tolls(incident), *_by_whom(incident)]
    while len("; ".join(parts)) > HEADLINE_CHARACTERS and len(parts) > 1:
        parts.pop()
    return _cut("; ".join(parts))


def _what_where(incident: Incident) -> str:
    what = incident.sub_event_type if incident.sub_event_type != "Other" else incident.event_type
    place = incident.location
    names = [name for name in (place.city or place.admin1, place.country) if name] if place else []
    return f"{what} in {', '.join(dict.fromkeys(names))}" if names else what


def _tolls(incident: Incident) -> list[str]:
    """Each source's numbers, so that a disagreement shows in the headline."""
    return [
        f"{_numbers(claim)} ({claim.asserted_by})" if claim.asserted_by else _numbers(claim)
        for claim in incident.casualty_claims
        if claim.killed or claim.injured
    ]


def _numbers(claim: CasualtyClaim) -> str:
    whom = " more" if claim.additional else ""
    whom += "" if claim.victim_class == "all" else " " + claim.victim_class.replace("_", " ")
    told = ((claim.killed, "killed"), (claim.injured, "injured"))
    return ", ".join(f"{counts.words(count)}{whom} {harm}" for count, harm in told if count)


def _by_whom(incident: Incident) -> list[str]:
    return [_HOW[said.basis].format(said.actor) for said in incident.attribution[:1]]


def _cut(text: str) -> str:
    return text if len(text) <= HEADLINE_CHARACTERS else text[: HEADLINE_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"
