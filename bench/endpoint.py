"""An OpenAI-compatible endpoint in a process of its own that says one thing, at once or after so many seconds.

    python -m bench.endpoint --port 8001 --delay 2

It says the whole record of our first seed article, as a frontier-class model answered it, whatever it is asked.
"""

import asyncio
import json
from typing import Annotated, Any

import typer

from bench.article import draft
from bench.load import LENGTH


def completion() -> bytes:
    """The body of its answer."""
    message = {"role": "assistant", "content": json.dumps(draft(), separators=(",", ":"))}
    body: dict[str, Any] = {
        "id": "chatcmpl-bench",
        "object": "chat.completion",
        "created": 0,
        "model": "bench",
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": {"prompt_tokens": 6000, "completion_tokens": 900, "total_tokens": 6900},
    }
    return json.dumps(body).encode()


class Saying(asyncio.Protocol):
    """HTTP/1.1 with connections that are kept, as little of it as clients of models need."""

    def __init__(self, answer: bytes, delay_s: float) -> None:
        self._answer = answer
        self._delay_s = delay_s
        self._read = bytearray()
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request that is whole."""
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            announced = LENGTH.search(self._read, 0, end + 2)
            whole = end + 4 + (int(announced[1]) if announced else 0)
            if len(self._read) < whole:
                return
            del self._read[:whole]
            asyncio.get_running_loop().call_later(self._delay_s, self._say)

    def _say(self) -> None:
        if not self._transport.is_closing():
            self._transport.write(self._answer)


async def serve(port: int, delay_s: float) -> None:
    """Answer on a port of loopback until this is cancelled."""
    body = completion()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    server = await asyncio.get_running_loop().create_server(
        lambda: Saying(head + body, delay_s), "127.0.0.1", port, backlog=1024
    )
    await server.serve_forever()


def main(port: Annotated[int, typer.Option()], delay: Annotated[float, typer.Option()] = 0.0) -> None:
    """Serve."""
    asyncio.run(serve(port, delay))


if __name__ == "__main__":
    typer.run(main)
