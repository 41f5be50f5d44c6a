"""How long the event loop is held while a service reads its first articles, one after the other.

    python -m bench.first_request

`sitrep serve` runs in a process of its own before a fake endpoint, whose one answer has something of everything. While
an article is read, `/livez` is asked over and over on a connection of its own: the longest time that one answer took is
how long the loop was held, and everybody else waited.
"""

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from socket import create_server
from typing import Annotated, Final

import typer

from app.warming import DRAFT, TEXT
from tests.fakes.openai_server import FakeOpenAI

BETWEEN_S: Final = 0.005
START_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Held:
    """One article: how long its own answer took, and the longest answer of `/livez` meanwhile, in seconds."""

    answer_s: float
    longest_s: float


def main(
    runs: Annotated[int, typer.Option(help="Services that are started.")] = 3,
    articles: Annotated[int, typer.Option(help="Articles that each of them reads.")] = 3,
    settle_s: Annotated[float, typer.Option(help="Seconds between its start and the first article.")] = 0.0,
) -> None:
    """Print a line for each article, over all runs: the median, and the worst."""
    found = [_run(articles, settle_s) for _ in range(runs)]
    for number, held in enumerate(zip(*found, strict=True), 1):
        answers, longest = [each.answer_s for each in held], [each.longest_s for each in held]
        typer.echo(
            f"article {number}: answered in {statistics.median(answers):.2f} s; meanwhile /livez took at most "
            f"{statistics.median(longest):.3f} s (median of {runs} services), {max(longest):.3f} s (worst)"
        )


def _run(articles: int, settle_s: float) -> list[Held]:
    with (
        tempfile.TemporaryDirectory() as folder,
        FakeOpenAI(lambda _: DRAFT) as endpoint,
        _served(Path(folder), endpoint.base_url) as port,
    ):
        time.sleep(settle_s)
        return [_held(port, f"{TEXT} It was number {number}.") for number in range(articles)]


@contextmanager
def _served(folder: Path, endpoint: str) -> Iterator[int]:
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SITREP_")}
    given = {
        "SITREP_LLM_BASE_URL": endpoint,
        "SITREP_LLM_MODEL": "fake",
        "SITREP_CACHE_DIR": str(folder / "answers"),
        "SITREP_KEYS_FILE": str(folder / "keys.json"),
        "SITREP_INDEX_URL": f"sqlite:///{folder / 'index.db'}",
    }
    command = (sys.executable, "-m", "app.cli", "serve", "--port", str(port))
    with subprocess.Popen(  # noqa: S603  # our own command
        command, env={**kept, **given}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as served:
        try:
            _await(port)
            yield port
        finally:
            served.terminate()


def _await(port: int) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        with suppress(OSError):
            _livez(http.client.HTTPConnection("127.0.0.1", port))
            return
        time.sleep(0.02)
    raise SystemExit("the service did not start")


def _livez(connection: http.client.HTTPConnection) -> None:
    connection.request("GET", "/livez")
    connection.getresponse().read()


def _held(port: int, text: str) -> Held:
    done = threading.Event()
    longest = [0.0]

    def ask_over_and_over() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while not done.is_set():
            began_s = time.perf_counter()
            _livez(connection)
            longest.append(time.perf_counter() - began_s)
            time.sleep(BETWEEN_S)

    asking = threading.Thread(target=ask_over_and_over)
    asking.start()
    began_s = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", "/v1/summaries", json.dumps({"text": text}), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    body = answer.read()
    lasted_s = time.perf_counter() - began_s
    done.set()
    asking.join()
    if answer.status != 200:  # noqa: PLR2004
        raise SystemExit(f"{answer.status}: {body.decode()[:300]}")
    return Held(lasted_s, max(longest))


if __name__ == "__main__":
    typer.run(main)
