"""What a key's tokens buy: calls are paid for, whatever becomes of them."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app import keys
from app.store.keyring import KeyRing
from tests.fakes.openai_server import FakeOpenAI, Misbehaviour, completion
from tests.faults.build import ARTICLE, NOTHING, served_whole, slow
from tests.faults.test_access import NOW
from tests.faults.test_sharing import until_asked

A_LOT = 10**6


@pytest.fixture
def endpoint() -> Iterator[FakeOpenAI]:
    with FakeOpenAI(lambda _: NOTHING) as server:
        yield server


def made(folder: Path, tokens: int = A_LOT, articles: int = 100) -> dict[str, str]:
    """The header of a new key."""
    key, text = keys.mint("desk", keys.SCOPES, 1000, tokens, NOW, articles_at_once=articles)
    KeyRing(folder / "keys.json").add(key)
    return {"Authorization": f"Bearer {text}"}


@asynccontextmanager
async def served(endpoint: FakeOpenAI, folder: Path, **more: Any) -> AsyncIterator[httpx2.AsyncClient]:
    with served_whole(endpoint, folder, **more) as url:
        limits = httpx2.Limits(max_connections=200)
        async with httpx2.AsyncClient(base_url=url, trust_env=False, timeout=100, limits=limits) as http:
            yield http


async def post(http: httpx2.AsyncClient, key: dict[str, str], text: str = ARTICLE) -> httpx2.Response:
    return await http.post("/v1/summaries", json={"text": text}, headers=key)


async def left(http: httpx2.AsyncClient, key: dict[str, str]) -> int:
    """Tokens that a key has left."""
    standings = (await http.get("/v1/reliability", headers=key)).headers["ratelimit"]
    return int(standings.partition('"tokens";r=')[2].partition(";")[0])


async def test_sixty_articles_at_once_cost_what_the_key_may_use_and_one_call_more(
    endpoint: FakeOpenAI, tmp_path: Path
) -> None:
    """Limits: each costs 120 of 1,000 tokens; the ninth call passes the bound, and no tenth is made."""
    endpoint.answer = lambda _: slow(0.1)
    key = made(tmp_path, tokens=1000)
    async with served(endpoint, tmp_path) as http:
        answers = await asyncio.gather(*(post(http, key, f"{ARTICLE} It was number {n}.") for n in range(60)))
    assert len(endpoint.completions) == 9
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [429] * 51
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json()["type"] == "/problems/quota-exceeded"
    assert int(refused.headers["retry-after"]) > 3600


async def test_who_leaves_pays_for_what_was_asked(endpoint: FakeOpenAI, tmp_path: Path) -> None:
    """Limits: nobody knows what the endpoint does for a call that was left, so all of it is paid for."""
    endpoint.script(Misbehaviour.HANG)
    key = made(tmp_path)
    async with (
        served(endpoint, tmp_path, llm_max_output_tokens=5000) as http,
        httpx2.AsyncClient(base_url=http.base_url, trust_env=False) as leaving,
    ):
        posted = asyncio.create_task(post(leaving, key))
        await until_asked(endpoint)
        posted.cancel()
        await asyncio.sleep(1.0)
        assert await left(http, key) < A_LOT - 5000


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        (completion("{}", tokens=(700, 50)), 1500, 1500),  # asked again once
        (completion(json.dumps(NOTHING), finish_reason="length", tokens=(700, 50)), 750, 750),
        (Misbehaviour.REFUSE, 120, 120),
        (Misbehaviour.HTML_200, 1000, 8000),
        (Misbehaviour.ERROR_500, 1000, 8000),
    ],
)
async def test_a_call_that_fails_is_paid_for(
    endpoint: FakeOpenAI, tmp_path: Path, said: Any, least: int, most: int
) -> None:
    """Limits: by what the endpoint tells, else by what it was sent; a summary that came to nothing is not for free."""
    endpoint.answer = lambda _: said
    key = made(tmp_path)
    async with served(endpoint, tmp_path, llm_attempts=2 if least == 1500 else 1) as http:
        answer = await post(http, key)
        assert answer.status_code >= 500
        assert least <= A_LOT - await left(http, key) <= most


async def test_an_answer_from_the_store_and_a_call_that_another_key_pays_for_cost_nothing(
    endpoint: FakeOpenAI, tmp_path: Path
) -> None:
    """Limits: each call is paid for once, by the key whose request began it."""
    endpoint.answer = lambda _: slow(1.0)
    one, other = made(tmp_path), made(tmp_path)
    async with served(endpoint, tmp_path) as http:
        begun = asyncio.create_task(post(http, one))
        await until_asked(endpoint)
        await post(http, other)
        await begun
        await post(http, one)
        assert [await left(http, each) for each in (one, other)] == [A_LOT - 120, A_LOT]


async def test_where_tokens_end_within_an_article_what_was_read_is_there(endpoint: FakeOpenAI, tmp_path: Path) -> None:
    """Limits: an article that is asked about in parts is partial, and says why."""
    long = " ".join(f"A bomb killed four people in village {n} of Kano, police said." for n in range(40))
    key = made(tmp_path, tokens=150)
    async with served(endpoint, tmp_path, llm_context_tokens=1024, llm_max_output_tokens=64) as http:
        answer = await post(http, key, long)
    said = answer.json()
    assert (answer.status_code, said["status"], len(endpoint.completions)) == (200, "partial", 2)
    assert all("this key's model tokens are used up" in note for note in said["notes"])


async def test_a_long_article_of_one_key_locks_out_no_other(endpoint: FakeOpenAI, tmp_path: Path) -> None:
    """Load: some twenty questions wait before one slot, for a minute; another key's article is read meanwhile."""
    endpoint.answer = lambda _: slow(1.0)
    one, other = made(tmp_path), made(tmp_path)
    long = " ".join(f"A bomb killed four people in village {n} of Kano, police said." for n in range(80))
    bounds = {"llm_context_tokens": 1024, "llm_max_output_tokens": 64, "llm_concurrency": 1, "deadline_s": 8.0}
    async with served(endpoint, tmp_path, **bounds) as http:
        reading = asyncio.create_task(post(http, one, long))
        await until_asked(endpoint, 2)
        answer = await post(http, other)
        waiting = not reading.done()
        reading.cancel()
    assert (answer.status_code, answer.json()["status"]) == (200, "complete")
    assert waiting


async def test_an_article_that_the_endpoint_fails_on_closes_the_endpoint_for_no_other_key(
    endpoint: FakeOpenAI, tmp_path: Path
) -> None:
    """Load: five calls of one key fail in a row, and it has to wait; the next of another goes out at once."""
    endpoint.script(*[Misbehaviour.ERROR_500] * 5)
    hostile, other = made(tmp_path), made(tmp_path)
    async with served(endpoint, tmp_path) as http:
        failed = [await post(http, hostile, f"{ARTICLE} It was number {n}.") for n in range(6)]
        answer = await post(http, other)
    assert ["keeps failing" in each.text for each in failed] == [False] * 5 + [True]
    assert answer.status_code == 200
