"""What the service adds to a call to a model: CPU time of all but the model, which answers at once, of new articles.

Beside it the same messages and the same schema by openai with instructor, and by one POST of httpx2. Of each side what
is counted is the CPU time of its process, threads and processes below it too; the endpoint has a process of its own.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any, Final

import httpx2
import instructor
import openai
from instructor.mode import Mode

from app import article
from app.core.settings import Settings
from app.llm.asking import Question
from app.llm.wire import output_format
from app.propose.question import load, question, shown
from app.records.draft import Draft
from app.service import open_service
from bench.article import text_of
from bench.processes import confined, cpu_s, cpus
from bench.rows import Reach, Row
from bench.served import JSON, NO_INDEX, Listening, body_of, endpoint, settings, sitrep

ROUNDS: Final = 7
CALLS: Final = 40
"""Of each side in a round."""
TODAY: Final = date(2024, 1, 5)
PROMPT: Final = "record/v2"
MAX_TOKENS: Final = 8192
INSTRUCTOR: Final = "openai + instructor"
BARE: Final = "httpx2 POST"
HTTP: Final = "over HTTP, no index"
INDEXED: Final = "over HTTP and put into the index"

Call = Callable[[int], Awaitable[object]]
"""Reads the article of a number."""


@dataclass(frozen=True, slots=True)
class Side:
    """One way to ask, and the CPU seconds that it took so far."""

    call: Call
    taken_s: Callable[[], float]


def measure(rounds: int = ROUNDS, calls: int = CALLS) -> tuple[Row, ...]:
    """CPU milliseconds of a call."""
    one, others = cpus()
    with tempfile.TemporaryDirectory() as name, endpoint(Path(name), others) as base_url, confined(one):
        turns = asyncio.run(_turns(Path(name), base_url, rounds, calls))
    return tuple(_rows(turns))


async def _turns(folder: Path, base_url: str, rounds: int, calls: int) -> dict[str, list[float]]:
    numbers = count()
    found: dict[str, list[float]] = {}
    async with _sides(folder, base_url) as sides:
        for side in sides.values():
            await _one(side, numbers, calls)
        for _ in range(rounds):
            for name, side in sides.items():
                found.setdefault(name, []).append(await _one(side, numbers, calls))
    return found


async def _one(side: Side, numbers: Iterator[int], calls: int) -> float:
    began_s = side.taken_s()
    for _ in range(calls):
        await side.call(next(numbers))
    return 1000 * (side.taken_s() - began_s) / calls


@asynccontextmanager
async def _sides(folder: Path, base_url: str) -> AsyncIterator[dict[str, Side]]:
    """Each with connections of its own, which are kept."""
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx2.AsyncClient(trust_env=False))
        asked = openai.AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0, http_client=http)
        bare = await stack.enter_async_context(httpx2.AsyncClient(trust_env=False))
        own = Settings(llm_base_url=base_url, llm_model="bench", cache_dir=folder / "own")
        service = await stack.enter_async_context(open_service(own))
        client = await stack.enter_async_context(httpx2.AsyncClient(trust_env=False))
        servers = [
            stack.enter_context(_served(folder / name, base_url, more))
            for name, more in (("plain", NO_INDEX), ("indexed", {}))
        ]

        async def in_process(number: int) -> object:
            return await service.summarize(article.read(text_of(number), today=TODAY))

        yield {
            BARE: Side(_bare(bare, base_url), time.process_time),
            INSTRUCTOR: Side(_instructed(asked), time.process_time),
            "in process": Side(in_process, time.process_time),
            HTTP: _posted(client, servers[0]),
            INDEXED: _posted(client, servers[1]),
        }


@contextmanager
def _served(folder: Path, base_url: str, more: Mapping[str, str]) -> Iterator[Listening]:
    """A service on the CPU of this process."""
    folder.mkdir()
    with sitrep(folder, sorted(os.sched_getaffinity(0)), {**settings(folder, base_url), **more}) as server:
        yield server


def _posted(client: httpx2.AsyncClient, server: Listening) -> Side:
    async def call(number: int) -> object:
        return (await client.post(server.url, content=body_of(number), headers=JSON)).raise_for_status()

    return Side(call, lambda: cpu_s(server.process.pid))


def _question(number: int) -> Question[Draft]:
    read = article.read(text_of(number), today=TODAY)
    return question(load(PROMPT), read, shown(read), MAX_TOKENS)


def _bare(http: httpx2.AsyncClient, base_url: str) -> Call:
    """The very request that Sitrep makes; but for the number at its end."""
    wanted = dict(output_format("json_schema", Draft))
    template = [asdict(message) for message in _question(0).messages]

    async def call(number: int) -> object:
        messages = [*template[:-1], {**template[-1], "content": f"{template[-1]['content']} {number}"}]
        body = {"model": "bench", "messages": messages, "max_tokens": MAX_TOKENS, "temperature": 0, **wanted}
        return (await http.post(f"{base_url}/chat/completions", json=body)).raise_for_status().json()

    return call


def _instructed(asked: openai.AsyncOpenAI) -> Call:
    client: Any = instructor.from_openai(asked, mode=Mode.JSON_SCHEMA)
    template = [asdict(message) for message in _question(0).messages]

    async def call(number: int) -> object:
        messages = [*template[:-1], {**template[-1], "content": f"{template[-1]['content']} {number}"}]
        return await client.chat.completions.create(
            model="bench", messages=messages, response_model=Draft, max_retries=0, strict=False,
            max_tokens=MAX_TOKENS, temperature=0,
        )  # fmt: skip

    return call


def _rows(turns: dict[str, list[float]]) -> Iterator[Row]:
    reach = Reach(bound=1.0, at_most=True)
    for side, meant in (("in process", reach), (HTTP, reach), (INDEXED, None)):
        yield Row(
            what=f"a new article but for the model, {side}",
            unit="ms of CPU",
            ours=tuple(turns[side]),
            peer=INSTRUCTOR,
            theirs=tuple(turns[INSTRUCTOR]),
            reach=meant,
            figures={f"{BARE}, ms": median(turns[BARE])},
        )
