"""The page at `/` and its fragments.

The page itself tells nothing and is open to all who reach the service. What it shows comes from `POST /web/summaries`,
which wants a key where the service has keys: the script sends it as `Authorization`, kept by the browser for this tab
alone. There is no cookie, so that no other site's request can carry it.
"""

import asyncio
import json
from datetime import UTC, datetime
from importlib.resources import files
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.staticfiles import StaticFiles

from app import article
from app.http.body import SummaryRequest, read_request
from app.http.client_refs import NAME
from app.http.events import answered_in_events, wants_events
from app.http.scopes import InFull, shown
from app.http.state import service_of, settings_of
from app.web.view import view
from schemas import ArticleSummary

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the page may do: run the scripts that are served here and ask this service; nothing inline, nothing else."""
HEADERS: Final = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}

SAMPLES: Final = {
    "baghdad-1.txt": "Baghdad, first report",
    "baghdad-2.txt": "Baghdad, second report",
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
    return _html(_rendered("page.html", samples=SAMPLES))


@router.post("/web/summaries")
async def summarised(
    request: Request, body: Annotated[SummaryRequest, Depends(read_request)], full: InFull
) -> Response:
    """Summarise an article and return the part of the page that shows it; as events, `result` has it as `html`."""
    read = await asyncio.to_thread(
        article.read,
        **body.model_dump(exclude={NAME}),
        today=datetime.now(UTC).date(),
        max_characters=settings_of(request).max_article_characters,
    )

    def rendered(summary: ArticleSummary) -> str:
        own = shown(summary, full)
        return _rendered("record.html", view=view(own, read.text), record=own.model_dump_json())

    def result(summary: ArticleSummary) -> str:
        return json.dumps({"html": rendered(summary)})

    if wants_events(request):
        return await answered_in_events(request, lambda: service_of(request).summarize(read), result, _so_far)
    return _html(rendered(await service_of(request).summarize(read)))


def _so_far(summary: ArticleSummary) -> str:
    """A partial record, for the page's line of status."""
    return json.dumps({"incidents": len(summary.incidents)})


def _rendered(name: str, **values: Any) -> str:
    return _templates.get_template(name).render(**values)


def _html(content: str) -> Response:
    return Response(content, media_type="text/html", headers=HEADERS)


def add_page(app: FastAPI) -> None:
    """Serve the page, its script and its style."""
    app.include_router(router)
    app.mount("/web/static", StaticFiles(directory=str(files("app.web") / "static")), name="static")
