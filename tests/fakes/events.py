"""Server-sent events as a client reads them."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.fakes.service import TEXT

EVENTS = {"accept": "text/event-stream"}


@dataclass(frozen=True)
class Event:
    """One event; a comment has neither name nor data."""

    name: str
    data: str
    retry_ms: int | None = None


async def events(answer: httpx2.Response) -> AsyncIterator[Event]:
    """The events of a stream as they come, comments too."""
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line:
            name, _, value = line.partition(": ")
            fields[name] = f"{fields[name]}\n{value}" if name in fields else value
            continue
        retry = fields.get("retry")
        yield Event(fields.get("event", ""), fields.get("data", ""), int(retry) if retry else None)
        fields = {}


async def heard(
    http: httpx2.AsyncClient,
    text: str = TEXT,
    path: str = "/v1/summaries",
    note: Callable[[Event], object] = lambda _: None,
    **fields: Any,
) -> list[Event]:
    """All events of an article; `note` is called with each as it comes."""
    told: list[Event] = []
    async with http.stream("POST", path, json={"text": text, **fields}, headers=EVENTS) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream"), await answer.aread()
        async for event in events(answer):
            told.append(event)
            note(event)
    return told
