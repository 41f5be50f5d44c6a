"""Cases 26 to 28, and admission: several clients and one model."""

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app import article
from app.article import Article
from app.draft import Reading
from tests.fakes.openai_server import FakeOpenAI, Json, Misbehaviour
from tests.faults.build import ARTICLE, NOTHING, served_whole, slow


@pytest.fixture
def endpoint() -> Iterator[FakeOpenAI]:
    with FakeOpenAI(lambda _: NOTHING) as server:
        yield server


def client(url: str) -> httpx2.AsyncClient:
    limits = httpx2.Limits(max_connections=200)
    return httpx2.AsyncClient(base_url=url, trust_env=False, timeout=100, limits=limits)


async def post(http: httpx2.AsyncClient, text: str = ARTICLE) -> httpx2.Response:
    return await http.post("/v1/summaries", json={"text": text})


async def timed(http: httpx2.AsyncClient, text: str) -> tuple[httpx2.Response, float]:
    began = time.monotonic()
    return await post(http, text), time.monotonic() - began


async def until_asked(endpoint: FakeOpenAI, calls: int = 1) -> None:
    async with asyncio.timeout(10):
        while len(endpoint.completions) < calls:  # noqa: ASYNC110  another thread's list has no event
            await asyncio.sleep(0.01)


async def test_a_hundred_clients_with_one_article_cost_one_model_call(
    endpoint: FakeOpenAI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 26: 100 posts of one article at once are one model call, and all get the same bytes.

    The endpoint answers when the service has read the hundredth.
    """
    all_are_in = threading.Semaphore(0)
    read = article.read

    def counted(text: str, **more: Any) -> Article:
        try:
            return read(text, **more)
        finally:
            all_are_in.release()

    def answer(_: Json) -> Json:
        assert all(all_are_in.acquire(timeout=60) for _ in range(100))
        time.sleep(0.5)
        return NOTHING

    monkeypatch.setattr(article, "read", counted)
    endpoint.answer = answer
    with served_whole(endpoint, tmp_path, llm_timeout_s=90.0, deadline_s=90.0) as url:
        async with client(url) as http:
            answers = await asyncio.gather(*(post(http) for _ in range(100)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(endpoint.completions) == 1
    assert len({answer.content for answer in answers}) == 1


async def test_one_question_of_two_articles_is_asked_once(endpoint: FakeOpenAI, tmp_path: Path) -> None:
    """Case 26: the same text under two titles is two summaries and one call; who only waited is told no tokens."""
    endpoint.answer = lambda _: slow(1.0)
    with served_whole(endpoint, tmp_path) as url:
        async with client(url) as http:
            posted = [http.post("/v1/summaries", json={"text": ARTICLE, "title": title}) for title in ("A", "B")]
            answers = [answer.json() for answer in await asyncio.gather(*posted)]
    assert [answer["article"]["title"] for answer in answers] == ["A", "B"]
    assert sorted(answer["provenance"]["input_tokens"] for answer in answers) == [0, 100]
    assert len(endpoint.completions) == 1


async def test_the_work_goes_on_when_the_first_client_leaves(endpoint: FakeOpenAI, tmp_path: Path) -> None:
    """Case 27: the client that began the work leaves; the one that waits gets its answer, from the same call."""
    endpoint.answer = lambda _: slow(1.5)
    with served_whole(endpoint, tmp_path) as url:
        async with client(url) as first, client(url) as second:
            leader = asyncio.create_task(post(first))
            await until_asked(endpoint)
            waiter = asyncio.create_task(post(second))
            await asyncio.sleep(0.3)
            leader.cancel()
            answer = await waiter
    assert answer.status_code == 200
    assert len(endpoint.completions) == 1


async def test_a_client_that_leaves_frees_its_slot_within_a_second(endpoint: FakeOpenAI, tmp_path: Path) -> None:
    """Case 28: the endpoint has one slot and hangs; the client leaves, and the next article has the slot at once."""
    endpoint.script(Misbehaviour.HANG)
    with served_whole(endpoint, tmp_path, llm_concurrency=1) as url:
        async with client(url) as first, client(url) as second:
            leaving = asyncio.create_task(post(first))
            await until_asked(endpoint)
            leaving.cancel()
            began = time.monotonic()
            answer = await post(second, f"{ARTICLE} It was the second.")
            took_s = time.monotonic() - began
    assert answer.status_code == 200
    assert took_s < 1.0


async def test_an_article_whose_turn_would_come_too_late_is_told_so_at_once(
    endpoint: FakeOpenAI, tmp_path: Path
) -> None:
    """Admission: 0.5 s a question, one slot, 2 s for an article: of 20 at once, those in excess get 429 at once, with
    the wait; those that were let in are answered."""
    endpoint.answer = lambda _: slow(0.5)
    with served_whole(endpoint, tmp_path, llm_concurrency=1, deadline_s=2.0) as url:
        async with client(url) as http:
            assert (await post(http)).status_code == 200  # measured now
            answers = await asyncio.gather(*(timed(http, f"{ARTICLE} It was number {n}.") for n in range(20)))
    refused = [(answer, took_s) for answer, took_s in answers if answer.status_code == 429]
    assert {answer.status_code for answer, _ in answers} == {200, 429}
    assert 15 <= len(refused) <= 18
    assert max(took_s for _, took_s in refused) < 1.0
    assert {answer.json()["type"] for answer, _ in refused} == {"/problems/overloaded"}
    assert all(1 <= int(answer.headers["retry-after"]) <= 2 for answer, _ in refused)


async def test_what_is_known_is_answered_under_any_load(endpoint: FakeOpenAI, tmp_path: Path) -> None:
    """Admission: an article in the store is answered while the queue takes no others."""
    endpoint.answer = lambda _: slow(0.5)
    with served_whole(endpoint, tmp_path, llm_concurrency=1, deadline_s=1.2) as url:
        async with client(url) as http:
            await post(http)
            others = [asyncio.create_task(post(http, f"{ARTICLE} Number {n}.")) for n in range(6)]
            await until_asked(endpoint, 2)
            again = await post(http)
            statuses = {answer.status_code for answer in await asyncio.gather(*others)}
    assert (again.status_code, again.json()["provenance"]["cached"]) == (200, True)
    assert 429 in statuses


async def test_an_article_that_is_hard_to_check_does_not_hold_up_others(endpoint: FakeOpenAI, tmp_path: Path) -> None:
    """Load: 50,000 characters that say the same thing take seconds of CPU to check; meanwhile others are answered."""
    endpoint.answer = lambda _: dict.fromkeys(Reading.model_fields) | {"event": "A bomb", "killed": "two guards"}
    heavy = "A bomb killed two guards in Kano and wounded two guards, police said. " * 700
    with served_whole(endpoint, tmp_path, llm_way="sentences") as url:
        async with client(url) as http:
            reading = asyncio.create_task(post(http, heavy))
            waits_s = []
            while not reading.done():
                began = time.monotonic()
                assert (await http.get("/livez")).is_success
                waits_s.append(time.monotonic() - began)
                await asyncio.sleep(0.05)
    assert reading.result().status_code == 200
    assert len(waits_s) > 10
    assert max(waits_s) < 1.0
