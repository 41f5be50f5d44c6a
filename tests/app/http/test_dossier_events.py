"""POST /v1/dossiers in server-sent events, from a real server."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest

from app.article import Article
from app.core.errors import ModelUnavailable
from app.core.progress import Begun, Queued, tell
from app.core.settings import Settings
from app.http.dossier_events import OfDossier
from app.main import create_app
from schemas import ArticleSummary, Dossier
from tests.app.http.test_problems import read_problem
from tests.fakes.events import EVENTS, Event, events
from tests.fakes.service import TEXT, FakeService
from tests.fakes.web import local_client, served

PATH = "/v1/dossiers"
TEXTS = [TEXT, "Nothing happened.", "Nothing else happened."]


@dataclass
class InTurn(FakeService):
    """Reads one article at a time, telling its steps; `failing`: of these texts it fails. Notes who left."""

    failing: tuple[str, ...] = ()
    each_s: float = 0.05
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    left: list[str] = field(default_factory=list)
    gone: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    async def summarize(self, article: Article) -> ArticleSummary:
        tell(Queued(1))
        try:
            async with self.turn:
                tell(Begun())
                await asyncio.sleep(self.each_s)
                if article.text in self.failing:
                    raise ModelUnavailable("the model is away")
                return await super().summarize(article)
        except asyncio.CancelledError:
            self.left.append(article.text)
            self.gone.release()
            raise


@asynccontextmanager
async def client(service: FakeService) -> AsyncIterator[httpx2.AsyncClient]:
    with served(service) as url:
        async with httpx2.AsyncClient(base_url=url, trust_env=False, timeout=60) as http:
            yield http


def body(texts: list[str]) -> dict[str, Any]:
    return {"articles": [{"text": text} for text in texts], "client_ref": "desk"}


async def heard(http: httpx2.AsyncClient, texts: list[str], path: str = PATH) -> list[Event]:
    async with http.stream("POST", path, json=body(texts), headers=EVENTS) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream"), await answer.aread()
        return [event async for event in events(answer)]


def named(told: list[Event], name: str) -> list[Any]:
    return [json.loads(event.data) for event in told if event.name == name]


async def test_each_article_is_told_as_it_is_read_and_the_dossier_ends_it() -> None:
    """Which of how many, how many are done; the dossier of those that are; then the very bytes of the plain answer."""
    async with client(InTurn()) as http:
        told = await heard(http, TEXTS)
        plain = await http.post(PATH, json=body(TEXTS))
    statuses = named(told, "status")
    assert {each["articles"] for each in statuses} == {3}
    assert {each["position"] for each in statuses} == {0, 1, 2}
    assert [each["finished"] for each in statuses] == sorted(each["finished"] for each in statuses)
    assert {"reading", "finished", "comparing"} <= {each["state"] for each in statuses}
    (partial,) = [Dossier.model_validate(each) for each in named(told, "partial")]
    assert 1 <= len(partial.articles) < 3
    assert told[-1].name == "result"
    assert Dossier.model_validate_json(told[-1].data).articles == Dossier.model_validate_json(plain.text).articles
    assert json.loads(told[-1].data)["client_ref"] == "desk"


async def test_one_that_fails_is_told_and_stops_no_other() -> None:
    async with client(InTurn(failing=(TEXTS[1],))) as http:
        told = await heard(http, TEXTS)
    assert [each["position"] for each in named(told, "status") if each["state"] == "failed"] == [1]
    assert [each["position"] for each in named(told, "result")[0]["failures"]] == [1]


async def test_where_all_fail_after_the_first_byte_the_problem_is_the_last_event() -> None:
    async with client(InTurn(failing=tuple(TEXTS))) as http:
        told = await heard(http, TEXTS)
    assert named(told, "error")[0]["type"] == "/problems/model-unavailable"
    assert told[-1].name == "error"


@pytest.mark.parametrize("sent", [{"articles": []}, {"articles": [{"text": " "}, {"text": ""}]}])
def test_what_is_refused_before_the_first_byte_has_its_status(sent: Any) -> None:
    with local_client(create_app(Settings(), open_service=FakeService().opener())) as http:
        read_problem(http.post(PATH, json=sent, headers=EVENTS), 422)


async def test_a_client_that_leaves_cancels_all_of_it() -> None:
    """The article that is being read, and those that wait."""
    service = InTurn(each_s=30.0)
    async with client(service) as http:
        async with http.stream("POST", PATH, json=body(TEXTS), headers=EVENTS) as answer:
            assert (await anext(events(answer))).name == "status"
        for _ in TEXTS:
            assert await asyncio.to_thread(service.gone.acquire, timeout=5)
    assert sorted(service.left) == sorted(TEXTS)


async def test_a_long_silence_has_comments_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.http.events.HEARTBEAT_S", 0.05)
    async with client(InTurn(each_s=0.4)) as http:
        told = await heard(http, TEXTS[:2])
    assert "" in [event.name for event in told]
    assert told[-1].name == "result"


async def test_partial_dossiers_come_once_a_second_at_most() -> None:
    """What is not sent then is sent later, and nothing where all is done."""
    course = OfDossier(lambda gathered: str(len(gathered.summaries)))
    assert await course.partial() is None


async def test_saved_records_have_a_result_alone() -> None:
    saved = {"summaries": [json.loads(each) for each in await _saved()]}
    async with client(FakeService()) as http, http.stream("POST", PATH, json=saved, headers=EVENTS) as answer:
        told = [event async for event in events(answer)]
    assert [event.name for event in told] == ["result"]


async def _saved() -> list[str]:
    async with client(FakeService()) as http:
        return [(await http.post("/v1/summaries", json={"text": TEXT})).text]


async def test_the_page_has_the_same_with_what_it_draws() -> None:
    async with client(InTurn()) as http:
        told = await heard(http, TEXTS, "/web/dossiers")
    assert set(named(told, "partial")[0]) == {"incidents", "contradictions"}
    assert "<h2>" in named(told, "result")[0]["html"]
