"""The page at `/` and its fragments.

The page itself tells nothing and is open to all who reach the service. What it shows comes from `POST /web/summaries`
and `POST /web/dossiers`, which want a key where the service has keys: the script sends it as `Authorization`, kept by
the browser for this tab alone. There is no cookie, so that no other site's request can carry it.
"""

import asyncio
import json
from importlib.resources import files
from typing import Annotated, Final

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from starlette.staticfiles import StaticFiles

from app.core.caller import caller
from app.dossiers import Gathered
from app.http.body import SummaryRequest, aside, read_request
from app.http.dossier_events import OfDossier
from app.http.dossiers import DossierRequest, gathered_for, read_dossier_request, shown_dossier
from app.http.events import Course, OfArticle, Work, answered_in_events, wants_events
from app.http.scopes import InFull, shown
from app.http.state import index_of, service_of, settings_of
from app.http.summaries import reading
from app.present.text import provenance_line
from app.store.index.corrections import Corrections
from app.store.index.index import Index
from app.web import browse
from app.web.corrected import NO_CORRECTIONS, Said
from app.web.dossier_view import dossier_view
from app.web.rendering import html, rendered, served
from app.web.view import view
from schemas import ArticleSummary, TollPolicy

SAMPLES: Final = {
    "baghdad-1.txt": "Baghdad, first report",
    "baghdad-2.txt": "Baghdad, second report",
    "baghdad-1.txt baghdad-2.txt": "Both Baghdad reports",
}
"""Files under static/samples, and what their buttons say: two reports of one strike that contradict each other."""

router = APIRouter(include_in_schema=False)


@router.get("/")
async def page() -> Response:
    """Return the page, without any article."""
    return html("page.html", samples=SAMPLES)


@router.post("/web/summaries")
async def summarised(
    request: Request, body: Annotated[SummaryRequest, Depends(read_request)], full: InFull
) -> Response:
    """Summarise an article and return the part of the page that shows it; as events, `result` has it as `html`."""
    read = await asyncio.to_thread(reading(body, settings_of(request)))
    index = index_of(request)

    def drawn(summary: ArticleSummary, said: Said) -> str:
        own = shown(summary, full)
        laid_out = view(own, read.text, said, correctable=index is not None)
        return rendered("record.html", view=laid_out, record=own.model_dump_json(), kept=None, reviewed=False)

    async def answer() -> str:
        summary = await service_of(request).summarize(read)
        said = await _said(index, summary, full=full)
        return await aside(lambda: drawn(summary, said))

    return await _answered(request, answer, OfArticle(_so_far))


async def _said(index: Index | None, summary: ArticleSummary, *, full: bool) -> Said:
    """What was said of a record before: nothing of one that was not read before."""
    if index is None or not summary.provenance.cached:
        return NO_CORRECTIONS
    owner, article_id = caller().id, summary.article.id
    return Said(*await index.read(lambda rows: Corrections(rows.database).beside(owner, article_id, full=full)))


def _so_far(summary: ArticleSummary) -> str:
    """A partial record, for the page's line of status."""
    return json.dumps({"incidents": len(summary.incidents)})


@router.post("/web/dossiers")
async def compared(
    request: Request, body: Annotated[DossierRequest, Depends(read_dossier_request)], full: InFull
) -> Response:
    """Make a dossier of several articles and return the part of the page that shows it, as of one article."""

    async def answer() -> str:
        gathered = await gathered_for(request, body)
        return await aside(lambda: _dossier(gathered, body.policy, full=full))

    return await _answered(request, answer, OfDossier(_compared_so_far))


async def _answered(request: Request, drawn: Work, course: Course) -> Response:
    """What is drawn as it is, or as events."""

    async def result() -> str:
        return json.dumps({"html": await drawn()})

    return await answered_in_events(request, result, course) if wants_events(request) else served(await drawn())


def _compared_so_far(gathered: Gathered) -> str:
    found = gathered.dossier(None).incidents
    hard = sum(not conflict.compatible for each in found for conflict in each.conflicts)
    return json.dumps({"incidents": len(found), "contradictions": hard})


def _dossier(gathered: Gathered, policy: TollPolicy | None, *, full: bool) -> str:
    dossier = shown_dossier(gathered, policy, full=full)
    made = {each.article.id: provenance_line(each.provenance) for each in gathered.summaries}
    laid_out = dossier_view(dossier, gathered.texts, made)
    return rendered("dossier.html", view=laid_out, record=dossier.model_dump_json(), kept=None)


def add_page(app: FastAPI) -> None:
    """Serve the page, its script and its style."""
    app.include_router(router)
    app.include_router(browse.router)
    app.mount("/web/static", StaticFiles(directory=str(files("app.web") / "static")), name="static")
