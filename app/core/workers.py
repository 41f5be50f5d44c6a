"""Work that cannot be cancelled: in processes that can be killed or, where little is handed over, in threads.

Who leaves, or is late, goes on when the work has ended or its process is gone, and not before: a slot that is held for
the work is free when the processor is.
"""

import asyncio
import os
import pickle
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar

from app.core.errors import DeadlinePassed
from app.core.worker import ONE_THREAD, PROCESS_ID, WorkFailed

T = TypeVar("T")

COMMAND: Final = (sys.executable, "-c", "from app.core.worker import main; main()")
"""Not `-m`: what is pickled is named by its module, and no module is called `__main__` on both sides."""
START_S: Final = 120.0
"""Longest time for the first process to load what it is to know: 2 s from a warm disk."""
END_S: Final = 2.0
SHORT_BYTES: Final = 32 << 10
"""Pickled arguments of work that is done in a thread. As much text and draft is checked in some 30 ms of CPU, in 0.13 s
at the hardest that was found; a process costs 5 ms, 20 with the parser's pipeline in it."""
BEGINNINGS: Final = 2
"""Tries to get a worker: the process that they are forked from may have been killed since the last one."""


async def in_thread(work: Callable[[], T]) -> T:
    """What short work gives. A thread cannot be stopped: who is cancelled waits for its end first."""
    loop = asyncio.get_running_loop()
    return await _to_the_end(loop.run_in_executor(None, partial(copy_context().run, work)))


async def _to_the_end(awaitable: Awaitable[T]) -> T:
    """What comes of it. Who is cancelled meanwhile is so at its end."""
    work = asyncio.ensure_future(awaitable)
    cancelled = False
    while not work.done():
        try:
            await asyncio.wait([work])
        except asyncio.CancelledError:
            cancelled = True
    if cancelled:
        _ = work.cancelled() or work.exception()  # seen, and of no use to anybody
        raise asyncio.CancelledError
    return work.result()


class Workers:
    """A process for each piece of work, forked from one that has loaded what they need. For one event loop.

    How many work at once is for the caller to bound.

    Args:
        warm_up: What the first process does first, e.g. `functools.partial(load, folder)`. It is begun by `start`, or
            with the first piece of work, and anew when it has ended.
        short_bytes: Pickled arguments up to which `run` takes a thread.
    """

    def __init__(self, warm_up: Callable[[], object] = bool, short_bytes: int = SHORT_BYTES) -> None:
        self._warm_up = warm_up
        self._short_bytes = short_bytes
        self._beginning: asyncio.Task[_Origin] | None = None

    async def start(self) -> None:
        """Begin the first process, if there is none. Raises what its warm-up raises of our errors, else WorkFailed."""
        await self._origin()

    async def run(self, work: partial[T], limit_s: float) -> T:
        """What the work gives, in a thread where its arguments are short, else as `apart`. Raises as that does."""
        arguments = await in_thread(partial(_pickled, (work.args, work.keywords)))
        if len(arguments) > self._short_bytes:
            return await self._apart(work, arguments, limit_s)
        async with _limit(limit_s):
            return await in_thread(work)

    async def apart(self, work: partial[T], limit_s: float) -> T:
        """What the work gives, done by a process: a function of a module with its arguments, which are all pickled.

        The process is killed at the limit, in seconds, and when the caller is cancelled. Raises what the work raises of
        our errors, DeadlinePassed at the limit, and WorkFailed for any other end.
        """
        return await self._apart(work, await in_thread(partial(_pickled, (work.args, work.keywords))), limit_s)

    async def _apart(self, work: partial[T], arguments: bytes, limit_s: float) -> T:
        async with _limit(limit_s):
            answer = await self._answer(_pickled((limit_s, work.func)) + arguments)
            value: T = await in_thread(partial(_value, answer))
            return value

    async def aclose(self) -> None:
        """End all processes."""
        beginning, self._beginning = self._beginning, None
        if beginning is not None:
            beginning.cancel()
            with suppress(Exception, asyncio.CancelledError):
                await (await beginning).end()

    async def _origin(self) -> "_Origin":
        if self._beginning is None or _is_over(self._beginning):
            _let_go(self._beginning)
            self._beginning = asyncio.create_task(_Origin.begin(self._warm_up))
        return await asyncio.shield(self._beginning)  # who leaves does not take it from others

    async def _answer(self, order: bytes) -> bytes:
        for _ in range(BEGINNINGS):
            async with _worker(await self._origin()) as worker:
                if worker is not None:
                    return await worker.answer(order)
        raise WorkFailed("no worker could be forked")


