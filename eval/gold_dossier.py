"""A labelled dossier to the record: which reports tell of one incident, and where they differ. Pure.

Clusters and conflicts are labelled by hand. The other values of a fused incident are those of its reports, side
by side: equal ones are one, and nothing is weighed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from app.assemble.derived import derived
from app.assemble.status import toll_status
from app.values.count_notation import read_count
from eval.gold_dossier_notation import ClusterNote, ConflictNote, DossierNote, PositionNote
from eval.quotes import Spot
from schemas import (
    ArticleSummary,
    CasualtyClaim,
    Conflict,
    Count,
    Dossier,
    FusedIncident,
    Incident,
    Position,
    SyndicatedCopy,
)

_COUNTED: Final = frozenset({"casualty_claims/killed", "casualty_claims/injured", "weapons/count"})
_LISTS: Final = ("actors", "attribution", "targets", "weapons", "casualty_claims", "other_counts", "reactions")


@dataclass(frozen=True, slots=True)
class Labels:
    """One article's gold record, and its text under the dossier's file."""

    summary: ArticleSummary
    spot: Spot

    @property
    def id(self) -> str:
        """The article's id."""
        return self.summary.article.id

    def report(self, position: int) -> Incident | None:
        """Its incident with this number, from 1 over the newly reported and then the background; None: it has none."""
        told = (*self.summary.incidents, *self.summary.background)
        return told[position - 1] if position <= len(told) else None


Sources = Mapping[str, Labels]
"""The labelled articles of a folder by name."""
Told = tuple[str, Incident]
"""An incident and the id of the article that tells it."""


def build(note: DossierNote, sources: Sources, spot: Spot) -> Dossier:
    """The gold dossier of a folder.

    Raises:
        GoldInvalid: an article that is not labelled, or listed and a copy at once; a report that is none or stands in
            two clusters; a newly reported incident that stands in none; a quote that its article does not have.
    """
    _check_articles(note, sources, spot)
    listed = {name: sources[name] for name in note.articles}
    clusters = [tuple(_told(one, listed, spot.at("incidents", i))) for i, one in enumerate(note.incidents)]
    _check_reports(note, clusters, sources, spot)
    grouped = {incident.id for cluster in clusters for _, incident in cluster}
    mentioned = ((sources[name].id, sources[name].summary.background) for name in note.articles)
    return Dossier(
        incidents=tuple(
            _fused(cluster, _conflicts(one, sources, spot.at("incidents", i)))
            for i, (cluster, one) in enumerate(zip(clusters, note.incidents, strict=True))
        ),
        background=tuple(
            _fused(((article_id, incident),), ())
            for article_id, incidents in mentioned
            for incident in incidents
            if incident.id not in grouped
        ),
        articles=tuple(sources[name].summary.article for name in note.articles),
        copies=tuple(
            SyndicatedCopy(article=sources[copy].summary.article, origin_id=sources[origin].id)
            for copy, origin in note.copies.items()
        ),
    )


# What does not fit.


def _check_articles(note: DossierNote, sources: Sources, spot: Spot) -> None:
    """Every labelled article is listed once: as an article, or as a copy of one that is listed."""
    listed = (*note.articles, *note.copies)
    if unknown := set(listed) - sources.keys():
        raise spot.at("articles").invalid(f"not labelled: {', '.join(sorted(unknown))}")
    if missing := sources.keys() - set(listed):
        raise spot.at("articles").invalid(f"labelled and not listed: {', '.join(sorted(missing))}")
    if len(set(listed)) < len(listed):
        raise spot.at("articles").invalid("an article is listed twice")
    if stray := set(note.copies.values()) - set(note.articles):
        raise spot.at("copies").invalid(f"the origin is not listed: {', '.join(sorted(stray))}")


def _check_reports(note: DossierNote, clusters: Iterable[tuple[Told, ...]], sources: Sources, spot: Spot) -> None:
    """Every newly reported incident stands in one cluster, no incident in two."""
    ids = [incident.id for cluster in clusters for _, incident in cluster]
    if len(set(ids)) < len(ids):
        raise spot.at("incidents").invalid("a report stands in two clusters, or in one twice")
    for name in note.articles:
        for position, incident in enumerate(sources[name].summary.incidents, start=1):
            if incident.id not in ids:
                raise spot.at("incidents").invalid(f"{name}/{position} stands in no cluster")


# Clusters.


def _told(note: ClusterNote, listed: Sources, spot: Spot) -> Iterator[Told]:
    """The reports of a cluster, in the order of the dossier's articles."""
    order = list(listed)
    found: list[tuple[int, Told]] = []
    for index, written in enumerate(note.reports):
        name, _, position = written.partition("/")
        incident = listed[name].report(int(position)) if name in listed else None
        if incident is None:
            raise spot.at("reports", index).invalid(f"no such report: {written}")
        found.append((order.index(name), (listed[name].id, incident)))
    return (told for _, told in sorted(found, key=lambda one: one[0]))


