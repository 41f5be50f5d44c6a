"""One deadline over the whole of a request, on loopback and in virtual time."""

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import httpx2
import pytest

from app import service
from app.article import Article
from app.core.deadline import within
from app.core.errors import ModelUnavailable
from app.llm.asking import Answer, Question
from app.processor import SLACK_S
from app.records.draft import Draft
from app.service import open_service
from tests.app.core.test_workers import is_gone
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.virtual_time import run
from tests.faults.build import ARTICLE, NOTHING, before, chosen, served_whole, slow
from tests.faults.endpoint import read

LONG = f"{ARTICLE} The market was closed on that day, and nobody else was there to tell of it. " * 300
DEADLINE_S = 4.0
BUSY_S = 6.0
"""What a busy machine may take longer."""


@pytest.fixture
def endpoint() -> Iterator[FakeOpenAI]:
    with FakeOpenAI(lambda _: slow(DEADLINE_S / 4, NOTHING)) as server:
        yield server


def spin(_draft: Draft, _article: Article) -> NoReturn:
    """In the place of `derive`."""
    while True:
        pass


async def test_a_slow_answer_and_an_endless_check_end_at_one_deadline(
    endpoint: FakeOpenAI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The endpoint takes a quarter of the time, and the check would never end: 503 at the deadline; others are
    answered meanwhile and after."""
    with served_whole(endpoint, tmp_path, deadline_s=DEADLINE_S, llm_context_tokens=100_000) as url:
        async with httpx2.AsyncClient(base_url=url, trust_env=False, timeout=60) as http:
            await http.post("/v1/summaries", json={"text": f"{ARTICLE} It was the first."})  # what is loaded once is so
            monkeypatch.setattr(service, "derive", spin)
            began = time.monotonic()
            refused = await http.post("/v1/summaries", json={"text": LONG})
            took_s = time.monotonic() - began
            monkeypatch.undo()
            answered = await http.post("/v1/summaries", json={"text": ARTICLE})
    assert (refused.status_code, refused.json()["type"]) == (503, "/problems/deadline-passed")
    assert DEADLINE_S - 0.5 < took_s < DEADLINE_S + SLACK_S + BUSY_S
    assert answered.status_code == 200


def test_what_was_waited_for_before_is_not_granted_to_the_model_again() -> None:
    """Of 100 s, 40 have passed when the article comes to a model that never answers: the error comes before the end,
    so that what a model would have said could still be checked."""

    async def hang(_: Question[Any], /) -> Answer[Any]:
        await asyncio.sleep(1e6)
        raise AssertionError("it hangs")

    async def main() -> float:
        sitrep, clock = before(hang, deadline_s=100.0), asyncio.get_running_loop().time
        began = clock()
        with within(100.0):
            await asyncio.sleep(40.0)
            with pytest.raises(ModelUnavailable):
                await sitrep.summarize(read(ARTICLE))
        return clock() - began

    assert run(main()) == pytest.approx(94.0)


async def test_the_processes_of_the_service_are_gone_with_it(endpoint: FakeOpenAI, tmp_path: Path) -> None:
    before = set(_children())  # a session's servers, of other tests
    async with open_service(chosen(endpoint, tmp_path)) as sitrep:
        await sitrep.summarize(read(LONG))
        children = set(_children()) - before
    assert children
    assert is_gone(*children)


def _children() -> list[int]:
    """The processes that this one has begun."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return [int(pid) for pid in listed.split()]
