"""Run benchmarks, or print what they found.

    python -m bench hits added        # those; without a name all that take minutes
    python -m bench table             # the Markdown table of bench/results
    python -m bench table --beside main_job hits added in_flight    # of those, in this order, as the README has it

Each writes bench/results/NAME.json and NAME.svg. Exit codes: 0 ok; 2 the command is wrong; 3 what it needs is not here.
"""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Final

import typer

from bench import rows, table
from bench.command import USAGE, fail

SHORT: Final = ("hits", "added", "in_flight", "growth")
"""Benchmarks of minutes, in the order in which they run."""
LONG: Final = {
    "engine": "6 minutes and the embedded model, alone on the machine: python -m bench.engine",
    "main_job": "40 minutes and the embedded model, alone on the machine: python -m bench.main_job",
    "peers": "hours, the embedded model and MUC-4: python -m bench.peers, bench/README.md",
    "index": "10 minutes: python -m bench.index",
    "fresh": "the embedded model: python -m bench.fresh",
    "checking": "2 minutes and the parser's pipeline: python -m bench.checking",
    "copies": "a figure of quality and not of time: python -m bench.copies",
}
"""What has commands of its own, and why it is left out."""


def main(
    names: Annotated[list[str] | None, typer.Argument(help=f"Of {', '.join(SHORT)}; or `table`, of some.")] = None,
    *,
    folder: Annotated[Path, typer.Option(help="Where the outcomes are.")] = rows.RESULTS,
    beside: Annotated[bool, typer.Option("--beside", help="With `table`: only what stands beside something.")] = False,
) -> None:
    """Run benchmarks one after another, and print the table of all outcomes that are there."""
    if names and names[0] == "table":
        typer.echo(table.render(_kept(names[1:], folder), beside=beside))
        return
    if unknown := [name for name in names or () if name not in SHORT]:
        fail(USAGE, f"there is no {unknown[0]!r} here; there are {', '.join(SHORT)}, and table")
    for name in names or SHORT:
        _carry_out(name, folder)
    typer.echo(table.render(rows.read(folder)))
    if not names:
        left_out = "\n".join(f"  {name}: {why}" for name, why in LONG.items())
        typer.echo(f"left out:\n{left_out}", err=True)


def _kept(names: Sequence[str], folder: Path) -> tuple[rows.Outcome, ...]:
    """The outcomes that are there, or those of some benchmarks in their order."""
    known = rows.read(folder)
    if missing := set(names) - {one.bench for one in known}:
        fail(USAGE, f"no outcome is kept of {', '.join(sorted(missing))}: see `python -m bench --help`")
    return tuple(one for name in names for one in known if one.bench == name) if names else tuple(known)


def _carry_out(name: str, folder: Path) -> None:
    from bench.plots import draw  # noqa: PLC0415 - matplotlib takes a second that `table` does not need

    typer.echo(f"{name} ...", err=True)
    outcome = rows.carried_out(name, import_module(f"bench.{name}").measure)
    rows.write(outcome, folder)
    draw(outcome, folder)
    for line in table.details((outcome,)):
        typer.echo(line, err=True)


if __name__ == "__main__":
    typer.run(main)
