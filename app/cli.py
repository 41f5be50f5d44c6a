"""The `sitrep` command. Results on standard output, everything else on standard error.

Exit codes: 0 ok; 1 a record no longer holds (`verify`); 2 the command or the article is wrong; 3 the model is not
available; 4 the summary is partial, or some of a batch failed; 5 the day's budget is spent.
"""

import asyncio
import logging
import os
import signal
import socket
import sys
from contextlib import nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Never

import typer
from rich.console import Console

from app import (
    article,
    backfill_command,
    batch,
    corrections_command,
    doctor,
    dossier_command,
    erasure,
    export_command,
    keys,
    keys_command,
    seen,
    serving,
    tools,
)
from app.core.errors import ModelFileError
from app.core.logs import Format, log_to_stderr
from app.core.settings import Settings
from app.encoder import card as encoder
from app.engine.weights import gguf, parser
from app.engine.weights.progress import progress_on_stderr
from app.http.schemas import SCHEMAS, schema_text
from app.main import create_app
from app.present import text as show
from app.present import verification
from app.present.withheld import withheld
from app.proposers import weights_wanted
from app.recheck import recheck
from app.service import open_service
from app.store.index.index import open_index
from app.store.keyring import KeyRing
from app.terminal import USAGE, fail, given_ref, published, read_saved, read_text, reported, warn_of_unknown_names
from schemas import ArticleSummary

CHANGED, PARTIAL = 1, 4
STOPPING: Final = (signal.SIGINT, signal.SIGTERM)
SENSITIVE: Final = "Show names and quotes that are withheld: docs/do-no-harm.md."
KEY_WANTED: Final = "Make one with `sitrep keys create NAME`, or serve this machine alone: --host 127.0.0.1."

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
model_app = typer.Typer(
    no_args_is_help=True, help="The weights: the embedded model's, unless an endpoint is set, and the parser's."
)
app.add_typer(model_app, name="model")
app.add_typer(keys_command.app, name="keys")
app.add_typer(batch.app, name="batch")
app.add_typer(corrections_command.app, name="corrections")
app.command()(backfill_command.backfill)
app.add_typer(seen.app, name="incidents")
seen.app.command("export")(export_command.export_incidents)
app.command()(dossier_command.dossier)
app.command("export")(export_command.export_records)
app.command()(tools.mcp)
app.command()(doctor.doctor)
app.command()(erasure.erase)


@app.callback(help=__doc__)
def start() -> None:
    """Before each command: a setting that is misspelt is told."""
    warn_of_unknown_names(os.environ)


