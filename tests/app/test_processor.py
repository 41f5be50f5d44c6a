"""The queue before the processor: a turn ends with its work, and the deadline ends both."""

import asyncio
from functools import partial
from pathlib import Path

import pytest

from app.core.deadline import within
from app.core.errors import DeadlinePassed
from app.core.workers import Workers
from app.llm.admission import Admission
from app.processor import SLACK_S, Processor, in_time
from tests.app.core.test_workers import is_gone, pid_in, spinning


async def test_who_leaves_frees_the_slot_when_the_process_is_gone(tmp_path: Path) -> None:
    """Two pieces and one slot: the second begins when nothing is left of the first."""
    workers = Workers()
    one_slot = Processor(Admission(1), workers)
    try:
        leaving = asyncio.create_task(one_slot.apart(spinning(tmp_path / "pid")))
        first = await pid_in(tmp_path / "pid")
        next_one = asyncio.create_task(one_slot.apart(partial(is_gone, first)))
        await asyncio.sleep(0.2)
        assert not next_one.done()
        leaving.cancel()
        assert await next_one
    finally:
        await workers.aclose()


async def test_the_deadline_kills_the_work_and_frees_the_slot(tmp_path: Path) -> None:
    """What is left of the article's time is the limit of its work, with the slack that is for checking."""
    workers = Workers()
    await workers.start()
    one_slot = Processor(Admission(1), workers)
    try:
        began = asyncio.get_running_loop().time()
        with within(0.5), pytest.raises(DeadlinePassed):
            await one_slot.apart(spinning(tmp_path / "pid"))
        assert asyncio.get_running_loop().time() - began < 0.5 + SLACK_S + 5
        assert await one_slot.apart(partial(is_gone, await pid_in(tmp_path / "pid")))
    finally:
        await workers.aclose()


async def test_who_waits_for_a_turn_that_does_not_come_is_told_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.processor.SLACK_S", 0.0)
    nobody = Processor(Admission(0))
    with within(0.1), pytest.raises(DeadlinePassed):
        await in_time(nobody(partial(sum, (1, 2))))
