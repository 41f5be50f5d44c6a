"""Where the service's CPU time goes: a profile by samples (`bench.sampled`).

    python -m bench.profile again [--rounds 5]   # an article that was read before, beside the bare route
    python -m bench.profile new [--rounds 5]     # a new article, put into the index; and without an index

Two servers are asked in turn, three seconds each. Printed are microseconds of CPU a request by part of the code, and
what the first takes more than the second.
"""

import json
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Annotated, Final

import httpx2
import typer

from bench.hits import AT_ONCE, both
from bench.processes import cpus
from bench.served import JSON, NO_INDEX, Listening, body_of, endpoint, listening, loaded, settings

ROUND_S: Final = 3.0
WRITTEN_WITHIN_S: Final = 5.0
SAMPLED: Final = ("-m", "bench.sampled")
Parts = Mapping[str, float]


class What(StrEnum):
    """What is profiled."""

    AGAIN = "again"
    NEW = "new"


def main(what: What, *, rounds: Annotated[int, typer.Option(min=1, help="Rounds, after one to warm up.")] = 5) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        outs = folder / "one.json", folder / "other.json"
        with (_again if what is What.AGAIN else _new)(folder, *outs) as sides:
            found = [[_sampled(side) for side in sides] for _ in range(rounds + 1)]
            names = [side.name for side in sides]
    for line in table(names, *(_mean([each[side] for each in found[1:]]) for side in (0, 1))):
        typer.echo(line)


@dataclass(frozen=True, slots=True)
class Side:
    """A server that samples itself; `ask` sends it requests for ROUND_S, and says how many it answered."""

    name: str
    server: Listening
    out: Path
    ask: Callable[[], float]


@contextmanager
def _again(folder: Path, one: Path, other: Path) -> Iterator[tuple[Side, Side]]:
    with both(folder, (*SAMPLED, str(one), "again", "serve"), (*SAMPLED, str(other), "again", "bare")) as servers:

        def asking(server: Listening) -> Callable[[], float]:
            return lambda: ROUND_S * loaded(server, folder / "body.json", cpus()[1], ROUND_S, AT_ONCE)["per_second"]

        ours, theirs = servers
        yield Side("Sitrep", ours, one, asking(ours)), Side("bare", theirs, other, asking(theirs))


@contextmanager
def _new(folder: Path, one: Path, other: Path) -> Iterator[tuple[Side, Side]]:
    (folder / "indexed").mkdir()
    (folder / "plain").mkdir()
    on, others = cpus()
    command, numbers = (*SAMPLED, str(one), "new", "serve"), count()
    with (
        endpoint(folder, others) as base_url,
        listening(command, folder / "one.log", on, settings(folder / "indexed", base_url)) as indexed,
        listening(
            (*SAMPLED, str(other), "new", "serve"), folder / "other.log", on,
            {**settings(folder / "plain", base_url), **NO_INDEX},
        ) as plain,
        httpx2.Client(trust_env=False) as client,
    ):  # fmt: skip

        def asking(server: Listening) -> Callable[[], float]:
            def ask() -> float:
                until, answered = time.monotonic() + ROUND_S, 0
                while time.monotonic() < until:
                    client.post(server.url, content=body_of(next(numbers)), headers=JSON).raise_for_status()
                    answered += 1
                return answered

            return ask

        yield Side("with the index", indexed, one, asking(indexed)), Side("without", plain, other, asking(plain))


def _sampled(side: Side) -> Parts:
    """Microseconds of a request, by part."""
    side.out.unlink(missing_ok=True)
    side.server.process.send_signal(signal.SIGUSR1)
    answered = side.ask()
    side.server.process.send_signal(signal.SIGUSR2)
    until = time.monotonic() + WRITTEN_WITHIN_S
    while not side.out.exists():
        if time.monotonic() > until:
            raise RuntimeError("the server wrote no samples")
        time.sleep(0.05)
    return {part: 1e6 * seconds / answered for part, seconds in json.loads(side.out.read_text()).items()}


def _mean(rounds: list[Parts]) -> Parts:
    total = Counter[str]()
    for each in rounds:
        total.update(each)
    return {part: value / len(rounds) for part, value in total.items()}


def table(names: Sequence[str], ours: Parts, theirs: Parts) -> Iterator[str]:
    """The lines of a Markdown table, the part that adds most first."""
    yield f"| CPU of a request, µs | {names[0]} | {names[1]} | more |"
    yield "|---|---|---|---|"
    for part in sorted({*ours, *theirs}, key=lambda part: theirs.get(part, 0) - ours.get(part, 0)):
        one, other = ours.get(part, 0.0), theirs.get(part, 0.0)
        yield f"| {part} | {one:.0f} | {other:.0f} | {one - other:.0f} |"
    one, other = sum(ours.values()), sum(theirs.values())
    yield f"| all | {one:.0f} | {other:.0f} | {one - other:.0f} |"


if __name__ == "__main__":
    typer.run(main)
