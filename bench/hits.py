"""An article that was read before, over HTTP, beside a Starlette route that returns the same bytes.

Each server has one CPU, the same one, and they are asked in turn by a client on another.
"""

import tempfile
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench.processes import cpus
from bench.rows import Reach, Row
from bench.served import JSON, SERVE, Listening, body_of, endpoint, listening, loaded, settings

ROUNDS: Final = 7
ROUND_S: Final = 2.0
AT_ONCE: Final = 4
FIRST_S: Final = 1.0
BARE: Final = ("-m", "bench.bare")


def measure(rounds: int = ROUNDS, round_s: float = ROUND_S) -> tuple[Row, ...]:
    """Requests a second with four connections, and what one of them takes with one."""
    _, others = cpus()
    with tempfile.TemporaryDirectory() as name, both(Path(name)) as (ours, theirs):
        body = Path(name) / "body.json"
        for server in (ours, theirs):
            loaded(server, body, others, FIRST_S, AT_ONCE)
        turns = [[loaded(server, body, others, round_s, AT_ONCE) for server in (ours, theirs)] for _ in range(rounds)]
        alone = loaded(ours, body, others, round_s, 1)
    return (_row(turns, alone),)


@contextmanager
def both(
    folder: Path, serve: Sequence[str] = SERVE, bare: Sequence[str] = BARE
) -> Iterator[tuple[Listening, Listening]]:
    """The service, which has the answer to `body.json` of the folder in memory, and the bare route that returns it."""
    one, others = cpus()
    (folder / "body.json").write_bytes(body_of(0))
    with (
        endpoint(folder, others) as base_url,
        listening(serve, folder / "service.log", one, settings(folder, base_url)) as ours,
    ):
        for _ in range(3):  # read, found in the store, found in memory
            answer = _posted(ours, body_of(0))
        (folder / "answer.json").write_bytes(answer)
        with listening((*bare, "--body", str(folder / "answer.json")), folder / "bare.log", one) as theirs:
            yield ours, theirs


def _posted(server: Listening, body: bytes) -> bytes:
    request = urllib.request.Request(server.url, body, JSON)  # noqa: S310 - our own
    with urllib.request.urlopen(request) as response:  # noqa: S310 - as above
        answer: bytes = response.read()
    return answer


def _row(turns: list[list[Mapping[str, float]]], alone: Mapping[str, float]) -> Row:
    ours, theirs = (tuple(turn[side]["per_second"] for turn in turns) for side in (0, 1))
    return Row(
        what="an article that was read before, over HTTP",
        unit="requests/s",
        ours=ours,
        peer="Starlette returning the same bytes",
        theirs=theirs,
        reach=Reach(bound=0.7),
        figures={
            "p50 ms": max(turn[0]["p50_ms"] for turn in turns),
            "p99 ms": max(turn[0]["p99_ms"] for turn in turns),
            "p50 ms, one connection": alone["p50_ms"],
            "p99 ms, one connection": alone["p99_ms"],
            "client's CPU, at most": max(side["client_cpu"] for turn in turns for side in turn),
        },
    )
