"""The engine's promises with the real model: minutes of CPU, so only where `-m model` asks for them."""

import asyncio
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from app.core.settings import Settings
from app.engine.card import EngineEndpoint
from app.engine.engine import Engine
from app.engine.process import is_healthy
from app.engine.weights.gguf import Weights, locate

pytestmark = [pytest.mark.model, pytest.mark.timeout(400)]

QUESTION = "Answer with one word. What is the capital of France?"


@pytest.fixture(scope="module")
def weights() -> Weights:
    found = locate(Settings())
    if found is None:
        pytest.skip("no weights here: run `sitrep model pull`, or set SITREP_MODEL_PATH")
    return found


@pytest_asyncio.fixture
async def engine(weights: Weights, tmp_path: Path) -> AsyncIterator[Engine]:
    """An engine of its own: the lock of a Sitrep that runs beside the tests is left alone."""
    settings = Settings(model_dir=tmp_path, llm_context_tokens=2048, llm_max_output_tokens=512)
    engine = Engine(settings, weights)
    await engine.start()
    yield engine
    await engine.stop()


def ask(endpoint: EngineEndpoint, content: str = QUESTION, **more: Any) -> dict[str, Any]:
    body = {"messages": [{"role": "user", "content": content}], "temperature": 0, "max_tokens": 8} | more
    headers = {"Authorization": f"Bearer {endpoint.api_key}", "Content-Type": "application/json"}
    request = urllib.request.Request(  # noqa: S310  the URL is the engine's
        f"{endpoint.base_url}/chat/completions", data=json.dumps(body).encode(), headers=headers
    )
    with urllib.request.urlopen(request, timeout=300) as answer:  # noqa: S310  as above
        return dict(json.load(answer))


async def child_pid() -> int:
    pgrep = await asyncio.create_subprocess_exec(
        "pgrep", "-P", str(os.getpid()), "-f", "app.engine.child", stdout=subprocess.PIPE
    )
    return int((await pgrep.communicate())[0])


async def test_it_answers_and_answers_again_after_its_child_was_killed(engine: Engine, weights: Weights) -> None:
    before = await engine.endpoint()
    answer = await asyncio.to_thread(ask, before)
    assert "Paris" in answer["choices"][0]["message"]["content"]
    assert answer["model"] == weights.name
    os.kill(await child_pid(), signal.SIGKILL)
    async with asyncio.timeout(10):
        while engine.state == "ready":  # noqa: ASYNC110  a process has no event to wait for
            await asyncio.sleep(0.01)
    after = await engine.endpoint()
    assert after.api_key != before.api_key
    answer = await asyncio.to_thread(ask, after)
    assert "Paris" in answer["choices"][0]["message"]["content"]


async def test_a_request_in_flight_fails_at_once_when_the_child_dies(engine: Engine) -> None:
    """The client sees a broken connection and no time-out."""
    endpoint = await engine.endpoint()
    asked = asyncio.create_task(asyncio.to_thread(ask, endpoint, "Count from 1 to 500.", max_tokens=500))
    await asyncio.sleep(1)
    assert not asked.done()
    os.kill(await child_pid(), signal.SIGKILL)
    async with asyncio.timeout(5):
        with pytest.raises((ConnectionError, urllib.error.URLError)):
            await asked


async def test_it_wants_its_key_and_bounds_an_answer_and_is_well_while_it_works(engine: Engine) -> None:
    endpoint = await engine.endpoint()
    with pytest.raises(urllib.error.HTTPError, match="401"):
        await asyncio.to_thread(ask, EngineEndpoint(endpoint.base_url, "another"))
    asked = [asyncio.to_thread(ask, endpoint, "Count from 1 to 9.", max_tokens=24) for _ in range(12)]
    answers = asyncio.gather(*asked)
    await asyncio.sleep(1)
    began = time.monotonic()
    assert await is_healthy(endpoint.base_url, 5)
    assert time.monotonic() - began < 2
    assert not answers.done()
    await answers
    unbounded = await asyncio.to_thread(ask, endpoint, "Count from 1 to 5000, separated by commas.", max_tokens=-1)
    assert unbounded["usage"]["completion_tokens"] <= 512


async def test_stop_is_quick_and_leaves_no_child(engine: Engine) -> None:
    endpoint = await engine.endpoint()
    began = time.monotonic()
    await engine.stop()
    assert time.monotonic() - began < 2
    assert not await is_healthy(endpoint.base_url, 1)
