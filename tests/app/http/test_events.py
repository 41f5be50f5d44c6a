"""POST /v1/summaries in server-sent events, from a real server before a slow endpoint."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import Request

from app.core.errors import Overloaded
from app.core.settings import Settings
from app.http.events import wants_events
from app.main import create_app
from schemas import ArticleSummary
from tests.app.drafts import draft, incident, party, place, toll
from tests.app.http.test_problems import read_problem
from tests.fakes.events import EVENTS, Event, events, heard
from tests.fakes.openai_server import FakeOpenAI, Json, Misbehaviour, Reply, completion
from tests.fakes.service import TEXT, FakeService
from tests.fakes.web import local_client, served
from tests.faults.build import served_whole

FILLER = "The market was quiet for most of the day and traders spoke of little else than the price of rice. "
LONG = "".join(
    f"Gunmen killed {number} villagers in Gao on Monday, police said. {6 * FILLER}" for number in range(2, 6)
)
"""Four deeds, and in a small window several parts."""
PARTS: dict[str, Any] = {"llm_context_tokens": 9_000, "llm_max_output_tokens": 128}


@pytest.fixture(autouse=True)
def partial_records_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits a second for a partial record."""
    monkeypatch.setattr("app.previews.EVERY_S", 0.01)


@pytest.fixture
def endpoint() -> Iterator[FakeOpenAI]:
    with FakeOpenAI(one_after_the_other()) as server:
        yield server


def one_after_the_other(pause_s: float = 0.4) -> Any:
    """Answers what a part says, each call some time later than the one before."""
    calls = 0

    def answer(request: Json) -> Reply:
        nonlocal calls
        calls += 1
        return replace(completion(json.dumps(said_of(request))), delay_s=pause_s * calls)

    return answer


def said_of(request: Json) -> Json:
    said = str(request["messages"][-1]["content"])
    found = [(int(at), number) for at, number in re.findall(r"^(\d+): Gunmen killed (\d)", said, re.MULTILINE)]
    told = [incident(at, place=place(at, town="Gao"), tolls=[toll(at, killed=n, by="police")]) for at, n in found]
    return draft(*told, parties=[party("police", at) for at, _ in found[:1]]).model_dump(mode="json")


@asynccontextmanager
async def client(url: str) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=url, trust_env=False, timeout=60) as http:
        yield http


def named(heard: list[Event], name: str) -> list[Any]:
    return [json.loads(event.data) for event in heard if event.name == name]


def setter(came: asyncio.Event, words: str = "") -> Callable[[Event], None]:
    """Sets it when an event comes with these words in it."""

    def note(event: Event) -> None:
        if words in event.data:
            came.set()

    return note


async def test_an_article_in_parts_is_told_part_by_part(endpoint: FakeOpenAI, tmp_path: Path) -> None:
    """Each answered part is a status; partial records grow, and hold what is read so far; the record ends it."""
    with served_whole(endpoint, tmp_path, **PARTS) as url:
        async with client(url) as http:
            told = await heard(http, LONG)
    parts = len(endpoint.completions)
    asking = [status for status in named(told, "status") if status["state"] == "asking"]
    assert parts > 2
    assert asking == [{"state": "asking", "done": done, "of": parts, "unit": "parts"} for done in range(parts + 1)]
    partial = [ArticleSummary.model_validate(each) for each in named(told, "partial")]
    found = [len(each.incidents) for each in partial]
    assert {each.status for each in partial} == {"partial"}
    assert found == sorted(found)
    assert 0 < found[0] < 4
    assert any("it is still being read" in note for note in partial[0].notes)
    assert (told[-1].name, named(told, "result")[0]["status"]) == ("result", "complete")


async def test_the_result_is_the_plain_answer_byte_for_byte(endpoint: FakeOpenAI, tmp_path: Path) -> None:
    """Two ask for one article at once, one of them in events: the record is one, and so are its bytes."""
    query = "/v1/summaries?offsets=utf16"
    with served_whole(endpoint, tmp_path) as url:
        async with client(url) as http:
            told, plain = await asyncio.gather(
                heard(http, LONG, query, client_ref="a"), http.post(query, json={"text": LONG, "client_ref": "a"})
            )
    assert told[-1].data == plain.text
    assert plain.json()["offsets"] == "utf16"


async def test_an_article_in_one_question_has_no_partial_record(endpoint: FakeOpenAI, tmp_path: Path) -> None:
    with served_whole(endpoint, tmp_path) as url:
        async with client(url) as http:
            told = await heard(http, LONG)
    assert (len(endpoint.completions), named(told, "partial")) == (1, [])
    assert [event.name for event in told][-1] == "result"


