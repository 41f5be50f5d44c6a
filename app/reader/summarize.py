"""An article in, its summary out: the file to read first.

    extract      what the model says of each sentence (or of the whole), asked, cached, validated
    check        each value held against its sentence; what the words do not carry goes to `unsupported`
    sources      who says so, under one name throughout
    grouping     which readings tell of one incident, and which is only background
    incidents    the public record of each: codes, dates, places, claims and estimates computed
    compose      headline, summary, context, from what was verified

All but the first step are pure: the same draft and article give the same summary, so that a cached draft is as good as
a new one and better code improves old entries.
"""

import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Final

from app.article import Article
from app.llm.asking import ExtractionSpec
from app.reader import check, compose, grouping, incidents, reactions, siting, sources, speakers, stances
from app.reader.grouping import Told
from app.reader.incidents import Built
from app.reader.readings import IncidentDraft
from app.reader.speakers import Speakers
from app.reader.stances import Stance
from app.reader.syntax import ParsedArticle
from app.reader.ways import Extract, Extraction
from schemas import SCHEMA_VERSION, ArticleRef, ArticleSummary, Incident, Provenance, UnsupportedValue

Vouch = Callable[[IncidentDraft, ParsedArticle, Provenance], Awaitable[ArticleSummary]]
"""`vouch`, or what gives the same, off the event loop: a long article takes seconds of CPU, and others are waiting."""
PIPELINE_VERSION: Final = "1"
"""Rises with any change to the code after `extract` that may change a summary."""


def utc_now() -> datetime:
    """The time now, with its zone."""
    return datetime.now(UTC)


async def summarize(
    article: ParsedArticle,
    extract: Extract,
    spec: ExtractionSpec,
    *,
    model: str,
    vouched: Vouch,
    now: Callable[[], datetime] = utc_now,
    clock: Callable[[], float] = time.monotonic,
) -> ArticleSummary:
    """Summarise one article. `model` is the name shown to readers; `spec` says what the answer depends on.

    Raises ModelError and its kin when no question was answered; when some were not, the summary is `partial`.
    """
    started_s = clock()
    extraction = await extract(article)
    provenance = _provenance(extraction, spec, model, now(), clock() - started_s)
    return await vouched(extraction.draft, article, provenance)


def vouch(draft: IncidentDraft, article: ParsedArticle, provenance: Provenance) -> ArticleSummary:
    """What we vouch for of a draft. Pure."""
    spoken = speakers.speakers(article)
    acts = stances.stances(spoken)
    told, set_aside = _told(draft, spoken, acts)
    built = _built(told, article)
    new = _with_reactions(tuple(one.incident for one in built if not one.background), told, acts, article)
    background = tuple(one.incident for one in built if one.background)
    summary, refused = compose.summary(new, draft, article)
    return ArticleSummary(
        article=reference(article),
        headline=compose.headline(new, draft, article),
        summary=summary,
        incidents=new,
        background=background,
        context=compose.context((*new, *background), article),
        unsupported=(*set_aside, *(value for one in built for value in one.unsupported), *refused),
        status="partial" if draft.notes else "complete",
        notes=(*draft.notes, *_unread(article)),
        provenance=provenance,
    )


def _unread(article: ParsedArticle) -> Iterator[str]:
    """A note for each sentence that was shown to nobody; the summary is whole without them."""
    for sentence in article.sentences:
        if sentence.kind == "instruction":
            yield f"sentence {sentence.index} was not read: it speaks to a machine or a reader and tells no news"


def _told(
    draft: IncidentDraft, spoken: Speakers, acts: tuple[Stance, ...]
) -> tuple[tuple[Told, ...], tuple[UnsupportedValue, ...]]:
    article = spoken.article
    checked = [check.check(noted, article) for noted in draft.readings]
    clauses = tuple(clause for clause, _ in checked)
    told = grouping.tell(clauses, sources.assertions(clauses, spoken), acts, article)
    return told, tuple(value for _, refused in checked for value in refused)


def _built(told: tuple[Told, ...], article: ParsedArticle) -> tuple[Built, ...]:
    """The incidents; one whose words name no place is placed by the main incident's, which may be the dateline's."""
    groups = grouping.group(told, article)
    read = tuple(incidents.build(group, position, article) for position, group in enumerate(groups, 1))
    built = tuple(one for one, group in zip(read, groups, strict=True) if incidents.is_told(one, group))
    main = (built[0].incident.location or siting.dateline_location(article)) if built else None
    return tuple(incidents.placed(one, main, article) for one in built)


def _with_reactions(
    new: tuple[Incident, ...], told: tuple[Told, ...], acts: tuple[Stance, ...], article: ParsedArticle
) -> tuple[Incident, ...]:
    """Statements are about what the article newly reports: they stand with its main incident."""
    if not new:
        return ()
    said = tuple(reactions.reactions(told, acts, article))
    return (reactions.with_reactions(new[0], said), *new[1:])


def reference(article: Article) -> ArticleRef:
    """Which article a record is about."""
    return ArticleRef(
        id=article.id,
        title=article.title,
        source=article.source,
        url=article.url,
        published_on=article.published_on,
        language=article.language,
        characters=len(article.text),
    )


def _provenance(
    extraction: Extraction, spec: ExtractionSpec, model: str, created_at: datetime, duration_s: float
) -> Provenance:
    return Provenance(
        model=model,
        backend="embedded" if spec.backend == "embedded" else "endpoint",
        way=spec.way,
        prompt_version=spec.prompt_version,
        schema_version=SCHEMA_VERSION,
        pipeline_version=PIPELINE_VERSION,
        created_at=created_at,
        cached=extraction.cached,
        attempts=extraction.usage.attempts,
        input_tokens=extraction.usage.input_tokens,
        output_tokens=extraction.usage.output_tokens,
        duration_s=round(duration_s, 3),
    )
