"""How time and memory grow with the number of articles: of a backfill (fake endpoint), and of clusters of summaries.

    python -m bench growth                                   # 1,000 and 10,000
    python -m bench.growth --articles 100000 --summaries 100000

A backfill is the command as users have it, `sitrep backfill`, in a process of its own with all that Ray starts.
"""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from bench import dossiers, rows, table
from bench.article import text_of
from bench.processes import below, resident_mib, running
from bench.served import endpoint, settings

SIZES: Final = (1_000, 10_000)
ARTICLES: Final = (1_000,)
TRACED: Final = 10_000
"""Summaries up to which Python's own count of memory is taken, which makes all four times slower."""
LOOK_EVERY_S: Final = 0.5
COMMAND: Final = ("-c", "from app.cli import main; main()", "backfill")


def main(
    articles: Annotated[list[int] | None, typer.Option(help="Sizes of the backfill; 0: none.")] = None,
    summaries: Annotated[list[int] | None, typer.Option(help="Numbers of summaries; 0: none.")] = None,
    folder: Annotated[Path, typer.Option(help="Where the outcome is.")] = rows.RESULTS,
) -> None:
    """Measure other sizes than those of `python -m bench growth`, into the same file."""
    outcome = rows.carried_out("growth", lambda: measure(summaries or SIZES, articles or ARTICLES))
    rows.write(outcome, folder)
    typer.echo(table.render((outcome,)))
    typer.echo("\n".join(table.details((outcome,))), err=True)


def measure(summaries: Sequence[int] = SIZES, articles: Sequence[int] = ARTICLES) -> tuple[rows.Row, ...]:
    """A row for each size: these are measured once, and stand beside nothing."""
    return (
        *(_clusters(size) for size in summaries if size),
        *(row for size in articles if size for row in _backfill(size)),
    )


def _clusters(size: int) -> rows.Row:
    world = dossiers.made_up(size)
    taken = dossiers.take(world)
    memory = {"MiB": dossiers.memory_mib(world)} if size <= TRACED else {}
    return rows.Row(
        what=f"clusters of {size:,} summaries",
        unit="s of CPU",
        ours=(taken.copies_s + taken.clusters_s,),
        figures={"copies, s": taken.copies_s, "clusters, s": taken.clusters_s, "F1": taken.f1, **memory},
    )


def _backfill(size: int) -> Iterator[rows.Row]:
    """Nothing where the command is not there."""
    everywhere = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as name, endpoint(Path(name), everywhere) as base_url:
        source, out = Path(name) / "articles.jsonl", Path(name) / "out"
        with source.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps({"id": str(at), "text": text_of(at)}) + "\n" for at in range(size))
        began = time.monotonic()
        arguments = (*COMMAND, str(source), str(out))
        log = Path(name) / "backfill.log"
        with running(arguments, log, on=everywhere, environment=settings(Path(name), base_url)) as process:
            most = _most_mib(process)
        lasted = time.monotonic() - began
        if process.returncode:
            typer.echo(f"no backfill: {log.read_text('utf-8', 'replace')[-300:]}", err=True)
            return
    yield rows.Row(
        what=f"backfill of {size:,} articles",
        unit="articles/s",
        ours=(size / lasted,),
        figures={"s": lasted, "MiB, all processes": most},
    )


def _most_mib(process: subprocess.Popen[bytes]) -> float:
    """The most memory that a process and those below it had together, until it ends."""
    most = 0.0
    while process.poll() is None:
        try:
            most = max(most, sum(map(resident_mib, (process.pid, *below(process.pid)))))
        except OSError:  # one of them has just ended
            continue
        finally:
            time.sleep(LOOK_EVERY_S)
    return most


if __name__ == "__main__":
    typer.run(main)
