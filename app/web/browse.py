"""Pages of the index: a list of incidents with filters and a map, one incident, one summary; each has its address.

`/incidents`, `/incidents/{id}` and `/summaries/{id}` tell nothing and are open, as the page at `/` is. Their script
asks for what they show, under the same path below `/web`, with the key of the tab.
"""

from http import HTTPStatus
from typing import Annotated, Final, get_args

from fastapi import APIRouter, Depends, Query, Request, Response

from app.http.incidents import cursor_of, elsewhere, position, wanted
from app.http.kept import Reviewed, UsedIndex
from app.http.problems import RequestRejected
from app.http.scopes import InFull, Owner
from app.present.text import provenance_line
from app.store.index.corrections import Corrections
from app.store.index.reading import Found, KeptSummary, Reading, Wanted
from app.web.corrected import Said
from app.web.dossier_view import dossier_view
from app.web.index_view import hits
from app.web.rendering import html
from app.web.view import view
from schemas import ArticleRef, ArticleSummary, Correction, Dossier, IndexedIncident, ReviewedSummary
from schemas.codes import EventType, SubEventType

PAGE: Final = 50
"""Incidents of a list at once."""
KINDS: Final[tuple[str, ...]] = (*get_args(EventType), *get_args(SubEventType))

router = APIRouter(include_in_schema=False)


@router.get("/incidents")
async def incidents_page() -> Response:
    """Return the page of the list, without any incident."""
    return html("browse.html", kinds=KINDS, lists=True)


@router.get("/incidents/{_id}")
@router.get("/summaries/{_id}")
async def permalink(_id: str) -> Response:
    """Return the page of one incident or summary, without it."""
    return html("browse.html", kinds=KINDS, lists=False)


@router.get("/web/incidents")
async def listed(
    index: UsedIndex,
    owner: Owner,
    full: InFull,
    asked: Annotated[Wanted, Depends(wanted)],
    cursor: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """Return the part of the page that lists incidents."""
    after = position(cursor) if cursor else None

    def page(reading: Reading) -> Response:
        found, last = reading.incidents(owner, asked, after, PAGE, full=full)
        known = [IndexedIncident.model_validate(each, strict=False) for each in found]
        return html("incidents.html", view=hits(known), next=last and cursor_of(last))

    return await index.read(page)


@router.get("/web/incidents/{incident_id}")
async def shown_incident(request: Request, incident_id: str, index: UsedIndex, owner: Owner, full: InFull) -> Response:
    """Return the part of the page that shows an incident with its articles; the way to the one that it is part of."""

    def page(reading: Reading) -> Response | Found | None:
        found = reading.incident(owner, incident_id, full=full)
        return _incident(reading, found, full=full) if found and found.incident else found

    made = await index.read(page)
    if made is None:
        raise RequestRejected(HTTPStatus.NOT_FOUND, "incident-unknown", "No incident is known by that id.")
    return elsewhere(request, made) if isinstance(made, Found) else made


def _incident(reading: Reading, found: Found, *, full: bool) -> Response:
    """An incident as a dossier of its own, beside those of its articles' texts that are kept.

    Where names in it are withheld, so are texts, titles and addresses, also of an article that tells of no minor.
    """
    known = IndexedIncident.model_validate(found.incident, strict=False)
    ids = dict.fromkeys(each.article_id for each in known.record.reports)
    kept = {each: reading.summary(known.owner, each, full=full) for each in ids}
    summaries = {name: ArticleSummary.model_validate_json(each.record) for name, each in kept.items() if each}
    one = (known.record,)
    dossier = Dossier(
        incidents=one if known.news else (),
        background=() if known.news else one,
        articles=tuple(_named(each.article, known) for each in summaries.values()),
        partial=tuple(name for name, each in summaries.items() if each.status == "partial"),
        withheld=("record",) if known.withheld else (),
    )
    texts = {name: each.text for name, each in kept.items() if each and each.text and not known.withheld}
    made = {name: provenance_line(each.provenance) for name, each in summaries.items()}
    laid_out = dossier_view(dossier, texts, made)
    return html(
        "dossier.html", view=laid_out, record=known.model_dump_json(), dossier=dossier.model_dump_json(), kept=known
    )


def _named(article: ArticleRef, incident: IndexedIncident) -> ArticleRef:
    return article.model_copy(update={"title": None, "url": None}) if incident.withheld else article


@router.get("/web/summaries/{article_id}")
async def shown_summary(
    *, article_id: str, index: UsedIndex, owner: Owner, full: InFull, reviewed: Reviewed = False
) -> Response:
    """Return the part of the page that shows the record of an article, beside the article where its text is kept.

    The machine's record with what was said of its values, or the record with that in it.
    """

    def page(reading: Reading) -> Response | None:
        found = reading.summary(owner, article_id, full=full)
        corrections = Corrections(reading.database)
        if found is None:
            return None
        if reviewed:
            with_them = corrections.reviewed(owner, article_id, full=full)
            return _reviewed(found, with_them) if with_them else None
        return _summary(found, corrections.beside(owner, article_id, full=full))

    made = await index.read(page)
    if made is None:
        raise RequestRejected(HTTPStatus.NOT_FOUND, "summary-unknown", "No article is known by that id.")
    return made


def _summary(found: KeptSummary, said: tuple[tuple[tuple[str | None, Correction], ...], bool]) -> Response:
    summary = ArticleSummary.model_validate_json(found.record)
    laid_out = view(summary, found.text, Said(*said), correctable=True)
    return html("record.html", view=laid_out, record=found.record.decode(), kept=found, reviewed=False)


def _reviewed(found: KeptSummary, with_them: ReviewedSummary) -> Response:
    placed = ((each.path, each.correction) for each in with_them.corrected)
    said = Said((*placed, *((None, each) for each in with_them.detached)), with_them.withheld)
    text = None if with_them.withheld else found.text  # a person may say that somebody in it is a minor
    laid_out = view(with_them.summary, text, said)
    return html("record.html", view=laid_out, record=with_them.summary.model_dump_json(), kept=found, reviewed=True)
