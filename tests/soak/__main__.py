"""Run a soak, print its figures, and end with 1 when a promise was not kept.

Promises: every request is answered, in time, with an answer to its own article or a typed error; what is hostile gets
what is documented for it; `/livez` answers all the while; the log has a line for each request and nothing of what was
sent; memory and open files do not grow; what waits is bounded; SIGTERM ends it with 0. Traffic and faults follow from
the seed; times do not.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import threading
import time
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx2

from app import keys
from app.store.keyring import KeyRing
from tests.fakes.openai_server import FakeOpenAI
from tests.soak.attack import attack, fault_of
from tests.soak.hostile import Hostile, hostiles
from tests.soak.process import Served, serve
from tests.soak.report import DEADLINE_S, MOST_OPEN, SLACK_S, Ending, Log, broken, show
from tests.soak.traffic import Sent, endpoint, requests, wrong

LEAVES_AFTER_S: Final = 0.05
WARM_UP: Final = {"text": "The first article waits for the tables to be loaded."}
DOWN_EACH_S, DOWN_FOR_S = 60.0, 8.0
DAWDLES_S: Final = 3.0
"""How long the service waits for who sends or reads slowly."""
PROBED_EACH_S: Final = 0.25


@dataclass(frozen=True, slots=True)
class Services:
    """The service that is soaked, and one more with keys, which those come with who spend them."""

    open: Served
    keyed: Served
    keys: Mapping[str, str]


async def _send(client: httpx2.AsyncClient, sent: Sent, log: Log) -> None:
    began = time.monotonic()
    headers = {"Content-Type": "application/json"}
    try:
        method = "GET" if sent.body is None else "POST"
        answer = await client.request(method, sent.path, content=sent.body, headers=headers)
    except httpx2.HTTPError as error:
        log.note(sent.kind, type(error).__name__, time.monotonic() - began, "no answer")
        return
    fault = wrong(sent, answer.status_code, answer.headers.get("content-type", ""), answer.content)
    took_s = time.monotonic() - began
    log.note(sent.kind, str(answer.status_code), took_s, fault or _late(took_s))


def _late(took_s: float) -> str | None:
    return "later than the deadline" if took_s > DEADLINE_S + SLACK_S else None


async def _leave(client: httpx2.AsyncClient, sent: Sent, log: Log) -> None:
    try:
        async with asyncio.timeout(LEAVES_AFTER_S):
            await _send(client, sent, log)
    except TimeoutError:
        log.outcomes["leaver left"] += 1


async def _attack(services: Services, one: Hostile, log: Log) -> None:
    url = services.keyed.url if one.key else services.open.url
    sent_with = {"Authorization": f"Bearer {services.keys[one.key]}"} if one.key else {}
    got = await attack(one, url, sent_with, 4 * DAWDLES_S)
    fault = fault_of(one, got, DEADLINE_S + SLACK_S)
    for number, each in enumerate(got):
        log.note(f"! {one.kind}", str(each.status or "cut off"), each.took_s, None if number else fault)


async def _drive(services: Services, chosen: argparse.Namespace, log: Log, servers: list[FakeOpenAI]) -> float:
    """Send at the rate for the time; the seconds that it took."""
    chance, wicked = random.Random(chosen.seed), random.Random(f"{chosen.seed} hostile")  # noqa: S311  chance, not a secret
    coming, attacks, served = requests(chance), hostiles(wicked), services.open
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
            if wicked.random() < chosen.hostile:
                _begin(running, _attack(services, next(attacks), log))
            else:
                for sent in next(coming):
                    _begin(running, (_leave if sent.kind == "leaver" else _send)(client, sent, log))
            log.most_open = max(log.most_open, len(running))
            if len(running) >= MOST_OPEN:
                await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.gather(*running)
        watching.cancel()
    return time.monotonic() - began


def _begin(running: set[asyncio.Task[None]], work: Coroutine[Any, Any, None]) -> None:
    running.add(task := asyncio.create_task(work))
    task.add_done_callback(running.discard)


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
        "SITREP_KEYS_FILE": str(folder / "keys.json"),
        "SITREP_RECEIVE_TIMEOUT_S": str(DAWDLES_S),
        "SITREP_SEND_TIMEOUT_S": str(DAWDLES_S),
    }


def _make_keys(folder: Path) -> dict[str, str]:
    """A key that may make five requests a minute, and one with tokens for four articles; by name, as they are sent."""
    ring, now = KeyRing(folder / "keys.json"), datetime.now(UTC)
    made = {
        "five a minute": keys.mint("five a minute", keys.SCOPES, 5, None, now),
        "few tokens": keys.mint("few tokens", keys.SCOPES, 100_000, 500, now),
    }
    for key, _ in made.values():
        ring.add(key)
    return {name: text for name, (_, text) in made.items()}


@contextmanager
def _probing(url: str, log: Log) -> Iterator[None]:
    """Ask whether the service lives, from a thread of its own, so that only what the service does is measured."""
    over = threading.Event()

    def probe() -> None:
        with httpx2.Client(base_url=url, timeout=60, trust_env=False) as client:
            due = time.monotonic()
            while not over.wait(PROBED_EACH_S):
                began = time.monotonic()
                log.lag_s = max(log.lag_s, began - due - PROBED_EACH_S)
                try:
                    well = client.get("/livez").is_success
                except httpx2.HTTPError:
                    well = False
                due = time.monotonic()
                log.livez_s.append(due - began if well else float("inf"))

    thread = threading.Thread(target=probe)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=115.0, help="requests a second that are sent")
    parser.add_argument("--fewest", type=float, default=100.0, help="requests a second that must be answered")
    parser.add_argument("--hostile", type=float, default=0.01, help="share of the requests that are hostile")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> int:
    """Run the soak."""
    chosen, began, log = _arguments(), time.monotonic(), Log()

    def is_down() -> bool:
        return (time.monotonic() - began) % DOWN_EACH_S > DOWN_EACH_S - DOWN_FOR_S

    def fake(share: float, down: Any) -> FakeOpenAI:
        chance = random.Random(f"{chosen.seed} {share}")  # noqa: S311  as above
        return FakeOpenAI(endpoint(chance, share, down, log.faults))

    with ExitStack() as stack:
        folders = [Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(2)]
        first, spare = stack.enter_context(fake(0.15, is_down)), stack.enter_context(fake(0.02, lambda: False))
        made = _make_keys(folders[1])
        started = [stack.enter_context(serve(_settings(first, spare, folder), folder)) for folder in folders]
        services = Services(started[0], started[1], made)
        before = services.open.look().files
        with _probing(services.open.url, log):
            took_s = asyncio.run(_drive(services, chosen, log, [first, spare]))
        time.sleep(2 * DAWDLES_S)
        files = (before, services.open.look().files)
        codes = tuple(each.stop() for each in started)
        logged = "".join((folder / "service.log").read_text("utf-8") for folder in folders)
    ending = Ending(took_s, files, codes, logged)
    show(log, ending)
    found = list(broken(log, ending, chosen.fewest))
    print("\n".join(f"BROKEN {one}" for one in found) or "all promises held")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
