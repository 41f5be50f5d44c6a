"""Run a soak, print its figures, and end with 1 when a promise was not kept.

Promises: every request is answered, in time, with an answer to its own article or a typed error; memory and open files
do not grow; what waits is bounded; SIGTERM ends it with 0. Traffic and faults follow from the seed; times do not.
"""

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from tests.fakes.openai_server import FakeOpenAI
from tests.soak.process import Sample, Served, serve
from tests.soak.traffic import Sent, endpoint, requests, wrong

DEADLINE_S = 8.0
SLACK_S = 2.0
"""For this machine, which sends, answers and serves at once; the simulation holds the service to 100 ms."""
LEAVES_AFTER_S = 0.05
WARM_UP = {"text": "The first article waits for the tables to be loaded."}
DOWN_EACH_S, DOWN_FOR_S = 60.0, 8.0
MOST_OPEN = 1000
"""Requests in flight: more would mean that the service does not keep up."""
MOST_GROWTH = 0.05
"""Of the memory in the second half of the run; less is the noise of an allocator."""
MORE_FILES = 80
"""Connections that may stay open to the two endpoints, and a few of the store."""


@dataclass
class Log:
    """What came back."""

    outcomes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    """The first fault of each kind, in full."""
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    samples: list[Sample] = field(default_factory=list)
    most_open: int = 0
    calls: int = 0

    def note(self, sent: Sent, outcome: str, took_s: float, fault: str | None) -> None:
        """One request ended."""
        self.outcomes[f"{sent.kind} {outcome}"] += 1
        self.seconds[sent.kind].append(took_s)
        if fault:
            self.faults[fault.partition(":")[0]] += 1
            self.examples.setdefault(fault.partition(":")[0], fault)
        if took_s > DEADLINE_S + SLACK_S:
            self.faults["later than the deadline"] += 1


async def _send(client: httpx2.AsyncClient, sent: Sent, log: Log) -> None:
    began = time.monotonic()
    headers = {"Content-Type": "application/json"}
    try:
        method = "GET" if sent.body is None else "POST"
        answer = await client.request(method, sent.path, content=sent.body, headers=headers)
    except httpx2.HTTPError as error:
        log.note(sent, type(error).__name__, time.monotonic() - began, "no answer")
        return
    fault = wrong(sent, answer.status_code, answer.headers.get("content-type", ""), answer.content)
    log.note(sent, str(answer.status_code), time.monotonic() - began, fault)


async def _leave(client: httpx2.AsyncClient, sent: Sent, log: Log) -> None:
    try:
        async with asyncio.timeout(LEAVES_AFTER_S):
            await _send(client, sent, log)
    except TimeoutError:
        log.outcomes["leaver left"] += 1


async def _drive(served: Served, chosen: argparse.Namespace, log: Log, servers: list[FakeOpenAI]) -> float:
    """Send at the rate for the time; the seconds that it took."""
    chance = random.Random(chosen.seed)  # noqa: S311  chance, not a secret
    coming = requests(chance)
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=64)
    running: set[asyncio.Task[None]] = set()
    async with httpx2.AsyncClient(
        base_url=served.url, timeout=DEADLINE_S + 10, limits=limits, trust_env=False
    ) as client:
        await _warm_up(client)
        watching = asyncio.create_task(_watch(served, log, servers))
        began = due = time.monotonic()
        while (now := time.monotonic()) < began + 60 * chosen.minutes:
            due += chance.expovariate(chosen.rate)
            await asyncio.sleep(max(0.0, due - now))
            for sent in next(coming):
                send = _leave if sent.kind == "leaver" else _send
                running.add(task := asyncio.create_task(send(client, sent, log)))
                task.add_done_callback(running.discard)
            log.most_open = max(log.most_open, len(running))
            if len(running) >= MOST_OPEN:
                await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.gather(*running)
        watching.cancel()
    return time.monotonic() - began


async def _warm_up(client: httpx2.AsyncClient) -> None:
    """The first article loads tables; what that takes is another matter. The endpoints may fail meanwhile."""
    for _ in range(5):
        if (await client.post("/v1/summaries", json=WARM_UP, timeout=120)).is_success:
            return


async def _watch(served: Served, log: Log, servers: list[FakeOpenAI]) -> None:
    while True:
        log.samples.append(served.look())
        log.calls += _forget_calls(servers)
        await asyncio.sleep(1)


def _forget_calls(servers: list[FakeOpenAI]) -> int:
    counted = 0
    for server in servers:
        number = len(server.calls)
        del server.calls[:number]
        counted += number
    return counted


