"""`sitrep export`, `sitrep incidents export`: records as a table, a workbook or a map, as a data set has them."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from app.core.settings import Settings
from app.corrections_command import with_corrections
from app.export.conventions import Name
from app.export.events import Record
from app.export.files import Exported, export
from app.export.options import IS_TEXT, Format, InterCodes, Options, Quotes
from app.present.withheld import dossier_withheld, withheld
from app.seen import (
    NEAR_KM,
    CountryOption,
    DaysOption,
    KindOption,
    KmOption,
    NearOption,
    WordsOption,
    index_url,
    which,
)
from app.store.index.index import read_now
from app.store.index.reading import Wanted
from app.store.index.sourced import MOST as PAGE
from app.store.index.sourced import Sourced
from app.terminal import USAGE, fail, read_records, reported
from schemas import ArticleSummary, Dossier

TO_REVIEW: Final = 1
"""Exit code of `--strict` where a row needs a person."""
MOST: Final = 5_000
"""Incidents of the index in one file: it is made in memory."""
ConventionOption = Annotated[Name, typer.Option(help="Whose columns and counting rules: docs/conventions.md.")]
FormatOption = Annotated[Format, typer.Option("--format", help="Of the file: docs/exports.md.")]
OutOption = Annotated[Path | None, typer.Option(help="Where to write it; default: standard output.", dir_okay=False)]
InterOption = Annotated[
    InterCodes, typer.Option(help="ACLED's types of actors as words, or as the numbers that they had until 2024.")
]
QuotesOption = Annotated[Quotes | None, typer.Option(help="The articles' words; default: none in CSV, else short.")]
TraceOption = Annotated[bool, typer.Option("--trace", help="CSV: the columns that say what a row was made of, too.")]
StrictOption = Annotated[
    bool, typer.Option("--strict", help="Write nothing where a row needs a person; exit code 1, and why.")
]
MachineOption = Annotated[bool, typer.Option("--machine", help="Without what persons corrected: docs/review.md.")]
SensitiveOption = Annotated[
    bool, typer.Option("--sensitive", help="Show names and quotes that are withheld: docs/do-no-harm.md.")
]


def export_records(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="What `summarize --json` or `dossier --json` printed, or many records, one a line.",
            exists=True,
            dir_okay=False,
        ),
    ],
    convention: ConventionOption,
    *,
    file_format: FormatOption = "csv",
    out: OutOption = None,
    inter: InterOption = "text",
    quotes: QuotesOption = None,
    trace: TraceOption = False,
    strict: StrictOption = False,
    machine: MachineOption = False,
    sensitive: SensitiveOption = False,
) -> None:
    """Write saved records as rows of a conflict data set, a row for each incident; what has no row is named."""
    options = Options(convention, file_format, datetime.now(UTC), inter, quotes, trace, sensitive)
    _see_that_it_can_be_shown(options, out)
    saved = [record for file in files for record in read_records(file)]
    with reported():
        records = saved if machine else with_corrections(saved)
        made = export([record if sensitive else _under(record) for record in records], options)
    _finish(made, out, strict=strict)


def export_incidents(
    convention: ConventionOption,
    *,
    near: NearOption = None,
    km: KmOption = NEAR_KM,
    days: DaysOption = None,
    country: CountryOption = None,
    kind: KindOption = None,
    words: WordsOption = None,
    file_format: FormatOption = "csv",
    out: OutOption = None,
    inter: InterOption = "text",
    quotes: QuotesOption = None,
    trace: TraceOption = False,
    strict: StrictOption = False,
    machine: MachineOption = False,
    sensitive: SensitiveOption = False,
) -> None:
    """Write incidents of the index as rows of a conflict data set, the latest first, each with all its articles.

    The conditions are held against what the machine read, and the rows have what persons corrected.
    """
    options = Options(convention, file_format, datetime.now(UTC), inter, quotes, trace, sensitive)
    _see_that_it_can_be_shown(options, out)
    with reported():
        wanted = which(near=near, km=km, days=days, country=country, kind=kind, words=words)
        found, more = read_now(
            index_url(Settings()),
            lambda reading: all_dossiers(
                Sourced(reading.database), wanted, full=sensitive, with_corrections=not machine
            ),
        )
        made = export(found, options)
    if more:
        typer.echo(f"There are more than these {MOST}: ask for fewer days, or nearer.", err=True)
    _finish(made, out, strict=strict)


def all_dossiers(store: Sourced, wanted: Wanted, *, full: bool, with_corrections: bool) -> tuple[list[Dossier], bool]:
    """The incidents of all owners, at most about MOST of them, and whether there are more."""
    found, after = store.dossiers(None, wanted, None, PAGE, full=full, with_corrections=with_corrections)
    while after and len(found) < MOST:
        page, after = store.dossiers(None, wanted, after, PAGE, full=full, with_corrections=with_corrections)
        found += page
    return found, after is not None


def _see_that_it_can_be_shown(options: Options, out: Path | None) -> None:
    if out is None and options.format not in IS_TEXT and is_terminal():
        fail(USAGE, f"A terminal cannot show {options.format}.", f"Name a file: --out {options.filename}.")


def _finish(made: Exported, out: Path | None, *, strict: bool) -> None:
    """Say what has no row, and write the file; of a strict one with rows that need a person only why."""
    for line in _remarks(made, strict=strict):
        typer.echo(line, err=True)
    if strict and made.to_review:
        raise typer.Exit(TO_REVIEW)
    _write(made.content, out)


def is_terminal() -> bool:
    """Whether somebody would see what is written."""
    return sys.stdout.isatty()


def _under(record: Record) -> Record:
    return withheld(record) if isinstance(record, ArticleSummary) else dossier_withheld(record)


def _remarks(made: Exported, *, strict: bool) -> Iterator[str]:
    yield from made.left_out
    if strict:
        yield from made.to_review


def _write(content: bytes, out: Path | None) -> None:
    if out is None:
        typer.echo(content, nl=False)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        fail(USAGE, f"{out}: {error.strerror}.", "Name a file that can be written.")
