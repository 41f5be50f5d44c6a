"""A run over an archive from its beginning to its end: what was done before, what is done now, what came of it."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from app.backfill.cluster import run, run_dossiers, started
from app.backfill.files import DOSSIERS, FAILURES, File, Folder
from app.backfill.plan import Plan
from app.backfill.register import Register
from app.backfill.settle import settle
from app.backfill.work import Done, Ended
from app.bulk.figures import cost, rate, said
from app.bulk.run import Tally


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the articles in this run, how many failures the folder has now, and what ended it too early."""

    tally: Tally
    failures: int
    ended: Ended | None = None


def backfilled(plan: Plan, address: str | None, *, retry_failed: bool, dossiers: bool) -> Outcome:
    """Do what is not done yet, and say what came of it.

    Args:
        plan: What is done; nobody else writes to its folder.
        address: Of a Ray cluster; None: this machine.
        retry_failed: Articles that failed before are tried again.
        dossiers: The incidents of all records are put together afterwards.
    """
    with started(address) as dashboard:
        if dashboard:
            typer.echo(f"Ray's dashboard: {dashboard}", err=True)
        outcome = _done(plan, retry_failed=retry_failed)
        if dossiers and not outcome.ended:
            typer.echo(f"{plan.folder.url}/{DOSSIERS} has {run_dossiers(plan.folder)} incidents.")
    return outcome


def _done(plan: Plan, *, retry_failed: bool) -> Outcome:
    tally, ended = Tally(), None
    with TemporaryDirectory(prefix="sitrep-") as scratch:
        register = Path(scratch) / "register.sqlite3"
        _settled(plan.folder, register, retry_failed=retry_failed)
        with _bar(plan.files) as step, closing(run(plan, register)) as outcomes:
            for done in outcomes:
                done.add_to(tally)
                step(done, tally)
                if ended := done.ended:
                    break
        records, failures = _settled(plan.folder, Path(scratch) / "after.sqlite3", retry_failed=False)
    typer.echo(said(tally, f"{plan.folder.url}/{FAILURES}"))
    typer.echo(f"{plan.folder.url} has {records} records and {failures} failures.")
    return Outcome(tally, failures, ended)


def _settled(folder: Folder, at: Path, *, retry_failed: bool) -> tuple[int, int]:
    with closing(Register(at)) as register:
        return settle(folder, register, forget_failures=retry_failed)


@contextmanager
def _bar(files: Sequence[File]) -> Iterator[Callable[[Done, Tally], None]]:
    """A bar on standard error, where that is a terminal: articles, how fast, for how much; by bytes, how long yet."""
    columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[told]}"), TimeRemainingColumn())
    total = sum(each.size_bytes for each in files)
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task, began_s = progress.add_task("", total=total, told=""), time.monotonic()

        def step(done: Done, tally: Tally) -> None:
            told = f"{tally.rows}  {rate(tally.read + tally.failed, time.monotonic() - began_s)}  {cost(tally)}"
            progress.update(task, advance=done.done_bytes, told=told)

        yield step
