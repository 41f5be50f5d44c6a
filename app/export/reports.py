"""What each article reports of an event, a row for each report: what a coder compares before a row is believed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.assemble.estimates import HARMS, Harm, tolls
from app.export import cells
from app.export.cells import Row
from app.export.columns import columns_of, in_order
from app.export.events import Event, told_by
from app.export.options import Quotes
from app.export.quoting import Quoted, quoted
from app.export.tolls import OWN_VOICE, as_said
from schemas import ArticleRef, Estimate, Incident
from schemas.codes import EVENT_TYPE_OF
from schemas.dossier import ConflictPath

Own = Mapping[ConflictPath, str]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One article's report of an event, and the words that it has for it."""

    event: Event
    article: ArticleRef
    row: Row
    quotes: Quoted


def report_lines(events: Iterable[Event], quotes: Quotes) -> Iterator[ReportLine]:
    """The reports of each event, in the order of its record."""
    for event in events:
        articles = {article.id: article for article in event.articles}
        for report in event.reports:
            article = articles[report.article_id]
            told = told_by(event, article)
            row = in_order(columns_of("reports"), _row(event, article, told, report.incident_id))
            yield ReportLine(event, article, row, quoted(told, quotes))


def _row(event: Event, article: ArticleRef, told: Incident, incident_id: str) -> Row:
    own = _differing(event, article)
    return {
        "event_id": event.id,
        "article_sha256": article.id,
        "incident_id": incident_id,
        "publisher": article.source,
        "title": article.title,
        "url": article.url,
        "published_on": article.published_on,
        "language": article.language,
        **_what(event, own),
        **_when(told, own),
        **_where(told, own),
        "doers": _list(f"{each.actor} ({each.basis}, {each.asserted_by or OWN_VOICE})" for each in told.attribution),
        "attacked": _list(actor.name for actor in cells.with_role(told, "attacked")),
        "targets": _list(target.name for target in told.targets),
        "weapons": _list(weapon.name for weapon in told.weapons),
        **_toll(told),
    }


def _differing(event: Event, article: ArticleRef) -> dict[ConflictPath, str]:
    """What an article has where the articles differ: the first word or day of each."""
    found: dict[ConflictPath, str] = {}
    for conflict in event.conflicts:
        for position in conflict.positions:
            if position.article_id == article.id and isinstance(position.value, str):
                found.setdefault(conflict.path, position.value)
    return found


def _what(event: Event, own: Own) -> Row:
    """The type; where the articles differ on it, this article's."""
    known = event.incident.sub_event_type
    found = next((each for each in EVENT_TYPE_OF if each == own.get("sub_event_type")), known)
    return {"event_type": EVENT_TYPE_OF[found], "sub_event_type": found}


def _when(told: Incident, own: Own) -> Row:
    """The days that its words carry; where only the articles' difference tells, the first."""
    when = told.date
    if when is None:
        return {"date_start": _day(own.get("date/start"))}
    return {"date_start": when.start, "date_end": when.end, "date_words": when.text}


def _day(written: str | None) -> date | None:
    """A day of a position; None where a record made by hand has another text there."""
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None


def _where(told: Incident, own: Own) -> Row:
    """The place that its words carry; where only the articles' difference tells, its town and site."""
    place = told.location
    if place is None:
        return {"place": own.get("location/city"), "site": own.get("location/site")}
    return {"country": place.country, "admin1": place.admin1, "place": cells.place_name(place), "site": place.site}


def _toll(told: Incident) -> Row:
    found: Row = {}
    for harm, estimate in zip(HARMS, tolls(told.casualty_claims), strict=True):
        found |= {harm: _counts(told, harm), **_ends(harm, estimate)}
    return found


def _counts(told: Incident, harm: Harm) -> str | None:
    return _list(
        f"{as_said(count)} {claim.victim_class if claim.victim_class != 'all' else ''}".rstrip()
        + f" ({claim.asserted_by or OWN_VOICE})"
        for claim in told.casualty_claims
        if (count := getattr(claim, harm)) is not None
    )


def _ends(harm: Harm, estimate: Estimate) -> Row:
    return {f"{harm}_low": estimate.low, f"{harm}_best": estimate.best, f"{harm}_high": estimate.high}


def _list(values: Iterable[str]) -> str | None:
    return "; ".join(dict.fromkeys(values)) or None
