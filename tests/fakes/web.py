"""The web application, with a fake service or a whole one: on a real server on loopback, in a thread of the test."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi.testclient import TestClient
from starlette.types import ASGIApp

from app import serving
from app.core.settings import Settings
from app.main import create_app
from tests.fakes.service import FakeService


def local_client(app: ASGIApp, peer: str = "127.0.0.1") -> TestClient:
    """A client on this machine, which names it as it should; without a server."""
    return TestClient(app, base_url="http://localhost", client=(peer, 50000))


@contextmanager
def served(service: FakeService, settings: Settings | None = None) -> Iterator[str]:
    """Serve for as long as the block lasts; gives the base URL."""
    chosen = settings or Settings()
    with running(create_app(chosen, open_service=service.opener()), chosen) as url:
        yield url


@contextmanager
def running(app: ASGIApp, settings: Settings) -> Iterator[str]:
    """Run an application on the server that users have; gives the base URL."""
    server = serving.server(app, settings)
    with serving.listen("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield serving.address(listener)
        finally:
            server.should_exit = True
            thread.join()