def _is_over(beginning: "asyncio.Task[_Origin]") -> bool:
    if not beginning.done():
        return False
    return beginning.cancelled() or beginning.exception() is not None or beginning.result().has_ended


def _let_go(beginning: "asyncio.Task[_Origin] | None") -> None:
    """Close the socket to a process that has ended by itself, if one had begun."""
    if beginning is not None and not beginning.cancelled() and beginning.exception() is None:
        beginning.result().asking.close()


@asynccontextmanager
async def _limit(seconds: float) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise DeadlinePassed("the text could not be read and checked in time") from None


def _pickled(value: object) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def _value(answer: bytes) -> Any:
    is_good, value = pickle.loads(answer)  # noqa: S301 - from a process that this one began
    if not is_good:
        raise value
    return value


@dataclass(frozen=True, slots=True)
class _Origin:
    """The process from which workers are forked, and the socket on which it is asked for them."""

    process: Process
    asking: socket.socket

    @classmethod
    async def begin(cls, warm_up: Callable[[], object]) -> "_Origin":
        ours, theirs = socket.socketpair()
        with theirs:
            process = await asyncio.create_subprocess_exec(
                *COMMAND,
                str(theirs.fileno()),
                pass_fds=(theirs.fileno(),),
                env=os.environ | ONE_THREAD,
                stdin=PIPE,
                stdout=PIPE,
                start_new_session=True,
            )
        origin = cls(process, ours)
        try:
            await origin.warm(_pickled(warm_up))
        except BaseException:
            await origin.end()
            raise
        return origin

    @property
    def has_ended(self) -> bool:
        return self.process.returncode is not None or self.asking.fileno() < 0

    async def warm(self, order: bytes) -> None:
        assert self.process.stdin
        assert self.process.stdout
        try:
            async with asyncio.timeout(START_S):
                self.process.stdin.write(order)
                outcome = await self.process.stdout.read()
        except TimeoutError:
            outcome = b""
        if not outcome:
            raise WorkFailed("the process from which workers are forked did not start")
        _value(outcome)

    def fork(self, connection: socket.socket) -> None:
        """Ask for a worker at the other end of a connection, which ends where there will be none."""
        with suppress(OSError):
            socket.send_fds(self.asking, [b"\0"], [connection.fileno()])

    async def end(self) -> None:
        """End it and its workers."""
        self.asking.close()
        try:
            async with asyncio.timeout(END_S):
                await self.process.wait()
        except TimeoutError:
            os.killpg(self.process.pid, signal.SIGKILL)
            await self.process.wait()


@asynccontextmanager
async def _worker(origin: _Origin) -> "AsyncIterator[_Worker | None]":
    """A worker, gone at the end of the block; None: the process that it should have been forked from has ended."""
    ours, theirs = socket.socketpair()
    with theirs:
        origin.fork(theirs)
    reader, writer = await asyncio.open_unix_connection(sock=ours)
    try:
        told = await reader.readexactly(PROCESS_ID.size)
    except (OSError, asyncio.IncompleteReadError):
        writer.close()
        await origin.end()
        yield None
        return
    except BaseException:
        writer.close()  # it ends when it reads its order
        raise
    worker = _Worker(PROCESS_ID.unpack(told)[0], reader, writer)
    try:
        yield worker
    finally:
        await _to_the_end(worker.end())


@dataclass(frozen=True, slots=True)
class _Worker:
    """A process for one piece of work. Its end of the connection is closed when it is gone, by whatever it ended."""

    pid: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def answer(self, order: bytes) -> bytes:
        try:
            self.writer.write(order)
            self.writer.write_eof()
            answer = await self.reader.read()
        except OSError:
            answer = b""
        if not answer:
            raise WorkFailed("the worker's process was ended")
        return answer

    async def end(self) -> None:
        """Kill it where it is still there, and wait until it is gone."""
        if not self.reader.at_eof():
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        with suppress(OSError):
            await self.reader.read()
        self.writer.close()