def _settings(first: FakeOpenAI, spare: FakeOpenAI, folder: Path) -> dict[str, str]:
    fallbacks = [{"base_url": spare.base_url, "model": "spare"}]
    return {
        "SITREP_LLM_BASE_URL": first.base_url,
        "SITREP_LLM_MODEL": "first",
        "SITREP_LLM_FALLBACKS": json.dumps(fallbacks),
        "SITREP_LLM_TIMEOUT_S": "3",
        "SITREP_DEADLINE_S": str(DEADLINE_S),
        "SITREP_CACHE_DIR": str(folder / "answers"),
    }


def _growth(samples: list[Sample]) -> tuple[float, float]:
    """MiB a minute over the second half, by least squares, and the standard error of that."""
    half = samples[len(samples) // 2 :]
    minutes = [(sample.at - half[0].at) / 60 for sample in half]
    sizes = [sample.rss_mib for sample in half]
    slope, intercept = statistics.linear_regression(minutes, sizes)
    mean = statistics.fmean(minutes)
    rest = sum((size - intercept - slope * minute) ** 2 for minute, size in zip(minutes, sizes, strict=True))
    return slope, float((rest / (len(half) - 2) / sum((minute - mean) ** 2 for minute in minutes)) ** 0.5)


def _broken(log: Log, rate: float, fewest: float, code: int | None, files: tuple[int, int]) -> Iterator[str]:
    yield from (f"{number} times: {log.examples.get(kind, kind)}" for kind, number in log.faults.items())
    if rate < fewest:
        yield f"{rate:.0f} requests/s were answered, {fewest:.0f} are wanted"
    if log.most_open >= MOST_OPEN:
        yield f"{log.most_open} requests were open at once"
    slope, error = _growth(log.samples)
    half = log.samples[len(log.samples) // 2 :]
    grown = slope * (half[-1].at - half[0].at) / 60
    if slope > 3 * error and grown > MOST_GROWTH * half[0].rss_mib:
        yield f"memory grew by {grown:.1f} MiB in the second half"
    if files[1] > files[0] + MORE_FILES:
        yield f"{files[1]} files are open at the end, {files[0]} were at first"
    if code != 0:
        yield f"SIGTERM ended it with {code}"


def _print(log: Log, took_s: float, rate: float, files: tuple[int, int]) -> None:
    total = log.outcomes.total()
    print(f"{total} requests in {took_s:.0f} s: {rate:.1f}/s; {log.calls} calls to the endpoints")
    for outcome, number in sorted(log.outcomes.items()):
        print(f"  {outcome:<24} {number:>8}")
    for kind, seconds in sorted(log.seconds.items()):
        cuts = statistics.quantiles(seconds, n=100) if len(seconds) > 1 else seconds * 99
        print(
            f"  {kind:<8} p50 {cuts[49] * 1e3:7.0f} ms, p95 {cuts[94] * 1e3:7.0f} ms, max {max(seconds) * 1e3:7.0f} ms"
        )
    slope, error = _growth(log.samples)
    sizes = [sample.rss_mib for sample in log.samples]
    middle = sizes[len(sizes) // 2]
    print(f"memory: {sizes[0]:.0f} MiB at first, {middle:.0f} halfway, {sizes[-1]:.0f} last, {max(sizes):.0f} at most")
    print(f"        {slope:+.3f} MiB a minute in the second half, standard error {error:.3f}")
    print(f"open at once: {log.most_open} requests; files {files[0]} before, {files[1]} after; "
          f"threads {max(sample.threads for sample in log.samples)} at most")  # fmt: skip


def main() -> int:
    """Run the soak."""
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=115.0, help="requests a second that are sent")
    parser.add_argument("--fewest", type=float, default=100.0, help="requests a second that must be answered")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    began, log = time.monotonic(), Log()

    def is_down() -> bool:
        return (time.monotonic() - began) % DOWN_EACH_S > DOWN_EACH_S - DOWN_FOR_S

    def fake(share: float, down: Any) -> FakeOpenAI:
        return FakeOpenAI(endpoint(random.Random(f"{chosen.seed} {share}"), share, down))  # noqa: S311  as above

    with (
        tempfile.TemporaryDirectory() as name,
        fake(0.15, is_down) as first,
        fake(0.02, lambda: False) as spare,
        serve(_settings(first, spare, Path(name)), Path(name)) as served,
    ):
        before = served.look().files
        took_s = asyncio.run(_drive(served, chosen, log, [first, spare]))
        time.sleep(2)
        files = (before, served.look().files)
        code = served.stop()
    rate = log.outcomes.total() / took_s
    _print(log, took_s, rate, files)
    found = list(_broken(log, rate, chosen.fewest, code, files))
    print("\n".join(f"BROKEN {one}" for one in found) or "all promises held")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
