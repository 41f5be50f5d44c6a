"""The service as tools of a chat client: a server of the Model Context Protocol, at `/mcp` and as `sitrep mcp`.

Names and quotes that are withheld stay masked: a chat is no place for them. Each tool needs the scope of the call that
it stands for; without keys, this machine alone is answered, as everywhere.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated, Any, Final, TypeVar

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.errors import SitrepError
from app.core.settings import Settings
from app.dossiers import Submitted, gather, unbounded
from app.http.access import place_of
from app.http.body import SummaryRequest, limit_bytes
from app.http.dossiers import MOST_ARTICLES
from app.http.schemas import SCHEMAS, schema_text
from app.http.scopes import granted, owner_of
from app.http.summaries import reading
from app.keys import Scope as KeyScope
from app.present import dossier_text, incident_list
from app.present import text as show
from app.present.withheld import dossier_withheld, withheld
from app.propose.question import load
from app.service import Service
from app.store.index.index import Index
from app.store.index.reading import Near, Wanted
from app.values.names import party_key
from app.values.place_lookup import regions, towns
from schemas import SCHEMA_VERSION, ArticleSummary, Dossier, IncidentPage, IndexedIncident
from schemas.codes import EventType, SubEventType

PATH: Final = "/mcp"
STATE: Final = "mcp"
"""Under which the lifespan hands the open server to each request."""
HEARTBEAT_S: Final = 5.0
"""Between two notices of progress: clients give up on a tool that is silent for long (60 s in several)."""
ELSEWHERE: Final = TransportSecuritySettings(enable_dns_rebinding_protection=False)
"""Who may ask, and by which name, is decided once for all calls, by `app.http.access`."""
READS: Final = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
INSTRUCTIONS: Final = (
    "Sitrep reads news articles about violent incidents and says what happened, when, where, who did it according to "
    "whom, and the casualties according to whom. Each value has the article's own words. Sources disagree: repeat who "
    "says what, and never merge their numbers."
)

T = TypeVar("T")
Articles = Annotated[
    tuple[SummaryRequest, ...],
    Field(min_length=1, max_length=MOST_ARTICLES, description="Articles of one incident or of several."),
]
CountryArgument = Annotated[str | None, Field(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")]
TextArgument = Annotated[str, Field(description="The article, as plain text, whole.")]
DayArgument = Annotated[
    date | None, Field(description="Day of publication; null: taken from the text, where it tells.")
]


def mcp_server(service: Service, settings: Settings, index: Index | None = None) -> MCPServer[Any]:
    """The tools and resources of an open service, and of the index of what it has summarised, where there is one."""
    server: MCPServer[Any] = MCPServer("sitrep", title="Sitrep", version=SCHEMA_VERSION, instructions=INSTRUCTIONS)

    @server.tool(title="Summarise a news article", annotations=READS)
    async def summarize_article(
        ctx: Context[Any, Any],
        *,
        text: TextArgument,
        published_on: DayArgument = None,
        title: str | None = None,
        source: str | None = None,
        url: str | None = None,
    ) -> Annotated[CallToolResult, ArticleSummary]:
        """Turn one article into a typed incident record: each value with its quote, each toll with who says so.

        The text of the answer is for reading; the structured content is the record, without the model's draft.
        """
        _check_scope(ctx, "summarize")
        sent = SummaryRequest(text=text, published_on=published_on, title=title, source=source, url=url)
        summary = await _in_words(ctx, "reading the article", lambda: _summarized(service, settings, sent))
        return _answer(show.render(summary), summary.model_copy(update={"draft": None}))

    @server.tool(title="Put several articles together", annotations=READS)
    async def build_dossier(ctx: Context[Any, Any], *, articles: Articles) -> Annotated[CallToolResult, Dossier]:
        """Put reports together: each incident once, with who says what in which article, and where they differ.

        The text of the answer is for reading; the structured content is the dossier. Nothing is summed or averaged.
        """
        _check_scope(ctx, "summarize")
        request = ctx.request_context.request
        dossier = await _in_words(
            ctx, f"reading {len(articles)} articles", lambda: _put_together(service, settings, articles, request)
        )
        return _answer(dossier_text.render(dossier), dossier)

    if index is not None:
        _add_finding(server, index)
    for name in SCHEMAS:
        server.resource(
            f"sitrep://schemas/{name}",
            name=f"schema-{name}",
            description=f"The JSON Schema `{name}`.",
            mime_type="application/schema+json",
        )(_giving(schema_text(name)))
    if settings.proposer == "model":
        asked = "\n\n".join(f"{each.role}:\n{each.content}" for each in load(settings.prompt).messages)
        about = f"The constant part of what the model is asked, {settings.prompt}."
        server.resource("sitrep://prompt", name="prompt", description=about, mime_type="text/plain")(_giving(asked))
    return server


def _add_finding(server: MCPServer[Any], index: Index) -> None:
    @server.resource("sitrep://summaries/{article_id}", name="summary", mime_type="application/json")
    async def summary(article_id: str, ctx: Context[Any, Any]) -> str:
        """The record of an article that was summarised here, by `article.id`; names that are withheld are masked."""
        owner = _owner(ctx)
        found = await index.read(lambda rows: rows.summary(owner, article_id, full=False))
        if found is None or not _may(ctx, "read"):
            raise ResourceNotFoundError("No article of this key's is known by that id.")
        return found.record.decode()

    @server.tool(title="Find incidents", annotations=READS)
    async def find_incidents(
        ctx: Context[Any, Any],
        *,
        country: CountryArgument = None,
        first_day: Annotated[date | None, Field(description="That may have happened on this day or later.")] = None,
        last_day: Annotated[date | None, Field(description="On this day or before.")] = None,
        event_type: EventType | SubEventType | None = None,
        near: Annotated[str | None, Field(description="A town or region, as the gazetteer knows it.")] = None,
        km: Annotated[float, Field(gt=0, le=1000, description="How far from there.")] = 50,
        words: Annotated[str | None, Field(description="Words of names, notes and titles.")] = None,
        limit: Annotated[int, Field(ge=1, le=20)] = 5,
    ) -> Annotated[CallToolResult, IncidentPage]:
        """Find incidents that articles summarised here report, the latest first, each as all its articles report it."""
        _check_scope(ctx, "read")
        first, last = (day.isoformat() if day else None for day in (first_day, last_day))
        circle = _circle(near, country, km) if near else None
        wanted = Wanted(country, first, last, event_type, circle, tuple(party_key(words or "").split()))
        owner = _owner(ctx)
        found, after = await index.read(lambda rows: rows.incidents(owner, wanted, None, limit, full=False))
        page = IncidentPage(incidents=tuple(map(IndexedIncident.model_validate, found)), next=None)
        text = incident_list.render(page.incidents) if found else "No such incident is known here."
        return _answer(f"{text}\nThere are more: ask for fewer days, or nearer." if after else text, page)


def _circle(name: str, code: str | None, km: float) -> Near:
    found = towns(name, code) or regions(name, code)
    if not found:
        raise ToolError(f"The gazetteer knows no town or region {name!r}. Try another spelling, or the country alone.")
    return Near(found[0].latitude, found[0].longitude, km)


def _owner(ctx: Context[Any, Any]) -> str | None:
    """Whose rows are seen; over standard input those of everybody, as `sitrep incidents` shows them."""
    request = ctx.request_context.request
    return owner_of(request) if request is not None else None


@asynccontextmanager
async def open_mcp(service: Service, settings: Settings, index: Index | None = None) -> AsyncIterator[ASGIApp]:
    """The server at `PATH`, running for as long as the block lasts; no session is kept between two requests."""
    server = mcp_server(service, settings, index)
    web = server.streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,
        max_request_body_size=limit_bytes(settings.max_article_characters),
        transport_security=ELSEWHERE,
    )
    async with server.session_manager.run():
        yield web


class McpRoute:
    """Passes requests at `PATH` to the server that the lifespan has opened. Pure ASGI."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one on."""
        await scope["state"][STATE](scope, receive, send)


