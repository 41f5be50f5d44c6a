"""Slack: requests signed as it signs them, and its API on loopback, which remembers what it was asked."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlencode

from tests.fakes.loopback import served

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TEAM, CHANNEL, USER = "T0001", "C2147483705", "U2147483697"
FORM = "application/x-www-form-urlencoded"
WAIT_S = 10.0


def signed(body: bytes, media_type: str = FORM, *, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """The headers of a request: the signature is over the version, the time and the body as it is sent."""
    timestamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"Content-Type": media_type, "X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


def command(text: str, api: str, *, trigger: str = "13345224609.738474920.8088930838d88f008e0", **more: str) -> bytes:
    """The body of a slash command."""
    form = {
        "token": "gIkuvaNzQIHg97ATvDxqgjtO",
        "team_id": TEAM,
        "team_domain": "example",
        "channel_id": CHANNEL,
        "channel_name": "desk",
        "user_id": USER,
        "user_name": "ada",
        "command": "/sitrep",
        "text": text,
        "api_app_id": "A123456",
        "is_enterprise_install": "false",
        "response_url": f"{api}/commands/1234/5678",
        "trigger_id": trigger,
    }
    return urlencode({**form, **more}).encode()


def shortcut(message: dict[str, Any], api: str, **more: Any) -> bytes:
    """The body of a message shortcut."""
    payload = {
        "type": "message_action",
        "token": "Nj2rfC2hU8mAfgaJLemZgO7H",
        "callback_id": "sitrep_summarise",
        "trigger_id": "13345224609.8534564800.6f8ab1f53e13d0cd15f96106292d5536",
        "response_url": f"{api}/app-actions/T0001/21974584944/yk1S9ndf35Q1flupVG5JbpM6",
        "team": {"id": TEAM, "domain": "example"},
        "channel": {"id": CHANNEL, "name": "desk"},
        "user": {"id": USER, "name": "ada"},
        "message_ts": message["ts"],
        "message": {"type": "message", "user": "U0MJRG1AL", **message},
    }
    return urlencode({"payload": json.dumps({**payload, **more})}).encode()


@dataclass
class FakeSlack:
    """What was called, in order; `answers` are given in place of the usual ones, by method."""

    url: str = ""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    _called: threading.Condition = field(default_factory=threading.Condition)

    def sent(self, method: str, number: int = 1) -> list[dict[str, Any]]:
        """What a method was called with, as soon as it was so often; fails after ten seconds."""
        with self._called:
            assert self._called.wait_for(lambda: len(self._of(method)) >= number, WAIT_S), self.calls
            return self._of(method)

    def answer(self, method: str, said: dict[str, Any], token: str) -> dict[str, Any]:
        """Note a call and answer it."""
        with self._called:
            self.calls.append((method, said))
            self.tokens.add(token)
            self._called.notify_all()
            stamp = f"1700000000.{len(self.calls):06}"
        return self.answers.get(method, {"ok": True, "ts": stamp, "channel": said.get("channel")})

    def _of(self, method: str) -> list[dict[str, Any]]:
        return [said for name, said in self.calls if name == method]


@contextmanager
def slack_api() -> Iterator[FakeSlack]:
    """Serve for as long as the block lasts. What is sent to a `response_url` is called `respond`."""
    fake = FakeSlack()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            is_json = self.headers["Content-Type"].startswith("application/json")
            said = json.loads(body) if is_json else dict(parse_qsl(body.decode()))
            method = self.path.removeprefix("/api/") if self.path.startswith("/api/") else "respond"
            content = json.dumps(fake.answer(method, said, self.headers["Authorization"] or "")).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    with served(Handler) as url:
        fake.url = url
        yield fake
