"""The service in a process of its own, and what the kernel tells of it (Linux)."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

STARTS_WITHIN_S = 60.0
STOPS_WITHIN_S = 45.0


@dataclass(frozen=True, slots=True)
class Sample:
    """A look at the process: seconds on the monotonic clock, MiB of its own in RAM, open files, threads.

    Pages of mapped files do not count: the kernel takes them back when it wants to, and the database's grow with it.
    """

    at: float
    rss_mib: float
    files: int
    threads: int


@dataclass(frozen=True, slots=True)
class Served:
    """The running service."""

    url: str
    process: subprocess.Popen[bytes]

    def look(self) -> Sample:
        """How it is now. Raises OSError when it is gone."""
        proc = Path(f"/proc/{self.process.pid}")
        lines = dict(line.split(":", 1) for line in (proc / "status").read_text().splitlines())
        rss = int(lines["RssAnon"].split()[0]) / 1024
        return Sample(time.monotonic(), rss, len(list((proc / "fd").iterdir())), int(lines["Threads"]))

    def stop(self) -> int | None:
        """SIGTERM; its exit code. None: it goes on."""
        self.process.terminate()
        try:
            return self.process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            return None


@contextmanager
def serve(settings: Mapping[str, str], folder: Path) -> Iterator[Served]:
    """`sitrep serve` with these settings, its log in the folder; killed with the block if it still runs."""
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SITREP_")}
    command = [sys.executable, "-c", "from app.cli import main; main()", "serve"]
    with (folder / "service.log").open("wb") as log:
        process = subprocess.Popen(
            command, env={**environment, **settings, "SITREP_PORT": str(port)}, stdout=log, stderr=log
        )
        try:
            served = Served(f"http://127.0.0.1:{port}", process)
            _await_answer(served)
            yield served
        finally:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _await_answer(served: Served) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until and served.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{served.url}/livez", timeout=5):  # noqa: S310  our own
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the service did not start")
