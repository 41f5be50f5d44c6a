"""`sitrep dossier`: several articles, or saved records of them, told as incidents."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Final, Never

import typer
from rich.console import Console

from app import article
from app.article import Article
from app.core.errors import ArticleRejected
from app.core.logs import log_to_stderr
from app.core.settings import Settings
from app.dossiers import Gathered, Submitted, gather, of_records
from app.present import dossier_text
from app.present.withheld import dossier_withheld
from app.service import open_service
from app.terminal import USAGE, fail, read_saved, read_text, reported
from schemas import TollPolicy

PARTIAL: Final = 4


def dossier(
    files: Annotated[list[str], typer.Argument(help="UTF-8 text files, each with one article; - is standard input.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the dossier as JSON.")] = False,
    policy: Annotated[
        TollPolicy | None, typer.Option(help="Choose `best` of the tolls by it where sources differ.")
    ] = None,
    summaries: Annotated[
        bool, typer.Option("--summaries", help="The files are what `summarize --json` printed; no model is asked.")
    ] = False,
    sensitive: Annotated[
        bool, typer.Option("--sensitive", help="Show names and quotes that are withheld: docs/do-no-harm.md.")
    ] = False,
) -> None:
    """Put several articles together: each incident once, with who says what, and where they differ."""
    log_to_stderr(logging.WARNING, ())
    with reported():
        gathered = _saved(files) if summaries else _summarized(files)
        made = gathered.dossier(policy)
    shown = made if sensitive else dossier_withheld(made, gathered.summaries)
    typer.echo(shown.model_dump_json() if as_json else dossier_text.render(shown))
    if shown.failures or shown.partial:
        raise typer.Exit(PARTIAL)


def _saved(files: list[str]) -> Gathered:
    try:
        return of_records([read_saved(Path(file)) for file in files])
    except OSError as error:
        fail(USAGE, f"{error.filename}: {error.strerror}.", "Name files that `summarize --json` printed.")
    except ValueError as error:
        fail(USAGE, f"{error}.", "Ask for all records with the same `offsets`.")


def _summarized(files: list[str]) -> Gathered:
    settings = Settings()
    submitted = [Submitted(_reading(file, settings.max_article_characters)) for file in files]
    with Console(stderr=True).status(f"Reading {len(files)} articles"):
        return asyncio.run(_gather(submitted, settings))


def _reading(file: str, most: int) -> Callable[[], Article]:
    """What reads an article, or raises why its file has none. A file that is not there ends the command."""
    try:
        text = read_text(file, most)
    except ArticleRejected as error:
        return partial(_raise, error)
    return partial(article.read, text, today=datetime.now(UTC).date(), max_characters=most)


def _raise(error: ArticleRejected) -> Never:
    raise error


async def _gather(articles: list[Submitted], settings: Settings) -> Gathered:
    async with open_service(settings) as service:
        return await gather(service, articles)
