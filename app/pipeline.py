"""An article in, its summary out: the file to read first.

    article    the text as it was submitted: sentences with offsets, publication date, language       app/article
    propose    a model reads it and answers with a draft of the whole record                          app/propose
    verify     each value against the words that the draft names: kept, questioned, or refused        app/verify
    resolve    words to days, places and parties, by arithmetic and look-up                           app/resolve
    assemble   claims merged per source, estimates and corroboration computed                         app/assemble
    present    a headline where the model gave none; text, tables, maps                               app/present

One writer per field: the model reads, code refuses or questions. All but `propose` is pure: the same draft and article
give the same summary, so that a stored answer is as good as a new one and better code improves old ones.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from app.article import Article
from app.article.reference import reference
from app.assemble.record import assemble
from app.present.headline import headline
from app.receipt import pipeline_digest, receipt_of
from app.records.draft import Draft
from app.records.proposal import Proposal
from app.records.verified import Record
from app.resolve.record import resolve
from app.verify.record import verify
from schemas import SCHEMA_VERSION, ArticleSummary, Provenance


@dataclass(frozen=True, slots=True)
class Stamp:
    """What stands behind an answer: the model's name for readers, who proposed, and the digest of its messages."""

    model: str
    backend: Literal["embedded", "endpoint"]
    proposer: Literal["reader", "model"]
    prompt_version: str
    prompt_digest: str


def derive(draft: Draft, article: Article) -> Record:
    """What we vouch for of a draft. Pure."""
    return assemble(resolve(verify(draft, article), article), article)


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


def provenance(
    proposal: Proposal, article: Article, stamp: Stamp, duration_s: float, now: datetime | None = None
) -> Provenance:
    """How a summary came to be; `duration_s` is what proposing took. `now` None: this moment, UTC."""
    return Provenance(
        model=", ".join(proposal.models) or stamp.model,
        backend=stamp.backend if proposal.models in ((), (stamp.model,)) else "endpoint",
        proposer=stamp.proposer,
        prompt_version=stamp.prompt_version,
        schema_version=SCHEMA_VERSION,
        pipeline_version=pipeline_digest()[:12],
        created_at=now or datetime.now(UTC),
        cached=proposal.cached,
        attempts=proposal.usage.attempts,
        input_tokens=proposal.usage.input_tokens,
        output_tokens=proposal.usage.output_tokens,
        duration_s=round(duration_s, 3),
        receipt=receipt_of(proposal.draft, article, stamp.prompt_digest),
    )
