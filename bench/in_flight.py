"""200 requests in flight to an endpoint that takes 2 s: how near their number a second comes to 100, which is ideal.

The service and the endpoint have a process each, and the client is this one. Each article is new.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Final

import httpx2

from bench.processes import cpu_s
from bench.rows import Reach, Row
from bench.served import JSON, NO_INDEX, body_of, endpoint, settings, sitrep

AT_ONCE: Final = 200
DELAY_S: Final = 2.0
ROUNDS: Final = 3
ROUND_S: Final = 20.0
IDEAL: Final = AT_ONCE / DELAY_S
INDEXES: Final[Mapping[str, Mapping[str, str]]] = {"no index": NO_INDEX, "put into the index": {}}
WARM_S: Final = 12.0
"""The number of calls in flight grows with what the endpoint answers."""


def measure(rounds: int = ROUNDS, round_s: float = ROUND_S) -> tuple[Row, ...]:
    """Answers a second, of those that came within the rounds once all were in flight."""
    found = []
    for indexed, more in INDEXES.items():
        with tempfile.TemporaryDirectory() as name:
            found.append(asyncio.run(_measured(Path(name), indexed, more, rounds, round_s)))
    return tuple(found)


async def _measured(folder: Path, indexed: str, more: Mapping[str, str], rounds: int, round_s: float) -> Row:
    everywhere = sorted(os.sched_getaffinity(0))
    with endpoint(folder, everywhere, DELAY_S) as base_url:
        environment = {**settings(folder, base_url), "SITREP_LLM_CONCURRENCY": str(AT_ONCE), **more}
        with sitrep(folder, everywhere, environment) as server:
            began_s = cpu_s(server.process.pid)
            done = await _answered(server.url, rounds, round_s)
            taken_s = cpu_s(server.process.pid) - began_s
    return Row(
        what=f"{AT_ONCE} in flight, an endpoint of {DELAY_S:g} s, {indexed}",
        unit="articles/s",
        ours=tuple(each / round_s for each in done),
        peer="the ideal",
        theirs=(IDEAL,) * rounds,
        reach=Reach(bound=0.95),
        figures={"ms of CPU an article": 1000 * taken_s / max(1, sum(done))},
    )


async def _answered(url: str, rounds: int, round_s: float) -> list[int]:
    """Answers in each round; the first begins when each connection had time for two."""
    numbers, ends = count(), list[float]()
    limits = httpx2.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    async with httpx2.AsyncClient(trust_env=False, limits=limits, timeout=60) as http:

        async def keep_asking() -> None:
            while True:
                answer = await http.post(url, content=body_of(next(numbers)), headers=JSON)
                answer.raise_for_status()
                ends.append(time.monotonic())

        asking = [asyncio.create_task(keep_asking()) for _ in range(AT_ONCE)]
        await asyncio.sleep(WARM_S)
        began = time.monotonic()
        done, _ = await asyncio.wait(asking, timeout=rounds * round_s, return_when=asyncio.FIRST_EXCEPTION)
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        for task in done:
            task.result()
    return [sum(began + at * round_s <= end < began + (at + 1) * round_s for end in ends) for at in range(rounds)]
