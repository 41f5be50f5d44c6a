"""An article in, its summary out: the file to read first.

    article    the text as it was submitted: sentences with offsets, publication date, language       app/article
    propose    a model reads it and answers with a draft of the whole record                          app/propose
    verify     each value against the words that the draft names: kept, questioned, or refused        app/verify
    resolve    words to days, places and parties, by arithmetic and look-up                           app/resolve
    assemble   claims merged per source; roles, estimates, statuses and note computed             app/assemble
    present    a headline where the model gave none; the record as text                               app/present

One writer per field: the model reads, code refuses or questions. All but `propose` is pure: the same draft and article
give the same summary, so that a stored answer is as good as a new one and better code improves old ones.
"""

from app.article import Article
from app.article.reference import reference
from app.assemble.record import assemble
from app.present.headline import headline
from app.records.draft import Draft
from app.records.proposal import Proposal
from app.records.verified import Record
from app.resolve.record import resolve
from app.verify.record import verify
from schemas import ArticleSummary, Provenance, UnsupportedValue


def derive(draft: Draft, article: Article) -> Record:
    """What we vouch for of a draft. Pure."""
    return assemble(resolve(verify(draft, article), article), article)


def refusals(draft: Draft, article: Article) -> tuple[UnsupportedValue, ...]:
    """What we vouch for nowhere: the values of a draft that verification refuses. Pure."""
    return verify(draft, article).refused


def summary(record: Record, proposal: Proposal, article: Article, provenance: Provenance) -> ArticleSummary:
    """The public record of an article, of which `record` was derived. Pure."""
    return ArticleSummary(
        article=reference(article),
        headline=headline(record),
        summary=record.summary,
        incidents=record.incidents,
        background=record.background,
        context=record.context,
        unsupported=(*proposal.refused, *record.unsupported),
        questions=record.questions,
        status="partial" if proposal.notes else "complete",
        notes=(*proposal.notes, *proposal.remarks),
        provenance=provenance,
        draft=proposal.draft.model_dump(mode="json"),
    )
