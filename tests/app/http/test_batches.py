"""POST /v1/summaries:batch: many lines in, a line for each out, on a real server."""

import asyncio
import gzip
import json
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from limits import RateLimitItemPerMinute

from app import keys
from app.article import Article
from app.core.errors import ModelRefused, Overloaded
from app.core.settings import Settings
from app.store.keyring import KeyRing
from schemas import ArticleSummary
from tests.app.http.test_problems import read_problem
from tests.fakes.service import TEXT, FakeService
from tests.fakes.web import served

NDJSON = {"content-type": "application/x-ndjson"}
PATH = "/v1/summaries:batch"
pytestmark = pytest.mark.timeout(30)


def numbered(number: int) -> str:
    return f"{TEXT} It was number {number}."


def body(*articles: Any) -> bytes:
    return "\n".join(each if isinstance(each, str) else json.dumps(each) for each in articles).encode()


async def sent(url: str, content: Any, query: str = "", **headers: str) -> list[dict[str, Any]]:
    """The lines of the answer, in the order of those that were sent."""
    async with httpx2.AsyncClient(base_url=url, trust_env=False, timeout=10) as http:
        answer = await http.post(PATH + query, content=content, headers=NDJSON | headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson"), answer.text
    return sorted((json.loads(line) for line in answer.text.splitlines()), key=lambda line: line["line"])


@dataclass
class Counting(FakeService):
    """Knows how many articles were in it at once; waits for a place to be opened where there are places."""

    now: int = 0
    most: int = 0
    places: threading.Semaphore | None = None
    overloaded: int = 0
    ended: list[str] = field(default_factory=list)

    async def summarize(self, article: Article) -> ArticleSummary:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            if self.overloaded:
                self.overloaded -= 1
                raise Overloaded("full", retry_after_s=0.01)
            while self.places and not self.places.acquire(blocking=False):  # noqa: ASYNC110  of another thread
                await asyncio.sleep(0.01)
            return await super().summarize(article)
        finally:
            self.now -= 1
            self.ended.append(article.text)


async def test_each_line_has_its_own_status_and_reference_and_a_bad_one_is_not_the_end() -> None:
    with served(FakeService()) as url:
        lines = await sent(
            url,
            body(
                {"text": TEXT, "client_ref": "a"}, "", "{oops", {"txt": TEXT, "client_ref": "d"},
                {"text": "<html><body>"}, {"text": numbered(6)},
            ) + b"\n",
        )  # fmt: skip
    assert [(line["line"], line["status"], line["client_ref"]) for line in lines] == [
        (1, 200, "a"),
        (3, 400, None),
        (4, 422, "d"),
        (5, 422, None),
        (6, 200, None),
    ]
    assert len(ArticleSummary.model_validate(lines[0]["record"]).incidents) == 1
    assert lines[0]["record"]["client_ref"] == "a"
    kinds = [line["problem"]["type"] for line in lines[1:4]]
    assert kinds == ["/problems/body-malformed", "/problems/body-invalid", "/problems/article-not-text"]
    assert {"pointer": "", "detail": "No such member; did you mean `text`?"} in lines[2]["problem"]["errors"]


async def test_what_fails_behind_the_service_is_that_line_s_problem() -> None:
    """One of our errors has its own status; a fault is a 500 without its inside."""
    for error, status in ((ModelRefused("no"), 502), (RuntimeError("zanzibar"), 500)):
        with served(FakeService(error=error)) as url:
            lines = await sent(url, body({"text": TEXT}, {"text": numbered(2)}))
        assert [line["status"] for line in lines] == [status, status]
        assert "zanzibar" not in str(lines)


async def test_it_is_read_packed_and_what_follows_a_broken_pack_is_told() -> None:
    content = gzip.compress(body(*({"text": numbered(number)} for number in range(5))))
    with served(FakeService()) as url:
        whole = await sent(url, content, **{"content-encoding": "gzip"})
        cut = await sent(url, content[:-12], **{"content-encoding": "gzip"})
    assert [line["status"] for line in whole] == [200] * 5
    assert (cut[-1]["status"], cut[-1]["problem"]["type"]) == (400, "/problems/body-malformed")


async def test_a_line_over_the_limit_is_refused_and_the_next_is_read() -> None:
    with served(FakeService(), Settings(max_article_characters=1000)) as url:
        lines = await sent(url, body({"text": "a" * 200_000}, {"text": TEXT}))
    assert [(line["line"], line["status"]) for line in lines] == [(1, 413), (2, 200)]


async def test_lines_come_as_they_are_done_and_no_more_is_read_than_is_worked_at() -> None:
    """Backpressure: of a body without end, the articles in progress and one more line are taken until one is done."""
    service = Counting(places=threading.Semaphore(0))
    assert service.places
    asked = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal asked
        while True:
            asked += 1
            yield body({"text": numbered(asked), "client_ref": "x" * 200, "title": "y" * 400}) + b"\n"
            await asyncio.sleep(0)

    settings = Settings(
        llm_base_url="http://127.0.0.1:9/v1", llm_model="m", llm_concurrency=3, max_article_characters=1000
    )
    with served(service, settings) as url:
        host, port = url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
        writer.write(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())

        async def send() -> None:
            async for line in endless():
                writer.write(b"%x\r\n%b\r\n" % (len(line), line))
                await writer.drain()

        sending = asyncio.create_task(send())
        taken, before = -1, -2
        while service.now < 3 or taken != before:  # until all are at work, and the connection is full
            await asyncio.sleep(0.3)
            taken, before = asked, taken
        assert (service.most, len(service.asked)) == (3, 0)
        service.places.release(20)
        answer = b""
        while answer.count(b'"status"') < 20:
            answer += await reader.read(1 << 16)
        assert service.most == 3
        sending.cancel()
        writer.transport.abort()
        async with asyncio.timeout(60):
            done = -1
            while service.now or len(service.ended) != done:  # a connection that is not read tells nothing of its end
                done = len(service.ended)
                service.places.release(100)
                await asyncio.sleep(0.3)
        assert done < asked


async def test_a_sender_that_leaves_while_it_is_read_ends_what_is_in_progress() -> None:
    """Two articles wait for a place that never comes; their sender leaves in the middle of its body."""
    service = Counting(places=threading.Semaphore(0))
    settings = Settings(llm_base_url="http://127.0.0.1:9/v1", llm_model="m", llm_concurrency=3)
    with served(service, settings) as url:
        _, writer = await asyncio.open_connection(*url.removeprefix("http://").split(":"))
        head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
        lines = body({"text": numbered(1)}, {"text": numbered(2)}) + b"\n"
        writer.write(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + b"%x\r\n%b\r\n" % (len(lines), lines))
        async with asyncio.timeout(10):
            while service.now < 2:  # noqa: ASYNC110  it is in another thread
                await asyncio.sleep(0.05)
        writer.transport.abort()
        async with asyncio.timeout(10):
            while service.now:  # noqa: ASYNC110  as above
                await asyncio.sleep(0.05)
    assert (len(service.ended), len(service.asked)) == (2, 0)


async def test_an_article_that_is_not_let_in_is_tried_again() -> None:
    """The queue is full of the batch's own articles: that is no reason to fail one of them."""
    service = Counting(overloaded=3)
    with served(service) as url:
        lines = await sent(url, body({"text": TEXT}, {"text": numbered(2)}))
    assert [line["status"] for line in lines] == [200, 200]


async def test_a_key_s_quotas_hold_for_the_lines(tmp_path: Path) -> None:
    """Two articles at once and no more; a spent account of tokens is the problem of each line after it."""
    key, secret = keys.mint("desk", keys.SCOPES, 60, 1500, datetime.now(UTC), articles_at_once=2)
    KeyRing(tmp_path / "keys.json").add(key)
    service = Counting(delay_s=0.05)
    settings = Settings(keys_file=tmp_path / "keys.json", llm_base_url="http://127.0.0.1:9/v1", llm_model="m")
    with served(service, settings) as url:
        lines = await sent(
            url, body(*({"text": numbered(number)} for number in range(8))), authorization=f"Bearer {secret}"
        )
    statuses = [line["status"] for line in lines]
    assert service.most == 2
    assert statuses[:2] == [200, 200]
    assert statuses[-1] == 429
    assert lines[-1]["problem"]["type"] == "/problems/quota-exceeded"


async def test_a_key_s_requests_are_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three a minute, five lines: the fourth waits for the next minute, and is answered."""
    key, secret = keys.mint("desk", keys.SCOPES, 3, None, datetime.now(UTC))
    KeyRing(tmp_path / "keys.json").add(key)
    waits: list[float] = []
    sleep = asyncio.sleep

    async def forward(seconds: float) -> None:
        waits.append(seconds)
        monkeypatch.setattr("app.http.quotas._requests", lambda each: RateLimitItemPerMinute(100))
        await sleep(0)

    monkeypatch.setattr("app.http.quotas.asyncio", type("Module", (), {"sleep": staticmethod(forward)}))
    with served(FakeService(), Settings(keys_file=tmp_path / "keys.json")) as url:
        lines = await sent(
            url, body(*({"text": numbered(number)} for number in range(5))), authorization=f"Bearer {secret}"
        )
    assert [line["status"] for line in lines] == [200] * 5
    assert waits


def test_another_type_or_charset_is_refused_before_any_line(client: Any) -> None:
    for headers, status in (
        ({"content-type": "application/json"}, 415),
        ({"content-type": "application/x-ndjson; charset=utf-16"}, 400),
    ):
        read_problem(client.post(PATH, content=b"{}", headers=headers), status)
