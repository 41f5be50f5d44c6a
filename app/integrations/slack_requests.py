"""What Slack sends, read: a command, a message shortcut, or the question whether this is the right address. Pure."""

import json
import re
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field

SHORTCUT: Final = "sitrep_summarise"
"""The callback id of the message shortcut, as the app's manifest names it."""
_MARKED: Final = re.compile(r"<([^<>]*)>")
_PERMALINK: Final = re.compile(
    r"https://[a-z0-9.-]{1,255}/archives/([A-Z0-9]{2,20})/p([0-9]{10})([0-9]{6})(?:\?([!-~]{0,400}))?"
)
_SIGNS: Final = {"@": "@", "#": "#", "!": "@"}

SlackId = Annotated[str, Field(pattern=r"^[A-Z0-9]{2,20}$")]
Stamp = Annotated[str, Field(pattern=r"^[0-9]{1,12}\.[0-9]{6}$")]


@dataclass(frozen=True, slots=True)
class Link:
    """A message, by the address that Slack gives to it; `thread` None: it is no reply."""

    channel: str
    ts: str
    thread: str | None


@dataclass(frozen=True, slots=True)
class Wish:
    """That an article be summarised.

    id          of the request: a repetition has the same
    team        the workspace; empty where none is named
    text        plain text, as people see it
    thread      timestamp of the message below which the answer belongs; None: it gets a message of its own
    respond_at  where the one who asked is told something, and nobody else
    """

    id: str
    team: str
    channel: str
    user: str
    text: str
    thread: str | None
    respond_at: str

    @property
    def link(self) -> Link | None:
        """The message that the text names, where it is a permalink and nothing else."""
        found = _PERMALINK.fullmatch(self.text)
        if not found:
            return None
        thread = dict(parse_qsl(found[4] or "")).get("thread_ts")
        return Link(found[1], f"{found[2]}.{found[3]}", thread)


@dataclass(frozen=True, slots=True)
class Challenge:
    """Slack asks whether this is the address of the app; the answer is the same text."""

    challenge: str


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)


class _Named(_Read):
    id: SlackId


class _Message(_Read):
    ts: Stamp
    text: str = ""
    thread_ts: Stamp | None = None


class _Command(_Read):
    trigger_id: Annotated[str, Field(min_length=1)]
    team_id: str = ""
    channel_id: SlackId
    user_id: SlackId
    text: str = ""
    response_url: str = ""


class _Shortcut(_Read):
    type: Literal["message_action"]
    callback_id: str
    trigger_id: Annotated[str, Field(min_length=1)]
    team: _Named | None = None
    channel: _Named
    user: _Named
    message: _Message
    response_url: str = ""


def read(body: bytes, media_type: str) -> Wish | Challenge | None:
    """Read the body of a signed request; None: nothing has to be done.

    Raises ValueError for what is none of Slack's requests, RecursionError for JSON that is nested too deeply.
    """
    if media_type == "application/json":
        return _event(json.loads(body))
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    if "payload" in form:
        return _interaction(json.loads(form["payload"]))
    return None if form.get("ssl_check") == "1" else _command(form)


def plain(text: str) -> str:
    """Slack's notation as people see it: `<https://example.org|here>` is `here`, `&lt;` is `<`, `<@U1>` is `@U1`."""
    shown = _MARKED.sub(lambda found: _shown(found[1]), text)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def _shown(marked: str) -> str:
    target, _, label = marked.partition("|")
    sign = _SIGNS.get(target[:1], "")
    if label:
        return label if target.startswith("!") else sign + label.removeprefix(sign)
    return sign + target.removeprefix(target[:1]) if sign else target


def _event(event: Any) -> Challenge | None:
    if isinstance(event, dict) and event.get("type") == "url_verification":
        return Challenge(str(event.get("challenge", "")))
    return None


def _interaction(payload: Any) -> Wish | None:
    if not isinstance(payload, dict) or payload.get("callback_id") != SHORTCUT:
        return None
    sent = _Shortcut.model_validate(payload)
    team = sent.team.id if sent.team else ""
    below = sent.message.thread_ts or sent.message.ts
    text = plain(sent.message.text)
    return Wish(sent.trigger_id, team, sent.channel.id, sent.user.id, text, below, sent.response_url)


def _command(form: dict[str, str]) -> Wish:
    sent = _Command.model_validate(form)
    return Wish(sent.trigger_id, sent.team_id, sent.channel_id, sent.user_id, plain(sent.text), None, sent.response_url)
