"""Summary and context of what was read, in the article's own sentences: neither can say more than they. Pure."""

from typing import Final

from app.article import Sentence, ground
from app.reader.syntax import ParsedArticle
from app.values import counts
from schemas import Evidence, Fact, Incident, SummarySentence

SUMMARY_SENTENCES: Final = 4
CONTEXT_FACTS: Final = 12
DOZENS: Final = 24
"""From here on a plural is a figure: "tens of thousands", and not "several"."""


def summary(incidents: tuple[Incident, ...]) -> tuple[SummarySentence, ...]:
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


def _around(quote: Evidence, sentences: tuple[Evidence, ...]) -> Evidence | None:
    """The sentence that a quote is from; None when it is none of these."""
    return next((whole for whole in sentences if whole.start <= quote.start and quote.end <= whole.end), None)


def _toll_quotes(incident: Incident) -> tuple[Evidence, ...]:
    """What carries the numbers of dead and injured."""
    numbered = (claim for claim in incident.casualty_claims if claim.killed or claim.injured)
    return tuple(quote for claim in numbered for quote in claim.evidence)
