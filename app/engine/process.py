"""One engine child from the parent's side: start it, hear where it listens, watch it, end it."""

import asyncio
import json
import os
import secrets
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from app.engine.child import Order

CHILD = (sys.executable, "-m", "app.engine.child")
LAST_WORDS_BYTES = 500
KEYED_PATH = "/props"
"""Of llama.cpp's server: its properties, for who has the key."""


class ChildError(Exception):
    """The child does not serve; the message says why, without article text."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the parent waits, in seconds."""

    load_s: float = 300.0
    """For the model to be loaded: 6 s from a warm disk, minutes from a slow one."""
    health_every_s: float = 2.0
    health_timeout_s: float = 10.0
    """A machine under full load answers late, and is not dead."""
    health_strikes: int = 3
    """Unanswered checks in a row that make a child count as hung."""
    stop_s: float = 5.0
    """From SIGTERM to SIGKILL."""
    restart_first_s: float = 0.5
    restart_longest_s: float = 30.0
    calm_s: float = 60.0
    """Health after which a death counts as the first one again."""
    follow_every_s: float = 1.0
    """Between two looks at the engine of another process."""
    patience_s: float = 120.0
    """Longest wait of a caller for the engine."""


class Child:
    """A running child. Made by `run_child`."""

    def __init__(self, process: Process, pace: Pace) -> None:
        self._process = process
        self._pace = pace
        self._last_words = b""
        self._serving = False
        self._listening = asyncio.create_task(self._listen())

    async def address(self) -> str:
        """Where it listens, e.g. `http://127.0.0.1:40001`, once the model is loaded. Raises ChildError."""
        assert self._process.stdout
        try:
            async with asyncio.timeout(self._pace.load_s):
                line = await self._process.stdout.readline()
        except TimeoutError:
            raise ChildError(f"the model was not loaded within {self._pace.load_s:.0f} s") from None
        if not line:
            raise ChildError(await self._death())
        self._serving = True
        return _announced(line)

    async def watch(self, base_url: str, growth_bytes: int) -> str:
        """Return when it does not serve any more, or has grown by more than `growth_bytes`; with the reason."""
        strikes = 0
        at_first = resident_bytes(self._process.pid)
        while strikes < self._pace.health_strikes:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pace.health_every_s):
                    return f"it ended with code {await self._process.wait()}"
            if (grown := resident_bytes(self._process.pid) - at_first) > growth_bytes:
                return f"its memory grew by {grown >> 20} MiB while it served"
            strikes = 0 if await is_healthy(base_url, self._pace.health_timeout_s) else strikes + 1
        return f"it left {strikes} health checks unanswered"

    async def end(self) -> None:
        """SIGTERM, and SIGKILL for one that does not hear."""
        assert self._process.stdin
        with suppress(ProcessLookupError):
            self._process.terminate()
        try:
            async with asyncio.timeout(self._pace.stop_s):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        self._process.stdin.close()
        await self._listening

    async def _death(self) -> str:
        code = await self._process.wait()
        await self._listening
        words = self._last_words.decode(errors="replace").strip().splitlines()
        return f"it ended with code {code} before it served{': ' + words[-1] if words else ''}"

    async def _listen(self) -> None:
        """Read its stderr to the end. The last of it is kept until it serves: from then on it may quote articles."""
        assert self._process.stderr
        while chunk := await self._process.stderr.read(4096):
            self._last_words = b"" if self._serving else (self._last_words + chunk)[-LAST_WORDS_BYTES:]


def _announced(line: bytes) -> str:
    try:
        return str(json.loads(line)["address"])
    except (ValueError, KeyError, TypeError):
        raise ChildError("it announced no address") from None


@asynccontextmanager
async def run_child(command: Sequence[str], order: Order, pace: Pace) -> AsyncIterator[Child]:
    """A child with its order; ended with the block.

    In a session of its own: Ctrl-C in a terminal must not take the engine from requests that are being finished.
    """
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True
    )
    child = Child(process, pace)
    try:
        assert process.stdin
        process.stdin.write(order.line())
        yield child
    finally:
        await child.end()


def resident_bytes(pid: int) -> int:
    """Memory of a process that is in RAM (proc(5), statm, second field); 0 where the kernel does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):  # another system, or it is gone
        return 0


async def is_healthy(base_url: str, timeout_s: float) -> bool:
    """Whether `BASE_URL/health` answers 200 in time. `base_url` is plain HTTP with a port."""
    return await _status(base_url, f"{urlsplit(base_url).path}/health", timeout_s) == b"200"


async def knows_key(base_url: str, api_key: str, timeout_s: float) -> bool:
    """Whether who listens at `base_url` refuses a key that is made up, and then takes `api_key`.

    A server that took the port of an engine which ended takes any key, or none.
    """
    refused = await _status(base_url, KEYED_PATH, timeout_s, secrets.token_urlsafe(32))
    return refused == b"401" and await _status(base_url, KEYED_PATH, timeout_s, api_key) == b"200"


async def _status(base_url: str, path: str, timeout_s: float, api_key: str = "") -> bytes:
    """The status of the answer to a GET; empty: none came in time."""
    url = urlsplit(base_url)
    authorization = f"Authorization: Bearer {api_key}\r\n" if api_key else ""
    request = f"GET {path} HTTP/1.1\r\nHost: {url.netloc}\r\n{authorization}Connection: close\r\n\r\n"
    try:
        async with asyncio.timeout(timeout_s):
            reader, writer = await asyncio.open_connection(url.hostname, url.port)
            try:
                writer.write(request.encode())
                return b"".join((await reader.readline()).split()[1:2])
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError):  # ValueError: a line longer than a status has
        return b""
