"""A real Redis from Debian's package, on a free port of loopback; what it holds ends with it."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.fakes.postgres import free_port

STARTS_WITHIN_S: Final = 20.0


class NoRedis(Exception):
    """It is not on this machine, or cannot be started; the message says which."""


class RedisServer:
    """One server, which may be killed and begun anew on its port, empty."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self.start()

    def start(self, *options: str) -> None:
        """Begin, and wait until it answers. Raises NoRedis."""
        command = ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen([*command, "--dir", str(self._folder), *options], stdout=quiet, stderr=quiet)
        until = time.monotonic() + STARTS_WITHIN_S
        while not self._answers():
            if time.monotonic() > until or self.process.poll() is not None:
                self.kill()
                raise NoRedis("it cannot be started")
            time.sleep(0.02)

    def kill(self) -> None:
        """End at once."""
        self.process.kill()
        self.process.wait()

    def flush(self) -> None:
        """Delete all that it has."""
        assert self._says(b"FLUSHALL") == b"+OK\r\n"

    def _answers(self) -> bool:
        with suppress(OSError):
            return self._says(b"PING") != b""
        return False

    def _says(self, command: bytes) -> bytes:
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=STARTS_WITHIN_S)) as peer:
            peer.sendall(command + b"\r\n")
            return peer.recv(64)


@contextmanager
def running() -> Iterator[RedisServer]:
    """Serve for as long as the block lasts. Raises NoRedis."""
    if shutil.which("redis-server") is None:
        raise NoRedis("there is none: install Debian's package redis-server")
    with TemporaryDirectory(prefix="sitrep-redis-", ignore_cleanup_errors=True) as folder:
        server = RedisServer(Path(folder))
        try:
            yield server
        finally:
            server.kill()