def _fused(cluster: tuple[Told, ...], conflicts: tuple[Conflict, ...]) -> FusedIncident:
    """Type, stage and id of the first report; the finest date and place; everything else side by side."""
    reports = [_cited(incident.model_dump(), article_id) for article_id, incident in cluster]
    fused = {
        **reports[0],
        **{name: _joined(chain.from_iterable(report[name] for report in reports)) for name in _LISTS},
        "date": _finest(reports, "date", "time_precision"),
        "time": next((report["time"] for report in reports if report["time"]), None),
        "protest": _protest([report["protest"] for report in reports if report["protest"]]),
        "location": _finest(reports, "location", "geo_precision"),
        "evidence": tuple(chain.from_iterable(report["evidence"] for report in reports)),
        "reports": [{"article_id": article_id, "incident_id": incident.id} for article_id, incident in cluster],
        "conflicts": conflicts,
    }
    whole = {actor.name: actor.member_of for _, one in cluster for actor in one.actors if actor.member_of}
    known = derived(FusedIncident.model_validate(fused), whole)
    if toll_status(tuple(_apart(cluster)), {}) == "differ":  # one speaker's numbers in two articles, too
        known = known.model_copy(update={"toll_status": "differ"})
    return known


def _apart(cluster: Iterable[Told]) -> Iterator[CasualtyClaim]:
    """The claims of all reports, a speaker of one article another one than in the next."""
    for article_id, incident in cluster:
        for claim in incident.casualty_claims:
            yield claim.model_copy(update={"asserted_by": f"{article_id} {claim.asserted_by or ''}"})


def _cited(value: Any, article_id: str) -> Any:
    """The same dump, with the article's id in every quote."""
    if isinstance(value, dict):
        told = {name: _cited(part, article_id) for name, part in value.items()}
        return {**told, "article_id": article_id} if "quote" in value else told
    return tuple(_cited(part, article_id) for part in value) if isinstance(value, tuple) else value


def _finest(reports: Iterable[dict[str, Any]], name: str, precision: str) -> dict[str, Any] | None:
    """The value with the lowest precision code, the first of equals; None when no report has one."""
    given: Iterator[dict[str, Any]] = (report[name] for report in reports if report[name] is not None)
    return min(given, key=lambda value: int(value[precision]), default=None)


def _protest(told: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What all reports have of it, side by side."""
    return {name: _joined(chain.from_iterable(one[name] for one in told)) for name in told[0]} if told else None


def _joined(values: Iterable[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """One of each; actors are one by name alone."""
    kept: dict[str, dict[str, Any]] = {}
    for value in values:
        key = value["name"] if "aliases" in value else repr({**value, "evidence": ()})
        kept[key] = _merged(kept[key], value) if key in kept else value
    return tuple(kept.values())


def _merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The first, with the evidence of both and, of actors, the aliases of both."""
    lists = [name for name in ("evidence", "aliases") if name in one]
    return {**one, **{name: (*one[name], *(new for new in other[name] if new not in one[name])) for name in lists}}


# Conflicts.


def _conflicts(note: ClusterNote, sources: Sources, spot: Spot) -> tuple[Conflict, ...]:
    return tuple(
        _conflict(conflict, sources, spot.at("conflicts", index)) for index, conflict in enumerate(note.conflicts)
    )


def _conflict(note: ConflictNote, sources: Sources, spot: Spot) -> Conflict:
    positions = (
        _position(position, note.path, sources, spot.at("positions", index))
        for index, position in enumerate(note.positions)
    )
    return Conflict(
        kind=note.kind, path=note.path, compatible=note.compatible, note=note.note, positions=tuple(positions)
    )


def _position(note: PositionNote, path: str, sources: Sources, spot: Spot) -> Position:
    if note.article not in sources:
        raise spot.invalid(f"not labelled: {note.article}")
    source = sources[note.article]
    quotes = Spot(spot.file, source.spot.text, spot.path).quoted(note.evidence)
    return Position.model_validate(
        {
            "value": _value(note.value, path, spot),
            "asserted_by": note.asserted_by,
            "article_id": source.id,
            "evidence": _cited(tuple(quote.model_dump() for quote in quotes), source.id),
        }
    )


def _value(written: int | str | None, path: str, spot: Spot) -> Count | str | None:
    """A count on a path of counts, else a name, a code or a date."""
    if written is None or path not in _COUNTED:
        return written if written is None else str(written)
    try:
        return read_count(written)
    except ValueError as error:
        raise spot.invalid(error) from error
