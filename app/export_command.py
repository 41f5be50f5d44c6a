"""`sitrep export`: saved records as a table, a workbook or a map, in the columns of a conflict data set."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from app.export.conventions import Name
from app.export.events import Record
from app.export.files import Exported, export
from app.export.options import IS_TEXT, Format, InterCodes, Options, Quotes
from app.present.withheld import dossier_withheld, withheld
from app.terminal import USAGE, fail, read_records, reported
from schemas import ArticleSummary

TO_REVIEW: Final = 1
"""Exit code of `--strict` where a row needs a person."""


def export_records(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="What `summarize --json` or `dossier --json` printed, or many records, one a line.",
            exists=True,
            dir_okay=False,
        ),
    ],
    convention: Annotated[Name, typer.Option(help="Whose columns and counting rules: docs/conventions.md.")],
    *,
    file_format: Annotated[Format, typer.Option("--format", help="Of the file: docs/exports.md.")] = "csv",
    out: Annotated[
        Path | None, typer.Option(help="Where to write it; default: standard output.", dir_okay=False)
    ] = None,
    inter: Annotated[
        InterCodes, typer.Option(help="ACLED's types of actors as words, or as the numbers that they had until 2024.")
    ] = "text",
    quotes: Annotated[
        Quotes | None, typer.Option(help="The articles' words; default: none in CSV, else short.")
    ] = None,
    trace: Annotated[
        bool, typer.Option("--trace", help="CSV: the columns that say what a row was made of, too.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Write nothing where a row needs a person; exit code 1, and why.")
    ] = False,
    sensitive: Annotated[
        bool, typer.Option("--sensitive", help="Show names and quotes that are withheld: docs/do-no-harm.md.")
    ] = False,
) -> None:
    """Write saved records as rows of a conflict data set, a row for each incident; what has no row is named."""
    options = Options(convention, file_format, datetime.now(UTC), inter, quotes, trace, sensitive)
    if out is None and file_format not in IS_TEXT and is_terminal():
        fail(USAGE, f"A terminal cannot show {file_format}.", f"Name a file: --out {options.filename}.")
    records = [record if sensitive else _under(record) for file in files for record in read_records(file)]
    with reported():
        made = export(records, options)
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
