"""What the benchmarks' commands share: how they fail, and on what they ran."""

from typing import Final, Never

import typer

from eval.stamp import stamp_of

USAGE: Final = 2
"""Exit code: the command is wrong."""
UNAVAILABLE: Final = 3
"""Exit code: the model, or what else is needed, is not here."""


def fail(code: int, message: str) -> Never:
    """Say why, and end with the exit code."""
    typer.echo(f"error: {message}", err=True)
    raise typer.Exit(code)


def heading() -> str:
    """Date, machine and revision, for figures to stand under."""
    stamp = stamp_of(model="none", spec=None)
    changed = " with changes" if stamp.git_dirty else ""
    kind = f"{stamp.machine.platform}, {stamp.machine.cpus} CPUs"
    return f"{stamp.started_at:%Y-%m-%d}, {kind}, revision {stamp.git_revision}{changed}"
