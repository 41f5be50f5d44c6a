"""`sitrep mcp`: the service as tools of a chat client that starts it, over standard input and output."""

import asyncio
import logging

from app.core.logs import log_to_stderr
from app.core.settings import Settings
from app.indexing import indexed
from app.integrations.mcp import mcp_server
from app.service import open_service
from app.store.index.index import open_index
from app.terminal import reported


def mcp() -> None:
    """Serve the tools of chat clients over standard input and output; a client starts this itself."""
    with reported():
        settings = Settings()
        log_to_stderr(logging.WARNING, (), settings.log_format)
        asyncio.run(_mcp(settings))


async def _mcp(settings: Settings) -> None:
    async with open_service(settings) as service, open_index(settings) as index:
        await mcp_server(indexed(service, index), settings, index).run_stdio_async()
