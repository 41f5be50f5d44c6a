"""Where the CPU time of an article that was read before goes, beside the bare route: a profile by samples.

    python -m bench.profile [--rounds 5]

The servers of `bench.hits`, each under `bench.sampled`, are asked in turn. Printed are microseconds of CPU a request by
part of the code, of the service and of the bare route; what the service has more is what it adds there.
"""

import json
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from bench.hits import AT_ONCE, both
from bench.processes import cpus
from bench.served import Listening, loaded

ROUND_S: Final = 3.0
WRITTEN_WITHIN_S: Final = 5.0
Parts = Mapping[str, float]


def main(rounds: Annotated[int, typer.Option(min=1, help="Rounds of three seconds for each server.")] = 5) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        outs = folder / "ours.json", folder / "theirs.json"
        commands = [("-m", "bench.sampled", str(out), what) for out, what in zip(outs, ("serve", "bare"), strict=True)]
        with both(folder, *commands) as servers:
            sides = list(zip(servers, outs, strict=True))
            found = [[_round(server, out, folder / "body.json") for server, out in sides] for _ in range(rounds + 1)]
    for line in table(*(_mean([each[side] for each in found[1:]]) for side in (0, 1))):  # the first warms up
        typer.echo(line)


def _round(server: Listening, out: Path, body: Path) -> Parts:
    """Microseconds of a request, by part."""
    out.unlink(missing_ok=True)
    server.process.send_signal(signal.SIGUSR1)
    answered = ROUND_S * loaded(server, body, cpus()[1], ROUND_S, AT_ONCE)["per_second"]
    server.process.send_signal(signal.SIGUSR2)
    until = time.monotonic() + WRITTEN_WITHIN_S
    while not out.exists():
        if time.monotonic() > until:
            raise RuntimeError("the server wrote no samples")
        time.sleep(0.05)
    return {part: 1e6 * seconds / answered for part, seconds in json.loads(out.read_text()).items()}


def _mean(rounds: list[Parts]) -> Parts:
    total = Counter[str]()
    for each in rounds:
        total.update(each)
    return {part: value / len(rounds) for part, value in total.items()}


def table(ours: Parts, theirs: Parts) -> Iterator[str]:
    """The lines of a Markdown table, the part that adds most first."""
    yield "| CPU of a request, µs | Sitrep | bare | more |"
    yield "|---|---|---|---|"
    for part in sorted({*ours, *theirs}, key=lambda part: theirs.get(part, 0) - ours.get(part, 0)):
        one, other = ours.get(part, 0.0), theirs.get(part, 0.0)
        yield f"| {part} | {one:.0f} | {other:.0f} | {one - other:.0f} |"
    one, other = sum(ours.values()), sum(theirs.values())
    yield f"| all | {one:.0f} | {other:.0f} | {one - other:.0f} |"


if __name__ == "__main__":
    typer.run(main)
