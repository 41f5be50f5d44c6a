"""A client that keeps some connections busy with one request, as cheaply as Python can; a process of its own.

    python -m bench.load --port 8000 --path /v1/summaries --body FILE --seconds 2

It prints JSON: requests a second, and percentiles of what one took in ms. Each connection sends the next request when
the answer to the last one is there. An answer that is not 200 ends it.
"""

import json
import re
import selectors
import socket
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final

import typer

LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
"""The header that says how long a body is."""
READ_BYTES: Final = 1 << 18


@dataclass(slots=True)
class Connection:
    """One connection: when it sent, what it has read, and how long the whole answer is (None: not known yet)."""

    socket: socket.socket
    request: bytes
    sent_at: float = 0.0
    read: bytearray = field(default_factory=bytearray)
    whole: int | None = None

    def send(self) -> None:
        """Send the request."""
        self.read.clear()
        self.whole = None
        self.sent_at = time.perf_counter()
        self.socket.sendall(self.request)

    def receive(self) -> bool:
        """Read what is there; whether the answer is whole. Raises RuntimeError for any but 200."""
        self.read += self.socket.recv(READ_BYTES)
        if self.whole is None and (end := self.read.find(b"\r\n\r\n")) >= 0:
            announced = LENGTH.search(self.read, 0, end + 2)
            if not self.read.startswith(b"HTTP/1.1 200 ") or announced is None:
                raise RuntimeError(bytes(self.read[:200]).decode(errors="replace"))
            self.whole = end + 4 + int(announced[1])
        return self.whole is not None and len(self.read) >= self.whole


def run(port: int, request: bytes, connections: int, seconds: float) -> dict[str, float]:
    """Send for so many seconds; what came of it."""
    selector, took = selectors.DefaultSelector(), []
    for _ in range(connections):
        opened = socket.create_connection(("127.0.0.1", port))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        one = Connection(opened, request)
        selector.register(opened, selectors.EVENT_READ, one)
        one.send()
    began, began_cpu = time.perf_counter(), time.process_time()
    while time.perf_counter() - began < seconds:
        for key, _ in selector.select(1):
            if key.data.receive():
                took.append(time.perf_counter() - key.data.sent_at)
                key.data.send()
    lasted, cpu = time.perf_counter() - began, time.process_time() - began_cpu
    for key in list(selector.get_map().values()):
        key.data.socket.close()
    hundredths = statistics.quantiles(took, n=100)
    return {
        "per_second": len(took) / lasted,
        "p50_ms": 1000 * hundredths[49],
        "p99_ms": 1000 * hundredths[98],
        "client_cpu": cpu / lasted,
    }


def main(
    port: Annotated[int, typer.Option()],
    path: Annotated[str, typer.Option()],
    body: Annotated[Path, typer.Option(help="A file of JSON.")],
    connections: Annotated[int, typer.Option()] = 4,
    seconds: Annotated[float, typer.Option()] = 2.0,
) -> None:
    """Print what came of it."""
    sent = body.read_bytes()
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
    request = f"{head}Content-Length: {len(sent)}\r\n\r\n".encode() + sent
    typer.echo(json.dumps(run(port, request, connections, seconds)))


if __name__ == "__main__":
    typer.run(main)
