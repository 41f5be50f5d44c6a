"""Whether the article carries the headline, the summary and the context of a draft. Pure."""

from collections.abc import Iterable, Iterator

from app.article.carrying import missing_names, objection
from app.records.draft import Draft, DraftLine
from app.records.verified import Incident
from app.verify.claims import NO_SENTENCE
from app.verify.findings import Findings
from app.verify.words import Words, together
from schemas import Evidence, Fact, SummarySentence


def verify_headline(draft: Draft, incidents: Iterable[Incident], words: Words, findings: Findings) -> str | None:
    """The headline where its names and numbers stand in the article; None: they do not, or there is none.

    The country of a place that stands goes with it: the gazetteer knows that Sukkur is in Pakistan.
    """
    text = " ".join(draft.headline.split())
    countries = (one.place.country for one in incidents if one.place and one.place.country)
    reason = objection(text, " . ".join((words.article.text, *countries))) if text else None
    if reason:
        findings.refuse("headline", draft.headline, "line_not_carried", reason.replace("sentences cited", "article"))
    return None if reason or not text else text


def verify_summary(draft: Draft, words: Words, findings: Findings) -> Iterator[SummarySentence]:
    """The lines whose numbers stand in the sentences they name, and whose names stand there or elsewhere."""
    for index, line in enumerate(draft.summary):
        quotes = words.quotes(line.sentences)
        found = (*quotes, *_elsewhere(line, quotes, words))
        reason = objection(line.text, _joined(found))
        if not quotes:
            findings.refuse(f"summary/{index}", line.text, "no_such_sentence", NO_SENTENCE)
        elif reason:
            findings.refuse(f"summary/{index}", line.text, "line_not_carried", reason)
        else:
            yield SummarySentence(text=line.text, evidence=together(found))


def verify_context(draft: Draft, words: Words, findings: Findings) -> Iterator[Fact]:
    """The sentences of these numbers, as they stand."""
    for index, number in enumerate(draft.context):
        quotes = words.quotes([number])
        if quotes:
            yield Fact(text=quotes[0].quote, evidence=quotes)
        else:
            findings.refuse(f"context/{index}", number, "no_such_sentence", NO_SENTENCE)


def _elsewhere(line: DraftLine, quotes: tuple[Evidence, ...], words: Words) -> Iterator[Evidence]:
    """Where the article has the names of a line that its own sentences lack."""
    for name in missing_names(line.text, _joined(quotes)):
        if found := words.locate(name, line.sentences):
            yield found


def _joined(quotes: tuple[Evidence, ...]) -> str:
    return " ".join(quote.quote for quote in quotes)
