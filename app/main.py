"""The web application: settings in, an ASGI app out. Its lifespan opens the service and closes it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

from fastapi import FastAPI
from starlette.routing import Route

from app import service
from app.core.settings import Settings
from app.http import (
    dossiers,
    exports,
    incidents,
    kept,
    metrics,
    operations,
    reliability,
    schemas,
    summaries,
    verifications,
)
from app.http.access import Access
from app.http.body import BodyLimit
from app.http.docs import add_docs
from app.http.handlers import add_handlers
from app.http.leaving import Leaving
from app.http.measures import Measures
from app.http.openapi import PROBLEM, describe
from app.http.request_ids import RequestIds
from app.http.state import State
from app.indexing import indexed
from app.integrations.mcp import PATH, McpRoute, open_mcp
from app.service import Service
from app.store.index.index import Index, open_index
from app.store.keyring import KeyRing
from app.web.pages import add_page
from schemas import SCHEMA_VERSION

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
    """
    measures = Measures()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[State]:
        async with open_service(settings) as opened, open_index(settings) as index:
            noting = indexed(opened, index)
            async with open_mcp(noting, settings, index) as tools:
                yield {"settings": settings, "service": noting, "measures": measures, "index": index, "mcp": tools}

    app = FastAPI(
        title="Sitrep",
        version=SCHEMA_VERSION,
        description="A news article in, a typed incident summary out, every value with the words it came from.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=PROBLEM,
    )
    app.openapi = partial(describe, app)  # type: ignore[method-assign]  # as FastAPI documents it
    for router in (
        summaries.router,
        kept.router,
        incidents.router,
        dossiers.router,
        verifications.router,
        exports.router,
        reliability.router,
        schemas.router,
        operations.router,
        metrics.router,
    ):
        app.include_router(router)
    add_docs(app)
    add_page(app)
    app.router.routes.append(Route(PATH, McpRoute(), include_in_schema=False))
    add_handlers(app)
    # The last is the outermost.
    app.add_middleware(
        BodyLimit, max_article_characters=settings.max_article_characters, timeout_s=settings.receive_timeout_s
    )
    app.add_middleware(Leaving)
    app.add_middleware(Access, keyring=KeyRing(settings.keys_file))
    app.add_middleware(RequestIds, observe=measures.observe)
    return app
