"""`sitrep backfill`: an archive, summarised on this machine or a cluster into a folder of Parquet."""

import logging
from datetime import date
from importlib.util import find_spec
from typing import Annotated, Final

import typer

from app.bulk.parallel import default_at_once
from app.core.errors import BudgetSpent
from app.core.logs import log_to_stderr
from app.core.settings import Settings
from app.terminal import SPENT, UNAVAILABLE, USAGE, explained, fail, published, reported

SOME_FAILED: Final = 4
ROWS, ROWS_EMBEDDED = 64, 4
"""Articles of a chunk: what a machine that is lost has to do again, and the rows of a file."""

Archive = Annotated[
    str, typer.Argument(metavar="SRC", help="A .jsonl, .csv or .parquet file, a folder of them or a glob; or a URL.")
]
Out = Annotated[str, typer.Argument(metavar="DST", help="A folder, or the URL of one; takes Parquet.")]


def backfill(
    source: Archive,
    out: Out,
    *,
    ray_address: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="A Ray cluster; default: this machine alone.")
    ] = None,
    actors: Annotated[int | None, typer.Option(min=1, help="Services at once; default: one for each node.")] = None,
    in_flight: Annotated[int | None, typer.Option(min=1, help="Articles at once in each of them.")] = None,
    rows: Annotated[int | None, typer.Option(min=1, help="Articles that are written, or lost, together.")] = None,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Try again what failed before.")] = False,
    published_on: Annotated[
        date | None, typer.Option(parser=published, metavar="DATE", help="Day of those that name none.")
    ] = None,
    sensitive: Annotated[bool, typer.Option("--sensitive", help="Write names and quotes that are withheld.")] = False,
    dossiers: Annotated[
        bool, typer.Option("--dossiers", help="Put the incidents of all records together: DST/dossiers.")
    ] = False,
) -> None:
    """Summarise an archive. Begun again, it goes on where it stopped. Exit code 4: some failed, or are partial."""
    log_to_stderr(logging.WARNING, ())
    _check_ray()
    from app.backfill.files import Folder, found  # noqa: PLC0415 - an extra
    from app.backfill.plan import Plan  # noqa: PLC0415
    from app.backfill_run import backfilled  # noqa: PLC0415

    with reported(), explained():
        settings = Settings()
        plan = Plan(
            files=found(source, out),
            folder=Folder.named(out),
            settings=settings,
            rows=rows or (ROWS_EMBEDDED if settings.embedded else ROWS),
            in_flight=in_flight or (default_at_once(settings) if settings.embedded else settings.llm_concurrency),
            actors=actors,
            published_on=published_on,
            sensitive=sensitive,
        )
        with plan.folder.locked():
            outcome = backfilled(plan, ray_address, retry_failed=retry_failed, dossiers=dossiers)
    if ended := outcome.ended:
        fail(SPENT if ended.code == BudgetSpent.code else UNAVAILABLE, ended.message, ended.hint)
    if outcome.failures or outcome.tally.partial:
        raise typer.Exit(SOME_FAILED)


def _check_ray() -> None:
    if find_spec("ray") is None or find_spec("pyarrow") is None:
        fail(USAGE, "An archive needs the extra `ray`.", "Install it: pip install 'sitrep[ray]'.")
