"""Cases 26 to 28, and admission: several clients and one model."""

import asyncio
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app import article, pipeline, service
from app.article import Article
from app.core.errors import Overloaded
from app.core.settings import Proposer
from app.core.workers import Workers
from app.llm.admission import Admission
from app.llm.asking import Answer, Question, Usage
from app.processor import Processor
from app.reader.readings import Reading
from app.reader.syntax import ParsedArticle, with_tree
from app.records.draft import Draft
from app.records.verified import Record
from app.service import open_service
from tests.fakes.openai_server import FakeOpenAI, Json, Misbehaviour
from tests.faults import build
from tests.faults.build import ARTICLE, CANARY, NOTHING, chosen, served_whole, slow
from tests.faults.endpoint import read


@pytest.fixture
def endpoint() -> Iterator[FakeOpenAI]:
    with FakeOpenAI(lambda _: NOTHING) as server:
        yield server


def client(url: str) -> httpx2.AsyncClient:
    limits = httpx2.Limits(max_connections=200)
    return httpx2.AsyncClient(base_url=url, trust_env=False, timeout=100, limits=limits)


async def post(http: httpx2.AsyncClient, text: str = ARTICLE) -> httpx2.Response:
    return await http.post("/v1/summaries", json={"text": text})


async def until_asked(endpoint: FakeOpenAI, calls: int = 1) -> None:
    async with asyncio.timeout(60):
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


async def test_callers_who_share_a_call_have_each_their_own_reference(endpoint: FakeOpenAI, tmp_path: Path) -> None:
    """Case 26: one call for all, also from the store; no reference reaches the model or another caller."""
    endpoint.answer = lambda _: slow(1.0)
    references = [f"{CANARY} {n}" for n in range(5)]
    with served_whole(endpoint, tmp_path) as url:
        async with client(url) as http:
            bodies = [{"text": ARTICLE, "client_ref": each} for each in (*references, None)]
            shared = await asyncio.gather(*(http.post("/v1/summaries", json=body) for body in bodies))
            stored = [await http.post("/v1/summaries", json=body) for body in reversed(bodies)]
    assert [answer.json()["client_ref"] for answer in shared] == [*references, None]
    assert [answer.json()["client_ref"] for answer in stored] == [None, *reversed(references)]
    assert len({str(answer.json()["provenance"]["receipt"]) for answer in (*shared, *stored)}) == 1
    assert len(endpoint.completions) == 1
    assert CANARY not in str(endpoint.completions)


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


async def test_where_the_queue_is_full_a_new_article_is_told_so_at_once(endpoint: FakeOpenAI, tmp_path: Path) -> None:
    """Admission: while one article hangs and no more may wait, a new one is refused at once, with a wait; what the
    store knows is answered; and when the first has left, the new one is let in. (What is measured, and what follows
    from it, is in tests/app/llm/test_admission.py, in virtual time.)"""
    with served_whole(endpoint, tmp_path, max_queued_articles=1, llm_timeout_s=90.0, deadline_s=90.0) as url:
        async with client(url) as http, client(url) as leaving:
            await post(http)
            endpoint.script(Misbehaviour.HANG)
            waiting = asyncio.create_task(post(leaving, f"{ARTICLE} It was the second."))
            await until_asked(endpoint, 2)
            refused, known = await post(http, f"{ARTICLE} It was the third."), await post(http)
            waiting.cancel()
            await asyncio.sleep(1.0)
            let_in = await post(http, f"{ARTICLE} It was the third.")
    assert (refused.status_code, refused.json()["type"]) == (429, "/problems/overloaded")
    assert int(refused.headers["retry-after"]) >= 1
    assert (known.status_code, known.json()["provenance"]["cached"]) == (200, True)
    assert let_in.status_code == 200


async def test_where_the_processor_is_behind_an_article_is_told_so_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Load: parsing takes half a minute a piece and the deadline is ten seconds; who comes while one is parsed waits
    for nothing, and who is in stays in."""
    now_s, parsing_second, go_on = [0.0], threading.Event(), threading.Event()

    def parse(article: Article) -> ParsedArticle:
        if article.title == "first":
            now_s[0] += 60
        else:
            parsing_second.set()
            assert go_on.wait(60)
        return with_tree(article)

    async def ask(question: Question[Any], /) -> Answer[Any]:
        return Answer(question.answer.model_validate(dict.fromkeys(Reading.model_fields)), Usage(), cached=True)

    one_at_a_time = Processor(Admission(1, 10.0, clock=lambda: now_s[0]))
    monkeypatch.setattr(Processor, "of", lambda *_: one_at_a_time)
    sitrep = build.before(ask, parse)
    await sitrep.summarize(replace(read(ARTICLE), title="first"))
    parsed = asyncio.create_task(sitrep.summarize(replace(read(ARTICLE), title="second")))
    assert await asyncio.to_thread(parsing_second.wait, 60)
    with pytest.raises(Overloaded) as refused:
        await sitrep.summarize(replace(read(ARTICLE), title="third"))
    assert (refused.value.retry_after_s or 0) > 1
    go_on.set()
    assert (await parsed).article.title == "second"


@pytest.mark.parametrize("proposer", ["reader", "model"])
async def test_an_article_that_comes_again_is_neither_parsed_nor_checked_again(
    endpoint: FakeOpenAI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proposer: Proposer
) -> None:
    """Load: the second answer is the first one, but for its provenance; another title is another article. Where a
    model proposes, nothing is parsed at all."""
    parsed: list[str | None] = []
    checked: list[str | None] = []

    async def apart(workers: Workers, work: partial[Any], limit_s: float) -> object:
        parsed.append(work.args[1].title)
        return await apart_as_it_is(workers, work, limit_s)

    def noted(draft: Draft, article: Article) -> Record:
        checked.append(article.title)
        return pipeline.derive(draft, article)

    apart_as_it_is = Workers.apart
    monkeypatch.setattr(Workers, "apart", apart)
    monkeypatch.setattr(service, "derive", noted)
    if proposer == "reader":
        endpoint.answer = lambda _: dict.fromkeys(Reading.model_fields)
    async with open_service(chosen(endpoint, tmp_path, llm_proposer=proposer)) as sitrep:
        first, again = [await sitrep.summarize(read(ARTICLE)) for _ in range(2)]
        titled = await sitrep.summarize(replace(read(ARTICLE), title="Depot"))
    assert checked == [None, "Depot"]
    assert parsed == ([None, "Depot"] if proposer == "reader" else [])
    assert again.model_copy(update={"provenance": first.provenance}) == first
    assert (first.provenance.cached, again.provenance.cached) == (False, True)
    assert titled.article.title == "Depot"


async def test_an_article_that_is_hard_to_check_does_not_hold_up_others(
    endpoint: FakeOpenAI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Load: the check of one article goes on until the test has its answer to another question."""
    checking, go_on = threading.Event(), threading.Event()

    def slowly(draft: Draft, article: Article) -> Record:
        checking.set()
        assert go_on.wait(60), "nobody else was answered"
        return pipeline.derive(draft, article)

    monkeypatch.setattr(service, "derive", slowly)
    with served_whole(endpoint, tmp_path) as url:
        async with client(url) as http:
            reading = asyncio.create_task(post(http))
            assert await asyncio.to_thread(checking.wait, 60)
            assert (await http.get("/livez")).is_success
            go_on.set()
            assert (await reading).status_code == 200
