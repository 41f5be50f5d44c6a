"""Faults of the embedded engine, with a fake child: no model, no native code."""

import asyncio
import os
import signal
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import BaseModel, SecretStr

from app.core.errors import ModelUnavailable
from app.core.settings import Settings
from app.engine.engine import Engine
from app.llm.asking import Answer, ExtractionSpec, Message, Question
from app.llm.extractor import Endpoint, Extractor, open_ask
from tests.app.engine.test_engine import FAST, running, until
from tests.app.engine.test_engine import ask as call

SPEC = ExtractionSpec("reader", "embedded", "tiny", "llguidance", "incident/v1")


class Who(BaseModel):
    pid: int


def question(number: int) -> Question[Who]:
    return Question((Message("user", f"Sentence {number}."),), Who, 64)


def asking(settings: Settings, engine: Engine) -> Extractor:
    async def endpoint() -> Endpoint:
        serving = await engine.endpoint()
        return Endpoint(serving.base_url, SecretStr(serving.api_key), "tiny")

    return open_ask(settings, SPEC, endpoint)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(model_dir=tmp_path, engine_threads=1, engine_growth_mib=64)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
async def test_an_engine_killed_under_load_is_restarted_and_the_service_stays_up(
    settings: Settings, how: signal.Signals
) -> None:
    """Case 21: each question in flight is answered or ModelUnavailable (503), those after it by the new engine."""
    async with running(settings) as engine:
        ask = asking(settings, engine)
        first = (await ask(question(0))).value.pid
        asked = [asyncio.ensure_future(ask(question(number))) for number in range(1, 9)]
        await asyncio.sleep(0.15)
        os.kill(first, how)
        ended = await asyncio.gather(*asked, return_exceptions=True)
        later = (await ask(question(9))).value.pid
        await ask.aclose()
    kinds = Counter(type(one) for one in ended)
    assert set(kinds) <= {Answer, ModelUnavailable}
    assert kinds[Answer] >= 1
    assert later not in (first, os.getpid())


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of another process is read from Linux' /proc")
async def test_an_engine_that_grows_beyond_its_bound_is_recycled(settings: Settings) -> None:
    """Engine memory: the child goes when it has grown by more than the setting; the next one starts small."""
    async with running(settings, pace=replace(FAST, health_strikes=1000)) as engine:
        before = await engine.endpoint()
        pid = await call(before, "whoami")
        await call(before, "grow")
        await until(lambda: engine.state == "restarting")
        assert "its memory grew by" in engine.reason
        assert await call(await engine.endpoint(), "whoami") != pid
