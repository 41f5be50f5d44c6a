"""The web application: settings in, an ASGI app out. Its lifespan opens the service and closes it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from functools import partial
from typing import Final

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.routing import Route

from app import backends, service
from app.core.settings import Settings
from app.http import (
    batches,
    dossiers,
    exports,
    feed,
    incident_exports,
    incidents,
    kept,
    metrics,
    operations,
    reliability,
    review,
    schemas,
    subscriptions,
    summaries,
    verifications,
)
from app.http.access import Access
from app.http.again import Again
from app.http.body import BodyLimit
from app.http.docs import add_docs
from app.http.handlers import add_handlers
from app.http.leaving import Leaving
from app.http.measures import Measures
from app.http.openapi import PROBLEM, describe
from app.http.quotas import Quotas
from app.http.request_ids import RequestIds
from app.http.state import State
from app.http.traces import Traces
from app.indexing import indexed
from app.integrations import slack
from app.integrations.mcp import PATH, McpRoute, open_mcp
from app.service import Service
from app.store.index.index import Index, open_index
from app.store.keyring import KeyRing
from app.store.opening import open_link
from app.store.replies import MARK, Replies
from app.traced import Traced
from app.web.pages import add_page
from app.webhooks.dispatch import dispatching
from schemas import SCHEMA_VERSION

ROUTERS: Final = (
    summaries.router,
    batches.router,
    kept.router,
    incident_exports.router,  # before the id of an incident, which `export` would be otherwise
    incidents.router,
    feed.router,
    subscriptions.router,
    review.router,
    dossiers.router,
    verifications.router,
    exports.router,
    reliability.router,
    schemas.router,
    operations.router,
    metrics.router,
)
OWN_SPANS: Final[TelemetryConfig] = {
    "logs": False,
    "metrics": False,
    "operation_spans": False,
    "exclude": lambda _scope: True,
}
"""FastAPI's own telemetry names paths, queries and the words of exceptions: `app.http.traces` stands in its place. Left
of it is what sets up an exporter from the environment (FASTAPI_OTEL_AUTO_CONFIGURE)."""
OpenService = Callable[[Settings], AbstractAsyncContextManager[Service]]
OpenIndex = Callable[[Settings], AbstractAsyncContextManager[Index | None]]


def create_app(
    settings: Settings, *, open_service: OpenService = service.open_service, open_index: OpenIndex = open_index
) -> FastAPI:
    """Make the application.

    Args:
        settings: What the service is opened with.
        open_service: Opens it when the server starts; closed when the server ends.
        open_index: The same for the index of what it summarises.

    Raises NotSetUp for a part that is switched on and lacks a package or a setting.
    """
    measures, keyring, quotas = Measures(), KeyRing(settings.keys_file), Quotas(open_link(settings))
    door = slack.door_of(settings)
    guests = slack.Guests(settings.slack_may, keyring, quotas)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[State]:
        await asyncio.to_thread(backends.load)
        async with (
            aclosing(quotas),
            open_service(settings) as opened,
            open_index(settings) as index,
            dispatching(index, settings),
        ):
            noting = Traced(indexed(opened, index), settings.otel_lengths)
            async with (
                open_mcp(noting, settings, index) as tools,
                slack.open_bot(door, noting, settings, guests, keeps=index is not None) as bot,
            ):
                yield State(
                    settings=settings, service=noting, measures=measures, quotas=quotas,
                    index=index, mcp=tools, slack=bot,
                )  # fmt: skip

    app = FastAPI(
        title="Sitrep",
        version=SCHEMA_VERSION,
        description="A news article in, a typed incident summary out, every value with the words it came from.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=OWN_SPANS,
        responses=PROBLEM,
    )
    app.openapi = partial(describe, app)  # type: ignore[method-assign]  # as FastAPI documents it
    _add_routes(app, with_slack=door is not None)
    add_handlers(app)
    _add_layers(app, settings, measures, keyring, quotas)
    return app


def _add_routes(app: FastAPI, *, with_slack: bool) -> None:
    for router in ROUTERS:
        app.include_router(router)
    add_docs(app)
    add_page(app)
    app.router.routes.append(Route(PATH, McpRoute(), include_in_schema=False))
    if with_slack:
        app.router.routes.append(Route(slack.PATH, slack.events, methods=["POST"], include_in_schema=False))


def _add_layers(app: FastAPI, settings: Settings, measures: Measures, keyring: KeyRing, quotas: Quotas) -> None:
    """What stands between the server and the routes: the last is the outermost."""
    app.add_middleware(Leaving)
    replies = Replies(settings.memory_size_bytes, settings.cache_dir / MARK)
    app.add_middleware(Again, replies=replies, noted=measures.note_again)
    app.add_middleware(
        BodyLimit,
        max_article_characters=settings.max_article_characters,
        timeout_s=settings.receive_timeout_s,
        streamed=batches.PATH,
        silence_s=settings.deadline_s,
    )
    app.add_middleware(Access, keyring=keyring, quotas=quotas)
    app.add_middleware(RequestIds, observe=measures.observe)
    app.add_middleware(Traces)
