"""The web application with a fake service: on a real server on loopback, in a thread of the test."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from app.main import create_app
from app.settings import Settings
from tests.fakes.service import FakeService


@contextmanager
def served(service: FakeService, settings: Settings | None = None) -> Iterator[str]:
    """Serve for as long as the block lasts; gives the base URL."""
    app = create_app(settings or Settings(), open_service=service.opener())
    server = uvicorn.Server(uvicorn.Config(app, log_config=None))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
