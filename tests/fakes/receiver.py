"""A receiver of webhooks on loopback: keeps what came, and answers as it is told."""

import hmac
import json
import ssl
import threading
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Received:
    """One attempt, as it came."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.body)
        return read

    def is_signed(self, secret: bytes) -> bool:
        """As the specification says how to verify, written out here anew."""
        signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        wanted = "v1," + b64encode(hmac.new(secret, signed, "sha256").digest()).decode()
        is_fresh = abs(time.time() - int(self.headers["webhook-timestamp"])) < 300
        return is_fresh and wanted in self.headers["webhook-signature"].split(" ")


@dataclass
class Receiver:
    """What came, and what is answered: `statuses` one after the other, then 204; `headers` with each."""

    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    received: list[Received] = field(default_factory=list)
    port: int = 0
    names: list[str | None] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def wait_for(self, number: int, timeout_s: float = 10.0) -> list[Received]:
        """The first so many; fewer where they do not come in time."""
        ends_at = time.monotonic() + timeout_s
        while len(self.received) < number and time.monotonic() < ends_at:
            time.sleep(0.02)
        return self.received[:number]


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, receiver: Receiver, *args: Any) -> None:
        self.receiver = receiver
        super().__init__(*args)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        sent = {name.lower(): value for name, value in self.headers.items()}
        self.receiver.received.append(Received(self.path, sent, body))
        time.sleep(self.receiver.delay_s)
        self.send_response(self.receiver.statuses.pop(0) if self.receiver.statuses else 204)
        for name, value in self.receiver.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def receiving(tls: ssl.SSLContext | None = None, **told: Any) -> Iterator[Receiver]:
    """A receiver for as long as the block lasts; with `tls` it keeps the names that it is asked for by."""
    receiver = Receiver(**told)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, receiver))
    server.daemon_threads = True
    receiver.port = server.server_port
    if tls:
        tls.sni_callback = lambda _socket, name, _context: receiver.names.append(name)
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
