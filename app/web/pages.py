"""The page at `/` and its fragments.

The page itself tells nothing and is open to all who reach the service. What it shows comes from `POST /web/summaries`
and `POST /web/dossiers`, which want a key where the service has keys: the script sends it as `Authorization`, kept by
the browser for this tab alone. There is no cookie, so that no other site's request can carry it.
"""

import asyncio
from datetime import UTC, datetime
from importlib.resources import files
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.staticfiles import StaticFiles

from app import article
from app.dossiers import Gathered
from app.http.body import SummaryRequest, aside, read_request
from app.http.client_refs import NAME
from app.http.dossiers import DossierRequest, gathered_for, read_dossier_request, shown_dossier
from app.http.scopes import InFull, shown
from app.http.state import service_of, settings_of
from app.present.text import provenance_line
from app.web.dossier_view import dossier_view
from app.web.view import view
from schemas import TollPolicy

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the page may do: run the scripts that are served here and ask this service; nothing inline, nothing else."""
HEADERS: Final = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}

SAMPLES: Final = {
    "baghdad-1.txt": "Baghdad, first report",
    "baghdad-2.txt": "Baghdad, second report",
    "baghdad-1.txt baghdad-2.txt": "Both Baghdad reports",
}
"""Files under static/samples, and what their buttons say: two reports of one strike that contradict each other."""

router = APIRouter(include_in_schema=False)
_templates: Final = Environment(
    loader=PackageLoader("app.web"),
    autoescape=select_autoescape(),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@router.get("/")
async def page() -> Response:
    """Return the page, without any article."""
    return _html("page.html", samples=SAMPLES)


@router.post("/web/summaries")
async def summarised(
    request: Request, body: Annotated[SummaryRequest, Depends(read_request)], full: InFull
) -> Response:
    """Summarise an article and return the part of the page that shows it."""
    read = await asyncio.to_thread(
        article.read,
        **body.model_dump(exclude={NAME}),
        today=datetime.now(UTC).date(),
        max_characters=settings_of(request).max_article_characters,
    )
    summary = shown(await service_of(request).summarize(read), full)
    return await aside(lambda: _html("record.html", view=view(summary, read.text), record=summary.model_dump_json()))


@router.post("/web/dossiers")
async def compared(
    request: Request, body: Annotated[DossierRequest, Depends(read_dossier_request)], full: InFull
) -> Response:
    """Make a dossier of several articles and return the part of the page that shows it."""
    gathered = await gathered_for(request, body)
    return await aside(lambda: _dossier(gathered, body.policy, full=full))


def _dossier(gathered: Gathered, policy: TollPolicy | None, *, full: bool) -> Response:
    dossier = shown_dossier(gathered, policy, full=full)
    made = {each.article.id: provenance_line(each.provenance) for each in gathered.summaries}
    laid_out = dossier_view(dossier, gathered.texts, made)
    return _html("dossier.html", view=laid_out, record=dossier.model_dump_json())


def _html(name: str, **values: Any) -> Response:
    return Response(_templates.get_template(name).render(**values), media_type="text/html", headers=HEADERS)


def add_page(app: FastAPI) -> None:
    """Serve the page, its script and its style."""
    app.include_router(router)
    app.mount("/web/static", StaticFiles(directory=str(files("app.web") / "static")), name="static")
