"""The `sitrep erase` command: what is stored of an article is deleted."""

import asyncio
import re
from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated, Final

import typer

from app import article
from app.core.settings import Settings
from app.store.disk import DiskAnswers, Erased
from app.store.index.index import erase_now, is_there
from app.store.opening import erase_shared
from app.terminal import UNAVAILABLE, fail, read_text, reported

_ID: Final = re.compile(r"[0-9a-f]{64}")
AGAIN: Final = "Is SITREP_STORE_URL right, and what it names running? Then do this again."
RUNNING: Final = "A service that runs keeps in memory what it read lately, until it is restarted."
HELD_BACK: Final = "Stop the service and do this again."
BROKEN: Final = "Stop the service and delete the folder; unless SITREP_INDEX_URL is set, the index is in it."


def erase(
    of: Annotated[str, typer.Argument(metavar="ARTICLE", help="Its id, as records have it, or its file; - is stdin.")],
) -> None:
    """Delete what is stored of an article, under whatever settings it was read, from the index of all keys, too.

    Deleted with it are answers that may be of it: those of which nobody wrote down the article, as before this command
    was there, and stores that were set aside as damaged.
    """
    with reported():
        settings = Settings()
        article_id = of if _ID.fullmatch(of) else _id_of(read_text(of, settings.max_article_characters), settings)
        with closing(DiskAnswers(settings.cache_dir, settings.cache_size_bytes)) as answers:
            erased = answers.erase(article_id)
        shared = asyncio.run(erase_shared(settings, article_id))
        known = settings.index and is_there(settings.index) and erase_now(settings.index, article_id)
    if known:
        typer.echo("erased from the index")
    if shared is None:
        fail(UNAVAILABLE, "The store that replicas share does not work: it may have them still.", AGAIN)
    if settings.store_url:
        typer.echo(f"shared store, {said(shared)}")
    if erased is None:
        fail(UNAVAILABLE, f"The store in {settings.cache_dir} does not work.", BROKEN)
    typer.echo(said(erased))
    if not erased.emptied:
        fail(UNAVAILABLE, "Another process holds back the store's log, which has them still.", HELD_BACK)
    typer.echo(RUNNING, err=True)


def said(erased: Erased) -> str:
    """What was erased, in a sentence."""
    return f"erased: {erased.of_it} of the article, {erased.unknown} of articles that are not known"


def _id_of(text: str, settings: Settings) -> str:
    today = datetime.now(UTC).date()
    return article.read(text, today=today, max_characters=settings.max_article_characters).id