def main() -> None:
    """Run the command."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a terminal without UTF-8
    app()


@app.command()
def summarize(
    file: Annotated[str, typer.Argument(help="A UTF-8 text file with one article; - reads standard input.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the record as JSON.")] = False,
    published_on: Annotated[
        date | None, typer.Option(parser=published, metavar="DATE", help="Day of publication, or a timestamp of it.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Who published it.")] = None,
    title: Annotated[str | None, typer.Option(help="Its title.")] = None,
    client_ref: Annotated[
        str | None, typer.Option(callback=given_ref, help="A reference of your own, for the record; in --json alone.")
    ] = None,
    estimate: Annotated[bool, typer.Option("--estimate", help="Say what it would take at most; ask nothing.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Ask anew what is stored, and store that.")] = False,
    sensitive: Annotated[bool, typer.Option("--sensitive", help=SENSITIVE)] = False,
) -> None:
    """Summarise one article."""
    _log_to_stderr(logging.WARNING)
    with reported():
        settings = Settings()
        settings = settings.model_copy(update={"cache_max_age_days": 0.0}) if fresh else settings
        read = article.read(
            read_text(file, settings.max_article_characters),
            today=datetime.now(UTC).date(),
            published_on=published_on,
            source=source,
            title=title,
            max_characters=settings.max_article_characters,
        )
        if estimate:
            typer.echo(batch.estimated(settings, read))
            return
        with Console(stderr=True).status("Reading the article"):
            full = asyncio.run(_summarize(read, settings)).model_copy(update={"client_ref": client_ref})
    summary = full if sensitive else withheld(full)
    typer.echo(summary.model_dump_json() if as_json else show.render(summary))
    if summary.status == "partial":
        raise typer.Exit(PARTIAL)


@app.command()
def verify(
    summary: Annotated[Path, typer.Argument(help="What `summarize --json` printed.", exists=True, dir_okay=False)],
    file: Annotated[str, typer.Argument(help="The article that it is about; - reads standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the finding as JSON.")] = False,
) -> None:
    """Derive a saved record again, without any model; exit code 1 when it no longer holds."""
    _log_to_stderr(logging.WARNING)
    with reported():
        found = recheck(read_saved(summary), read_text(file, Settings().max_article_characters))
    typer.echo(found.model_dump_json() if as_json else verification.render(found), nl=False)
    if not found.holds:
        raise typer.Exit(CHANGED)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; default SITREP_HOST, 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0: any free one; default SITREP_PORT, 8000.")] = None,
) -> None:
    """Run the HTTP service."""
    serving.raise_descriptor_limit()
    for each in STOPPING:
        signal.signal(each, _end)
    given: dict[str, Any] = {"host": host, "port": port}
    with reported():
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
        _log_to_stderr(logging.INFO, settings.log_format)
        with _listen(settings) as listener:
            asyncio.run(_serve(settings, listener))


@model_app.command()
def pull() -> None:
    """Bring the weights that are wanted here, if they are not there, and print their paths: model, parser."""
    _log_to_stderr(logging.INFO)
    with reported():
        settings = Settings()
        if settings.proposer == "encoder":
            typer.echo(encoder.locate(settings).path)
        if settings.has_engine:
            with progress_on_stderr("model") as report:
                typer.echo(gguf.pull(settings, report).path)
        if settings.proposer == "reader":
            with progress_on_stderr("parser") as report:
                typer.echo(parser.pull_parser(settings, report))


@model_app.command()
def path() -> None:
    """Print the paths of the weights that are on this machine: the model's, the parser's."""
    _log_to_stderr(logging.WARNING)
    with reported():
        found = {name: find() for name, find in weights_wanted(Settings()).items()}
        for each in filter(None, found.values()):
            typer.echo(each)
        missing = [name for name, each in found.items() if each is None]
        if missing:
            raise ModelFileError(f"Not on this machine: the weights of {' and '.join(missing)}.")


@app.command()
def schema(name: Annotated[str, typer.Argument(help=f"One of {', '.join(SCHEMAS)}.")]) -> None:
    """Print the JSON Schema of a record."""
    if name not in SCHEMAS:
        fail(USAGE, f"There is no schema {name!r}.", f"The schemas are {', '.join(SCHEMAS)}.")
    typer.echo(schema_text(name), nl=False)


async def _summarize(read: article.Article, settings: Settings) -> ArticleSummary:
    async with open_service(settings) as service:
        return await service.summarize(read)


async def _serve(settings: Settings, listener: socket.socket) -> None:
    """Open the service first, so that a model that is missing is told without a stack."""
    async with open_service(settings) as service, open_index(settings) as index:
        web = create_app(settings, open_service=lambda _: nullcontext(service), open_index=lambda _: nullcontext(index))
        typer.echo(f"Sitrep listens on {serving.address(listener)} (its API is shown at /docs)")
        await serving.server(web, settings, for_long=True).serve(sockets=[listener])


def _listen(settings: Settings) -> socket.socket:
    try:
        listener = serving.listen(settings.host, settings.port)
    except OSError as error:
        fail(USAGE, f"{settings.host}:{settings.port}: {error.strerror}.", "Name another with --host and --port.")
    if serving.is_reachable_from_elsewhere(listener) and not keys.good(KeyRing(settings.keys_file).keys()):
        listener.close()
        fail(USAGE, f"{settings.host} is reachable from elsewhere, and there is no API key.", KEY_WANTED)
    return listener


def _end(_signal: int, _frame: object) -> Never:
    """Unwind, so that the engine is stopped: uvicorn raises a signal that it caught once more when it is done."""
    for each in STOPPING:
        signal.signal(each, signal.SIG_IGN)  # nothing may stop the stopping
    raise SystemExit(0)


def _log_to_stderr(level: int, log_format: Format = "text") -> None:
    log_to_stderr(level, serving.LOGGERS, log_format)
    logging.getLogger("httpx2").setLevel(logging.WARNING)  # one line for each question otherwise


if __name__ == "__main__":
    main()
