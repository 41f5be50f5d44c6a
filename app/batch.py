"""The `sitrep batch` commands, and what an estimate says: questions that are not put to the endpoint now."""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from app import article, batch_run
from app.article import Article
from app.batches import Collected, Estimate, Taken, collect, estimate, lines, take
from app.core.settings import Settings
from app.desk import open_desk
from app.terminal import USAGE, fail, published, read_text, reported

app = typer.Typer(
    no_args_is_help=True,
    help="Many articles: summarised now, or at half the price, as questions written out for an endpoint's batches.",
)

app.command("run")(batch_run.run)

Files = Annotated[list[str], typer.Argument(help="UTF-8 text files, an article each.")]
Published = Annotated[
    date | None, typer.Option(parser=published, metavar="DATE", help="Day of publication of them all, or a timestamp.")
]


@app.command()
def export(files: Files, published_on: Published = None) -> None:
    """Print each question about the articles that has no stored answer, a line each, in the format of OpenAI's batches.

    Summarise them with the same settings and the same `--published-on`: a question's key is of all that is sent.
    """
    with reported():
        settings = Settings()
        if settings.embedded:
            fail(USAGE, "The embedded model has no batches.", "Set SITREP_LLM_BASE_URL and SITREP_LLM_MODEL.")
        articles = [_read(file, settings, published_on) for file in files]
        asked = asyncio.run(_collected(settings, articles, noted=True))
    for line in lines(asked):
        typer.echo(line)
    typer.echo(f"{len(asked.requests)} questions; {asked.stored} more are answered already", err=True)


@app.command("import")
def import_(
    responses: Annotated[Path, typer.Argument(help="What the batch gave back.", exists=True, dir_okay=False)],
) -> None:
    """Check the answers of a batch as live ones, and keep the good ones: `sitrep summarize` then asks nothing."""
    with reported():
        try:
            done = asyncio.run(_taken(Settings(), responses))
        except (ValueError, OSError) as error:
            fail(USAGE, f"{responses}: {error}.", "Name the output file of the batch, as the endpoint gave it.")
    typer.echo(said(done))


def estimated(settings: Settings, read: Article) -> str:
    """What an article would take, in a sentence or two. Raises SitrepError; nobody is asked."""
    return in_words(asyncio.run(_estimate(settings, read)))


def in_words(guess: Estimate) -> str:
    """An estimate for the terminal."""
    known = f"Questions to be asked: {guess.questions}, answered already: {guess.stored}"
    if guess.cost_usd is None:
        price = "at a price that is not known"
    elif not guess.price_table:
        price = "which cost nothing"
    else:
        price = f"${guess.cost_usd:.4f} ({guess.price_table})"
    most = f"at most about {guess.input_tokens} tokens in and {guess.output_tokens} out, {price}"
    return f"{known}; {most}. A question that must be asked again takes as much once more."


def said(done: Taken) -> str:
    """What came of a batch, for the terminal."""
    cost = "" if done.cost_usd is None else f", ${done.cost_usd:.4f}"
    gap = f"; {done.usage.unreported} did not report theirs" if done.usage.unreported else ""
    return (
        f"{done.kept} answers kept; {done.again} to be asked again with the complaint, {done.in_vain} in vain, "
        f"{done.failed} without an answer: `sitrep batch export` has them; {done.unknown} not waited for. "
        f"{done.usage.input_tokens}+{done.usage.output_tokens} tokens{cost}{gap}."
    )


def _read(file: str, settings: Settings, published_on: date | None) -> Article:
    return article.read(
        read_text(file, settings.max_article_characters),
        today=datetime.now(UTC).date(),
        published_on=published_on,
        max_characters=settings.max_article_characters,
    )


async def _collected(settings: Settings, articles: list[Article], *, noted: bool) -> Collected:
    async with open_desk(settings) as desk:
        return await collect(desk, articles, noted=noted)


async def _estimate(settings: Settings, read: Article) -> Estimate:
    async with open_desk(settings, batch=False) as desk:
        return estimate(await collect(desk, [read], noted=False))


async def _taken(settings: Settings, responses: Path) -> Taken:
    async with open_desk(settings) as desk:
        with responses.open(encoding="utf-8") as output:
            return await take(desk, output)