async def test_who_waits_hears_its_place_in_the_queue(endpoint: FakeOpenAI, tmp_path: Path) -> None:
    """One slot, three articles: the third is told 3, then 2, and then that it is read."""
    endpoint.answer = lambda request: replace(completion(json.dumps(said_of(request))), delay_s=0.8)
    texts = [f"{TEXT} It was number {number}." for number in range(3)]
    with served_whole(endpoint, tmp_path, llm_concurrency=1) as url:
        async with client(url) as http:
            asked = []
            for text in texts:
                came = asyncio.Event()
                asked.append(asyncio.create_task(heard(http, text, note=setter(came))))
                await came.wait()
            third = (await asyncio.gather(*asked))[2]
    states = [(status["state"], status.get("place")) for status in named(third, "status")]
    assert states[:3] == [("queued", 3), ("queued", 2), ("asking", None)]


async def test_who_joins_work_in_progress_hears_where_it_is(endpoint: FakeOpenAI, tmp_path: Path) -> None:
    """Single flight: the second client asks when a part is answered, and is told so at once."""
    with served_whole(endpoint, tmp_path, **PARTS) as url:
        async with client(url) as http:
            answered = asyncio.Event()
            first = asyncio.create_task(heard(http, LONG, note=setter(answered, '"done": 1')))
            await answered.wait()
            second = await heard(http, LONG)
            assert (await first)[-1] == second[-1]
    assert named(second, "status")[0]["done"] > 0


@pytest.mark.parametrize(
    ("text", "error", "status"), [(" ", None, 422), (TEXT, Overloaded("full", retry_after_s=3.0), 429)]
)
def test_what_is_refused_before_the_first_byte_has_its_status(text: str, error: Exception | None, status: int) -> None:
    with local_client(create_app(Settings(), open_service=FakeService(error=error).opener())) as http:
        read_problem(http.post("/v1/summaries", json={"text": text}, headers=EVENTS), status)


async def test_what_fails_later_is_the_problem_of_the_plain_call(endpoint: FakeOpenAI, tmp_path: Path) -> None:
    """The head is sent when the call to the model begins; the endpoint then fails."""
    endpoint.script(Misbehaviour.ERROR_500)
    with served_whole(endpoint, tmp_path) as url:
        async with client(url) as http:
            told = await heard(http)
    (problem,) = named(told, "error")
    assert (problem["type"], problem["status"]) == ("/problems/model-unavailable", 503)
    assert told[-1].name == "error"


async def test_a_fault_of_ours_is_told_without_its_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.http.events.HEARTBEAT_S", 0.05)
    with served(FakeService(error=RuntimeError("zanzibar"), delay_s=0.3)) as url:
        async with client(url) as http:
            told = await heard(http)
    assert named(told, "error")[0]["type"] == "/problems/internal-error"
    assert "zanzibar" not in str(told)


async def test_a_long_silence_has_comments_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.http.events.HEARTBEAT_S", 0.05)
    with served(FakeService(delay_s=0.5)) as url:
        async with client(url) as http:
            told = await heard(http)
    assert [event.name for event in told[:3]] == ["", "", ""]
    assert told[-1].name == "result"


async def test_a_client_that_leaves_in_the_middle_frees_its_slot(endpoint: FakeOpenAI, tmp_path: Path) -> None:
    """One slot, held by a call that hangs; its client leaves after the first event, and the next one is answered."""
    endpoint.script(Misbehaviour.HANG)
    with served_whole(endpoint, tmp_path, llm_concurrency=1) as url:
        async with client(url) as http:
            async with http.stream("POST", "/v1/summaries", json={"text": TEXT}, headers=EVENTS) as answer:
                assert (await anext(events(answer))).name == "status"
            began_s = time.monotonic()
            answered = await http.post("/v1/summaries", json={"text": f"{TEXT} It was the second."})
    assert answered.is_success
    assert time.monotonic() - began_s < 5


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("text/event-stream", True),
        ("Text/Event-Stream, application/json;q=0.5", True),
        ("application/json, text/event-stream;q=0.9", False),
        ("text/event-stream;q=0", False),
        ("text/event-stream;q=much", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_events_are_for_those_who_name_them(accept: str, wanted: bool) -> None:
    request = Request({"type": "http", "headers": [(b"accept", accept.encode())]})
    assert wants_events(request) is wanted
