"""Work in processes: what it gives, how it ends, and that nothing of it is left."""

import asyncio
import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest

from app.core.errors import ArticleTooLong, DeadlinePassed, ModelUnavailable
from app.core.worker import WorkFailed
from app.core.workers import Workers, in_thread

KNOWN: list[str] = []


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    made = Workers()
    yield made
    await made.aclose()


# What workers are given: functions of a module, as they find them by name.


def spin(started: Path) -> NoReturn:
    started.write_text(str(os.getpid()))
    while True:
        pass


def fail() -> NoReturn:
    raise ModelUnavailable("no", outside="somewhere", retry_after_s=3.0)


def stumble(words: str) -> NoReturn:
    raise ValueError(words)


def learn(what: str) -> None:
    KNOWN.append(what)


def known() -> list[str]:
    return KNOWN


def load_numpy() -> None:
    """Learn how many threads there are then."""
    import numpy  # noqa: F401, ICN001, PLC0415

    KNOWN.append(str(len(list(Path("/proc/self/task").iterdir()))))


def refuse() -> NoReturn:
    raise ArticleTooLong("too long")


async def pid_in(file: Path) -> int:
    """The process that has written its number there."""
    return await asyncio.to_thread(_pid_in, file)


def _pid_in(file: Path) -> int:
    ends_at = time.monotonic() + 60
    while not (file.exists() and file.read_text()):
        assert time.monotonic() < ends_at, "the work did not begin"
        time.sleep(0.01)
    return int(file.read_text())


def is_gone(*pids: int) -> bool:
    """Whether the processes are gone: at once, or in the moment that the kernel takes to clear away."""
    ends_at = time.monotonic() + 5
    while any(map(_is_there, pids)) and time.monotonic() < ends_at:
        time.sleep(0.01)
    return not any(map(_is_there, pids))


def _is_there(pid: int) -> bool:
    try:
        return _stat(pid)[0] != "Z"
    except FileNotFoundError:
        return False