async def _summarized(service: Service, settings: Settings, sent: SummaryRequest) -> ArticleSummary:
    return withheld(await service.summarize(await asyncio.to_thread(reading(sent, settings))))


async def _put_together(
    service: Service, settings: Settings, sent: Sequence[SummaryRequest], request: Request | None
) -> Dossier:
    submitted = [Submitted(reading(each, settings), each.client_ref) for each in sent]
    gathered = await gather(service, submitted, place_of(request) if request else unbounded)
    return await asyncio.to_thread(lambda: dossier_withheld(gathered.dossier(None), gathered.summaries))


async def _in_words(ctx: Context[Any, Any], doing: str, work: Callable[[], Awaitable[T]]) -> T:
    """What the work gives; while it lasts, the client hears of it. Raises ToolError with words that a model can use."""
    began_s = time.monotonic()

    async def beat() -> None:
        while True:
            await ctx.report_progress(time.monotonic() - began_s, None, doing)
            await asyncio.sleep(HEARTBEAT_S)

    beating = asyncio.create_task(beat())
    try:
        return await work()
    except SitrepError as error:
        raise ToolError(" ".join(part for part in (f"{error.outside.rstrip('.')}.", error.hint) if part)) from None
    finally:
        beating.cancel()


def _answer(text: str, record: BaseModel) -> CallToolResult:
    content = record.model_dump(mode="json")
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=content)


def _check_scope(ctx: Context[Any, Any], scope: KeyScope) -> None:
    """Raises ToolError where the caller's key may not; over standard input there is no key, and the user may all."""
    if not _may(ctx, scope):
        raise ToolError(f"This key may not {scope}. A key with that scope is made by `sitrep keys create`.")


def _may(ctx: Context[Any, Any], scope: KeyScope) -> bool:
    request = ctx.request_context.request
    return request is None or scope in granted(request)


def _giving(text: str) -> Callable[[], str]:
    return lambda: text
