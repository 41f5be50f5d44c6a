"""Sitrep itself with an empty answer store: seconds an article takes, and what the engine's memory does meanwhile.

    python -m bench.fresh --suite stories --suite seeds
    python -m bench.fresh --suite muc4 --limit 60

Linux only: it reads the engine's memory from proc(5). Exit codes: 0 ok; 2 the command is wrong; 3 the model is not
available, or another Sitrep of this user runs the engine already.
"""

import asyncio
import os
import statistics
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from app.core.errors import ModelError, SitrepError
from app.core.settings import Settings
from app.engine.process import resident_bytes
from app.service import open_service
from bench.command import UNAVAILABLE, USAGE, fail, heading
from eval.cases import SUITES, Absent, Case, corpora_folder, load_suite
from eval.run import Summarize, in_process


class EngineElsewhere(Exception):
    """Another process has the engine: its memory is not ours to watch."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One article: seconds from sending to summary, calls to the model, and the engine's memory afterwards in MiB.

    `failure` names the error where there was no summary.
    """

    seconds: float
    calls: int
    engine_mib: float
    failure: str | None = None


def main(
    *,
    suite: Annotated[
        list[str] | None, typer.Option(help=f"Of {', '.join(SUITES)}; default: seeds and stories.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="The first N cases of each suite.")] = None,
    corpora: Annotated[Path | None, typer.Option(help="Folder of other people's texts.")] = None,
) -> None:
    """Summarise the suites' articles one after another, none of them known."""
    try:
        cases = _cases(suite or ["seeds", "stories"], corpora or corpora_folder(), limit)
        with tempfile.TemporaryDirectory() as folder:
            taken = asyncio.run(_take(cases, Settings(cache_dir=Path(folder))))
    except (KeyError, ValueError) as error:
        fail(USAGE, str(error))
    except (SitrepError, EngineElsewhere) as error:
        fail(UNAVAILABLE, str(error))
    _print(taken)


def _cases(names: list[str], corpora: Path, limit: int | None) -> list[Case]:
    suites = [load_suite(name, corpora, limit) for name in names]
    if absent := [one for one in suites if isinstance(one, Absent)]:
        raise ValueError(f"{absent[0].name}: {absent[0].reason}")
    return [case for one in suites if not isinstance(one, Absent) for case in one.cases]


async def _take(cases: list[Case], settings: Settings) -> list[Taken]:
    if not settings.embedded:
        raise ValueError("SITREP_LLM_BASE_URL is set: there is no engine here to watch")
    async with open_service(settings) as service:
        summarize = in_process(service)
        await _one(cases[0], summarize)  # loads the model
        engine = _child()
        taken = []
        for case in cases[1:]:
            one = await _one(case, summarize)
            taken.append(replace(one, engine_mib=resident_bytes(engine) / 2**20))
            typer.echo(f"{case.id} {taken[-1]}", err=True)
    return taken


async def _one(case: Case, summarize: Summarize) -> Taken:
    began = time.monotonic()
    try:
        summary = await summarize(case)
    except ModelError as error:
        return Taken(time.monotonic() - began, 0, 0.0, type(error).__name__)
    return Taken(time.monotonic() - began, summary.provenance.attempts, 0.0)


def _child() -> int:
    """The engine is the only child of this process."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    if not children:
        raise EngineElsewhere("another Sitrep of this user runs the engine: stop it first")
    return int(children[0])


def _print(taken: list[Taken]) -> None:
    seconds = [one.seconds for one in taken]
    sizes = [one.engine_mib for one in taken]
    failed = [one.failure for one in taken if one.failure]
    typer.echo(heading())
    typer.echo(f"{len(taken)} articles, {sum(one.calls for one in taken)} calls to the model, {len(failed)} failed")
    typer.echo(f"seconds an article: median {statistics.median(seconds):.1f}, mean {statistics.fmean(seconds):.1f}, "
          f"longest {max(seconds):.1f}")  # fmt: skip
    typer.echo(f"engine: {sizes[0]:.0f} MiB at first, {sizes[len(sizes) // 2]:.0f} halfway, {sizes[-1]:.0f} last, "
          f"{max(sizes):.0f} at most")  # fmt: skip


if __name__ == "__main__":
    typer.run(main)