def _stat(pid: int) -> list[str]:
    """State, parent and more (proc(5))."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def spinning(started: Path) -> partial[NoReturn]:
    return partial(spin, started)


async def test_work_is_done_by_another_process(workers: Workers) -> None:
    """Each piece has a process of its own; arguments by name go along."""
    first, second = [await workers.apart(partial(os.getpid), 60.0) for _ in range(2)]
    assert len({first, second, os.getpid()}) == 3
    assert await workers.apart(partial(int, "ff", base=16), 60.0) == 255


async def test_little_is_done_in_a_thread_and_much_in_a_process(workers: Workers) -> None:
    """The rule is the length of what is handed over, pickled."""

    async def pid(length: int) -> int:
        return (await workers.run(partial(_pid_and, "x" * length), 60.0))[0]

    assert await pid(1_000) == os.getpid()
    assert await pid(40_000) != os.getpid()


def _pid_and(text: str) -> tuple[int, str]:
    return os.getpid(), text


async def test_long_values_come_whole(workers: Workers) -> None:
    """Megabytes, both ways."""
    text = "x" * 3_000_000
    assert await workers.apart(partial(str.upper, text), 60.0) == text.upper()


async def test_an_error_of_ours_comes_as_it_was_raised(workers: Workers) -> None:
    with pytest.raises(ModelUnavailable) as raised:
        await workers.apart(partial(fail), 60.0)
    assert (str(raised.value), raised.value.outside, raised.value.retry_after_s) == ("no", "somewhere", 3.0)


async def test_another_error_tells_its_class_and_stack_and_no_words(workers: Workers) -> None:
    """What a library says of a text may quote it."""
    with pytest.raises(WorkFailed) as raised:
        await workers.apart(partial(stumble, "zanzibar"), 60.0)
    assert "ValueError" in str(raised.value)
    assert "in stumble" in str(raised.value)
    assert "zanzibar" not in str(raised.value)


async def test_what_spins_is_killed_at_its_limit_and_the_next_is_done(workers: Workers, tmp_path: Path) -> None:
    """Pure Python here; nothing asks the work to stop, so that native code ends as well."""
    await workers.start()
    began = time.monotonic()
    with pytest.raises(DeadlinePassed):
        await workers.apart(spinning(tmp_path / "pid"), 1.0)
    assert time.monotonic() - began < 5
    assert is_gone(await pid_in(tmp_path / "pid"))
    assert await workers.apart(partial(sum, (1, 2)), 60.0) == 3


async def test_who_leaves_goes_when_the_process_is_gone(workers: Workers, tmp_path: Path) -> None:
    task = asyncio.create_task(workers.apart(spinning(tmp_path / "pid"), 60.0))
    pid = await pid_in(tmp_path / "pid")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert is_gone(pid)


async def test_who_leaves_goes_when_the_thread_has_ended() -> None:
    """Cancelled twice as well: a slot that is held for the work is not free before."""
    go_on, ended = threading.Event(), threading.Event()

    def work() -> None:
        assert go_on.wait(60)
        ended.set()

    task = asyncio.create_task(in_thread(work))
    for _ in range(2):
        await asyncio.sleep(0.05)
        task.cancel()
    await asyncio.sleep(0.05)
    assert not task.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()


async def test_what_was_warmed_up_is_known_to_each_and_what_one_learns_to_no_other() -> None:
    workers = Workers(partial(learn, "warm"))
    try:
        assert await workers.apart(partial(known), 60.0) == ["warm"]
        await workers.apart(partial(learn, "more"), 60.0)
        assert await workers.apart(partial(known), 60.0) == ["warm"]
    finally:
        await workers.aclose()
    assert KNOWN == []


async def test_a_warm_up_that_fails_is_told_and_tried_again() -> None:
    workers = Workers(refuse)
    for _ in range(2):
        with pytest.raises(ArticleTooLong):
            await workers.start()
    await workers.aclose()


async def test_a_killed_origin_is_begun_again(workers: Workers) -> None:
    """The process from which workers are forked may be taken by the kernel, when memory is short."""
    origin = await workers.apart(partial(os.getppid), 60.0)
    os.kill(origin, signal.SIGKILL)
    assert await workers.apart(partial(sum, (1, 2)), 60.0) == 3
    assert await workers.apart(partial(os.getppid), 60.0) != origin


async def test_the_socket_to_a_killed_origin_is_closed(workers: Workers) -> None:
    """Also where its end was seen before anybody asked it for a worker: nothing is left for the garbage collector."""
    before = await workers._origin()
    before.process.kill()
    await before.process.wait()
    await workers.apart(partial(sum, (1, 2)), 60.0)
    assert before.asking.fileno() < 0


async def test_workers_are_forked_of_one_thread() -> None:
    """With numpy loaded, which begins one for each processor unless it is asked not to."""
    workers = Workers(load_numpy)
    try:
        assert await workers.apart(partial(known), 60.0) == ["1"]
    finally:
        await workers.aclose()


async def test_several_work_at_once(workers: Workers) -> None:
    began = time.monotonic()
    await asyncio.gather(*(workers.apart(partial(time.sleep, 1.0), 60.0) for _ in range(6)))
    assert time.monotonic() - began < 4


async def test_an_endless_limit_is_a_limit(workers: Workers) -> None:
    assert await workers.apart(partial(sum, (1, 2)), math.inf) == 3


ORPHANING = """
import asyncio, sys
from functools import partial
from pathlib import Path
from app.core.workers import Workers
from tests.app.core.test_workers import spin
async def main():
    workers = Workers()
    tasks = [asyncio.create_task(workers.apart(partial(spin, Path(each)), 600.0)) for each in sys.argv[1:]]
    await asyncio.wait(tasks)
asyncio.run(main())
"""


def test_a_service_that_is_killed_leaves_no_process(tmp_path: Path) -> None:
    """By SIGKILL, in the middle of work: its workers and what they were forked from go with it."""
    files = [tmp_path / name for name in ("one", "two")]
    with subprocess.Popen([sys.executable, "-c", ORPHANING, *map(str, files)]) as service:
        pids = [_pid_in(file) for file in files]
        origin = int(_stat(pids[0])[1])
        service.kill()
        service.wait()
    assert is_gone(*pids, origin)
