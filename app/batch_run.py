"""`sitrep batch run`: the articles of a file or a folder, summarised into a file of records."""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from app.bulk.figures import pace, said
from app.bulk.journal import Journal
from app.bulk.pages import check_html, page
from app.bulk.parallel import default_at_once, with_slots
from app.bulk.run import Failure, Run, Tally
from app.bulk.sources import Source, has_pages, open_source
from app.core.logs import log_to_stderr
from app.core.settings import Settings
from app.http.body import SummaryRequest
from app.http.rows import row_reader
from app.present.withheld import withheld
from app.service import open_service
from app.terminal import explained, published, reported
from schemas import ArticleSummary

SOME_FAILED: Final = 4

SourcePath = Annotated[
    Path,
    typer.Argument(
        metavar="IN", exists=True, help="A .jsonl, .csv or .parquet file, or a folder of .txt, .md and .html files."
    ),
]
OutPath = Annotated[Path, typer.Argument(metavar="OUT", dir_okay=False, help="Takes the records, a line each.")]
Published = Annotated[
    date | None, typer.Option(parser=published, metavar="DATE", help="Day of publication of those that name none.")
]


def run(
    source: SourcePath,
    out: OutPath,
    *,
    concurrency: Annotated[int | None, typer.Option(min=1, help="Articles at once.")] = None,
    failures: Annotated[Path | None, typer.Option(help="Takes what failed; default: OUT.failures.jsonl.")] = None,
    published_on: Published = None,
    sensitive: Annotated[bool, typer.Option("--sensitive", help="Write names and quotes that are withheld.")] = False,
) -> None:
    """Summarise many articles. Begun again, it goes on where it stopped. Exit code 4: some failed, or are partial."""
    log_to_stderr(logging.WARNING, ())
    kept_at = failures or out.with_name(f"{out.name}.failures.jsonl")
    with reported(), ExitStack() as stack:
        settings = with_slots(Settings(), concurrency)
        with explained():
            opened = _opened(source)
            journal = stack.enter_context(Journal(out))
            kept_at.unlink(missing_ok=True)
        tally = Tally()
        stack.callback(lambda: typer.echo(said(tally, kept_at)))

        def keep(summary: ArticleSummary) -> None:
            journal.append(summary if sensitive else withheld(summary))

        reader, done = row_reader(settings, published_on), frozenset(journal.done)
        with _bar(opened.total) as step:
            work = Run(reader, done, keep, _failing(kept_at), step, tally)
            asyncio.run(_over(work, settings, opened, concurrency or default_at_once(settings)))
    if tally.failed or tally.partial:
        raise typer.Exit(SOME_FAILED)


async def _over(work: Run, settings: Settings, source: Source, at_once: int) -> None:
    async with open_service(settings) as service:
        await work.over(service.summarize, source.rows, at_once)


def _opened(path: Path) -> Source:
    if path.is_dir() and has_pages(path):
        check_html()
    source = open_source(path, tuple(SummaryRequest.model_fields), page)
    if source.unread:
        typer.echo(f"columns that are not read: {', '.join(source.unread)}", err=True)
    return source


def _failing(path: Path) -> Callable[[Failure], None]:
    def note(failure: Failure) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(failure), ensure_ascii=False) + "\n")

    return note


@contextmanager
def _bar(total: int) -> Iterator[Callable[[Tally], None]]:
    """A bar on standard error, where that is a terminal: how many, how fast, for how much, and how long yet."""
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[told]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task, began_s = progress.add_task("", total=total, told=""), time.monotonic()

        def step(tally: Tally) -> None:
            told = pace(tally, total, time.monotonic() - began_s)
            progress.update(task, completed=tally.rows, told=told)

        yield step
