"""How far a pull has come, on standard error: a bar for a terminal, lines for a log."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from app.engine.weights.carriers import Report

LINE_EVERY_S = 5.0


@contextmanager
def progress_on_stderr(name: str) -> Iterator[Report]:
    """Give a report for the pull of what a person calls `name`; the bar is gone when the block ends."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines(name, console)
        return
    columns = (TextColumn(name), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        yield _bar(name, progress)


def _bar(name: str, progress: Progress) -> Report:
    task = progress.add_task(name, total=None)
    highest = -1

    def report(done: int, total: int | None) -> None:
        nonlocal highest
        if highest < 0 or done < highest:  # what was there before, or a fresh start, has no rate
            progress.reset(task, total=total, completed=done)
        highest = done
        progress.update(task, completed=done, total=total)

    return report


def _lines(name: str, console: Console) -> Report:
    began = last = time.monotonic()
    first: int | None = None

    def report(done: int, total: int | None) -> None:
        nonlocal first, last
        first = done if first is None else min(first, done)
        now = time.monotonic()
        if now - last < LINE_EVERY_S and done != total:
            return
        rate = (done - first) / max(now - began, 1e-3) / 1e6
        last = now
        of = f" of {total / 1e6:.0f}" if total else ""
        console.print(f"{name}: {done / 1e6:.0f}{of} MB, {rate:.1f} MB/s")

    return report
