"""`sitrep batch run`: the articles of a file or a folder, summarised into a file of records."""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from app import article
from app.article import Article
from app.bulk.journal import Journal
from app.bulk.pages import check_html, page
from app.bulk.parallel import default_at_once
from app.bulk.run import Failure, Read, Run, Tally
from app.bulk.sources import Row, Source, SourceError, has_pages, open_source
from app.core.logs import log_to_stderr
from app.core.settings import Settings
from app.http.body import SummaryRequest
from app.http.client_refs import NAME
from app.present.withheld import withheld
from app.service import open_service
from app.terminal import USAGE, fail, published, reported
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
        settings = _with_slots(Settings(), concurrency)
        with _explained():
            opened = _opened(source)
            journal = stack.enter_context(Journal(out))
            kept_at.unlink(missing_ok=True)
        tally = Tally()
        stack.callback(lambda: typer.echo(_said(tally, kept_at)))

        def keep(summary: ArticleSummary) -> None:
            journal.append(summary if sensitive else withheld(summary))

        reader, done = _reader(settings, published_on), frozenset(journal.done)
        with _bar(opened.total) as step:
            work = Run(reader, done, keep, _failing(kept_at), step, tally)
            asyncio.run(_over(work, settings, opened, concurrency or default_at_once(settings)))
    if tally.failed or tally.partial:
        raise typer.Exit(SOME_FAILED)


async def _over(work: Run, settings: Settings, source: Source, at_once: int) -> None:
    async with open_service(settings) as service:
        await work.over(service.summarize, source.rows, at_once)


def _with_slots(settings: Settings, concurrency: int | None) -> Settings:
    """Settings with as many calls in flight as there are articles at once, where somebody says how many."""
    if concurrency is None or concurrency <= settings.llm_concurrency:
        return settings
    return settings.model_copy(update={"llm_concurrency": concurrency})


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except SourceError as error:
        fail(USAGE, f"{error}.", error.hint)
    except (OSError, UnicodeDecodeError) as error:
        fail(USAGE, f"{error}.", "Name files that can be read and written, in UTF-8.")


def _opened(path: Path) -> Source:
    if path.is_dir() and has_pages(path):
        check_html()
    source = open_source(path, tuple(SummaryRequest.model_fields), page)
    if source.unread:
        typer.echo(f"columns that are not read: {', '.join(source.unread)}", err=True)
    return source


def _reader(settings: Settings, published_on: date | None) -> Read:
    def read(row: Row) -> tuple[Article, str | None]:
        try:
            body = SummaryRequest.model_validate(row.fields)
        except ValidationError as error:
            found = error.errors(include_input=False, include_url=False)[0]
            raise ValueError(f"{'/'.join(map(str, found['loc']))}: {found['msg']}") from None
        made = article.read(
            **body.model_dump(exclude={NAME, "published_on"}),
            published_on=body.published_on or published_on,
            today=datetime.now(UTC).date(),
            max_characters=settings.max_article_characters,
        )
        return made, body.client_ref

    return read


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
            told = _pace(tally, total, time.monotonic() - began_s)
            progress.update(task, completed=tally.rows, told=told)

        yield step


def _pace(tally: Tally, total: int, lasted_s: float) -> str:
    """Rate of those that were read in this run, what they cost, and the time that the others take at that rate."""
    done = tally.read + tally.failed
    if not done or not lasted_s:
        return ""
    left = timedelta(seconds=round((total - tally.rows) * lasted_s / done))
    return f"{60 * done / lasted_s:.1f}/min  {_cost(tally)}  {left} left"


def _cost(tally: Tally) -> str:
    return "cost unknown" if tally.cost_usd is None else f"${tally.cost_usd:.4f}"


def _said(tally: Tally, failures: Path) -> str:
    """What came of a run."""
    partial = f", {tally.partial} of them in part" if tally.partial else ""
    told = [f"{tally.read} {'article' if tally.read == 1 else 'articles'} read{partial}"]
    told += [f"{tally.before} there before"] if tally.before else []
    told += [f"{tally.same} the same as others"] if tally.same else []
    told += [f"{tally.failed} failed: {failures}"] if tally.failed else []
    return f"{', '.join(told)}; {_cost(tally)}."
