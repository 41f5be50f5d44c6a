"""A child of the engine without the engine: it keeps the same contract and answers /health.

Words on its command line tell how it behaves: `slow-start`, `die-at-start`, `deaf` (to SIGTERM), `chatty` (floods
stderr once it serves), `no-address`. Over HTTP, `/die` and `/hang` do as they say, `/grow` takes 200 MiB for good,
`/v1/whoami` answers its process id to who has the key, and a POST gets, a moment later, a completion that says so too.
"""

import json
import os
import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from app.engine.child import Order, announce, die_with_parent, take_stdout

WORDS = sys.argv[1:]


class Handler(BaseHTTPRequestHandler):
    key = ""
    hung = False
    taken: ClassVar[list[bytes]] = []

    def do_GET(self) -> None:
        getattr(self, f"_{self.path.rpartition('/')[2]}")()

    def _health(self) -> None:
        while Handler.hung:
            time.sleep(1)
        self._answer(200, b"{}")

    def _whoami(self) -> None:
        known = self.headers["Authorization"] == f"Bearer {Handler.key}"
        self._answer(*((200, str(os.getpid()).encode()) if known else (401, b"")))

    def _props(self) -> None:
        self._whoami()

    def _die(self) -> None:
        os._exit(7)

    def _hang(self) -> None:
        Handler.hung = True
        self._answer(200, b"")

    def _grow(self) -> None:
        self._answer(200, b"")
        Handler.taken.append(os.urandom(1) * (200 << 20))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(0.1)
        message = {"role": "assistant", "content": json.dumps({"pid": os.getpid()})}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        self._answer(200, json.dumps({"choices": [choice]}).encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: stderr is the test's."""


def main() -> None:
    stdout = take_stdout()
    order = Order.read()
    die_with_parent()
    Handler.key = order.api_key
    if "deaf" in WORDS:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if "slow-start" in WORDS:
        time.sleep(60)
    if "die-at-start" in WORDS:
        sys.exit("the model is damaged")
    if "no-address" in WORDS:
        os.write(stdout, b"hello\n")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    announce(stdout, f"http://127.0.0.1:{server.server_port}")
    if "chatty" in WORDS:
        sys.stderr.write("words of an article\n" * 100_000)
    server.serve_forever()


if __name__ == "__main__":
    main()
