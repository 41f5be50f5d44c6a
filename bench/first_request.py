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
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from app.warming import DRAFT, TEXT
from bench.served import settings, sitrep
from tests.fakes.openai_server import FakeOpenAI

BETWEEN_S: Final = 0.005


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
        sitrep(Path(folder), tuple(os.sched_getaffinity(0)), _settings(Path(folder), endpoint.base_url)) as server,
    ):
        _livez(http.client.HTTPConnection("127.0.0.1", server.port))  # it listens before it answers
        time.sleep(settle_s)
        return [_held(server.port, f"{TEXT} It was number {number}.") for number in range(articles)]


def _settings(folder: Path, base_url: str) -> dict[str, str]:
    return {**settings(folder, base_url), "SITREP_INDEX_URL": f"sqlite:///{folder / 'index.db'}"}


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
