"""The server around the application: what it grants to slow senders, and how it ends. Only the command uses it."""

import asyncio
import gc
import ipaddress
import logging
import resource
import signal
import socket
from types import FrameType
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.core.settings import Settings

log = logging.getLogger(__name__)

LOGGERS: Final = ("asyncio", "uvicorn.error", __name__)
"""Who logs as often as somebody outside wants."""
FAREWELL_S: Final = 1.0
"""What requests that were cancelled have to answer so."""
IDLE_S: Final = 75.0
"""How long a connection without a request is kept: longer than clients (5 s in httpx) and load balancers (60 s) keep
theirs, so that it is not closed under a request that is on its way. As nginx's `keepalive_timeout`."""
WANTED_DESCRIPTORS: Final = 8192
MOST_CONNECTIONS: Final = 4096
OWN_DESCRIPTORS: Final = 256
"""Kept for what is no connection of a client: the database's files, the endpoint's connections, the engine."""
FULL: Final = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


def server(web: ASGIApp, settings: Settings, *, for_long: bool = False) -> uvicorn.Server:
    """A server for an application, not started yet.

    `for_long`: it is all that its process does; what is there when it has started is left out of all collections of
    garbage. One of the service's modules and tables holds everybody up for some 10 ms, each few hundred requests.
    """
    bounds = {
        "head_timeout_s": settings.receive_timeout_s,
        "send_timeout_s": settings.send_timeout_s,
        "most_connections": most_connections(),
    }
    config = uvicorn.Config(
        web,
        http=type("Patient", (PatientProtocol,), bounds),
        ws="none",
        log_config=None,
        access_log=False,  # it tells query strings; app/http/request_ids.py has a line for each request
        server_header=False,
        # Whoever connects is who asks: uvicorn believes X-Forwarded-For, of anybody where FORWARDED_ALLOW_IPS says so.
        proxy_headers=False,
        timeout_keep_alive=IDLE_S,  # type: ignore[arg-type]  # as the next
        timeout_graceful_shutdown=settings.drain_s,  # type: ignore[arg-type]  # handed to asyncio, which takes a float
    )
    return _Server(config, for_long=for_long)


class _Server(uvicorn.Server):
    """Ends at the second signal of any kind, as uvicorn does at the second SIGINT only."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Drain at the first signal, end at the second."""
        super().handle_exit(signal.SIGINT if self.should_exit else sig, frame)

    def __init__(self, config: uvicorn.Config, *, for_long: bool) -> None:
        super().__init__(config)
        self._for_long = for_long

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start."""
        await super().startup(sockets)
        if self._for_long:
            gc.collect()
            gc.freeze()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop, and let those who still wait be told before what they wait for is closed."""
        await super().shutdown(sockets)
        left = set(self.server_state.tasks)
        for task in left:
            if not task.cancelling():
                task.cancel()
        if left:
            await asyncio.wait(left, timeout=FAREWELL_S)


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that closes a connection whose other side dawdles, and has no more of them than it can bear.

    uvicorn waits for ever: for a first request, for the rest of a request that it has already answered, and for a
    client to read what was sent to it.

    head_timeout_s     from the first byte of a head, or from the connection's beginning, to the head's last byte
    send_timeout_s     from the moment at which the socket takes no more of an answer until all of it is taken
    most_connections   one more is answered 503 before it is read
    """

    head_timeout_s: float
    send_timeout_s: float
    most_connections: int
    _timer: asyncio.TimerHandle | None = None
    _sending: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Begin to wait, or turn it away."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)  # so that pause_writing comes with the first byte that is left over
        if len(self.connections) > self.most_connections:
            log.warning("there are %s connections already: one more is turned away", self.most_connections)
            transport.write(FULL)
            transport.close()
        else:
            self._start_timer()

    def data_received(self, data: bytes) -> None:
        """Wait from the first byte of a head to its last, or of what nobody wants any more."""
        if self._timer is None and self._is_waiting():
            self._start_timer()
        super().data_received(data)
        if not self._is_waiting():
            self._stop_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._stop_timer()
        self.resume_writing()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Wait for the client to take what is left, so long and no longer."""
        super().pause_writing()
        self._sending = self.loop.call_later(self.send_timeout_s, self.transport.abort)

    def resume_writing(self) -> None:
        """All of it is taken."""
        super().resume_writing()
        if self._sending is not None:
            self._sending.cancel()
            self._sending = None

    def _is_waiting(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _start_timer(self) -> None:
        self._timer = self.loop.call_later(self.head_timeout_s, self._close_if_waiting)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _close_if_waiting(self) -> None:
        self._timer = None
        if self._is_waiting():
            self.transport.abort()


def raise_descriptor_limit() -> None:
    """Let this process open as many files as it may, up to 8,192: shells grant 1,024 and forbid no more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(WANTED_DESCRIPTORS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def most_connections() -> int:
    """Connections that leave this process files to open for itself, 4,096 at most."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return (
        MOST_CONNECTIONS
        if soft == resource.RLIM_INFINITY
        else min(MOST_CONNECTIONS, max(soft - OWN_DESCRIPTORS, soft // 2))
    )


def listen(host: str, port: int) -> socket.socket:
    """Open the socket to serve on; port 0: any free one. Raises OSError.

    Its connections send at once what they have: asyncio sees to that only for sockets it made itself, and otherwise the
    second part of each answer waits 40 ms for the first one's acknowledgement.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def address(listener: socket.socket) -> str:
    """The URL of a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_reachable_from_elsewhere(listener: socket.socket) -> bool:
    """Whether a socket listens on more than this machine's loopback."""
    host: Any = listener.getsockname()[0]
    return not ipaddress.ip_address(host).is_loopback
