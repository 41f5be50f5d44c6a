"""What is exported: incidents of summaries and of dossiers, each with the articles that report it. Pure."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.export.conventions import Convention
from app.export.tolls import OWN_VOICE
from schemas import ArticleRef, ArticleSummary, Cited, Conflict, Dossier, FusedIncident, Grounded, Incident, Report

Record = ArticleSummary | Dossier
_SPEAKER_IN: Final = re.compile(r" \[[0-9a-f]{8}\]$")
_TUPLES: Final = ("attribution", "targets", "weapons", "casualty_claims", "other_counts", "reactions", "actors")


@dataclass(frozen=True, slots=True)
class Event:
    """A newly reported incident, and what it was made of.

    incident       as its record has it
    counted        the same for tolls: each speaker with its article, for two articles' "police" are two
    articles       those that report it, in the order of their record; copies and superseded versions are none
    reports        what each of them calls it; of a dossier made by hand, those of the articles that it lists
    record_sha256  of the record that it stands in, and `schema_version` that record's
    doubts         why a person should look at it, by what the record itself says
    conflicts      of a dossier's incident: where its articles differ
    """

    incident: Incident
    counted: Incident
    articles: tuple[ArticleRef, ...]
    reports: tuple[Report, ...]
    record_sha256: str
    schema_version: str
    doubts: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @property
    def id(self) -> str:
        """The id of the row, which is nobody's but ours."""
        return f"SITREP-{self.incident.id}"


def events(records: Iterable[Record], convention: Convention) -> Iterator[Event]:
    """The events in the order of the records; what a convention does not count (`left_out`) is none.

    Background incidents are another article's news.
    """
    for record in records:
        digest = hashlib.sha256(record.model_dump_json().encode()).hexdigest()
        for index, incident in enumerate(record.incidents):
            if incident.stage in convention.stages.value:
                yield _event(record, incident, digest, f"incidents/{index}")


def left_out(records: Iterable[Record], convention: Convention) -> Iterator[str]:
    """A line on each newly reported incident that has no row: which, and why."""
    for incident in (incident for record in records for incident in record.incidents):
        if incident.stage not in convention.stages.value:
            yield f"{incident.id} has no row: {convention.name} does not count what is {incident.stage}."


def told_by(event: Event, article: ArticleRef) -> Incident:
    """What one article reports of an event: the values with words of this article, and those words."""
    if not isinstance(event.incident, FusedIncident):
        return event.incident
    return _of_article(event.incident, article.id)


def speaker_in(asserted_by: str | None, article_id: str) -> str:
    """A speaker of a toll with the article in which it speaks: `police [3c531188]`."""
    return f"{asserted_by or OWN_VOICE} [{short(article_id)}]"


def speaker_alone(speaker: str | None) -> str | None:
    """The speaker of a toll without the article in which it speaks."""
    return _SPEAKER_IN.sub("", speaker) if speaker else None


def short(article_id: str) -> str:
    """An article's id as it is shown beside its words."""
    return article_id[:8]


def _event(record: Record, incident: Incident, digest: str, at: str) -> Event:
    if isinstance(record, ArticleSummary):
        own = Report(article_id=record.article.id, incident_id=incident.id)
        doubts = tuple(_doubts(record, at))
        return Event(incident, incident, (record.article,), (own,), digest, record.schema_version, doubts)
    assert isinstance(incident, FusedIncident)
    reporting = {report.article_id for report in incident.reports}
    articles = tuple(article for article in record.articles if article.id in reporting)
    partial = [f"The record of article {short(each)} is partial." for each in record.partial if each in reporting]
    return Event(
        incident,
        _apart(incident) if len(articles) > 1 else incident,
        articles,
        tuple(report for report in incident.reports if report.article_id in {article.id for article in articles}),
        digest,
        record.schema_version,
        tuple(partial),
        incident.conflicts,
    )


def _doubts(summary: ArticleSummary, at: str) -> Iterator[str]:
    if summary.status == "partial":
        yield "The record is partial."
    for question in summary.questions:
        if question.path == at or question.path.startswith(f"{at}/"):
            yield question.reason


def _apart(incident: FusedIncident) -> FusedIncident:
    """The incident with each claim once for each article that has it, its speaker with that article."""
    claims = tuple(
        claim.model_copy(update={"asserted_by": speaker_in(claim.asserted_by, article)})
        for claim in incident.casualty_claims
        for article in dict.fromkeys(each.article_id for each in claim.evidence)
    )
    return incident.model_copy(update={"casualty_claims": claims})


def _of_article(incident: FusedIncident, article_id: str) -> Incident:
    update: dict[str, Any] = {name: _cited(getattr(incident, name), article_id) for name in _TUPLES}
    update |= {name: next(iter(_cited((value,), article_id)), None) for name, value in _single(incident)}
    own = tuple(each for each in incident.evidence if each.article_id == article_id)
    return incident.model_copy(update=update | {"evidence": own})


def _single(incident: FusedIncident) -> Iterator[tuple[str, Cited]]:
    for name in ("date", "time", "location"):
        if (value := getattr(incident, name)) is not None:
            yield name, value


def _cited(values: Sequence[Cited], article_id: str) -> tuple[Grounded, ...]:
    """The values that words of an article carry, with those words alone."""
    found = ((value, tuple(each for each in value.evidence if each.article_id == article_id)) for value in values)
    return tuple(value.model_copy(update={"evidence": words}) for value, words in found if words)
