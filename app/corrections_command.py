"""The `sitrep corrections` commands: what persons say of values, out to a sheet or to gold candidates, and in."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Final

import typer

from app.core.settings import Settings
from app.export.events import Record
from app.present.withheld import withheld
from app.review import sheet
from app.review.check import CorrectionRefused
from app.review.gold import candidate
from app.seen import index_url
from app.store.index.corrections import ArticleUnknown, Corrections, TooMany
from app.store.index.index import is_there, read_now, write_now
from app.store.index.reading import Reading
from app.store.index.writing import Writing
from app.terminal import USAGE, fail, reported
from schemas import ArticleSummary, Correction, ReviewedSummary

REFUSED: Final = 4
"""Exit code: some corrections were not taken."""
Texts = Annotated[
    Path | None,
    typer.Option(help="A folder with the articles as `.txt`, where the index keeps no texts.", exists=True),
]
app = typer.Typer(no_args_is_help=True, help="What persons say of values: docs/review.md.")


@app.command("export")
def export_corrections(
    *,
    gold: Annotated[Path | None, typer.Option(help="Write gold candidates and articles into this folder.")] = None,
    texts: Texts = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a sheet of corrections and open questions.")] = False,
    sensitive: Annotated[bool, typer.Option(help="Show names and quotes that are withheld.")] = False,
) -> None:
    """Write corrections of all keys: as a sheet, or as candidates for gold."""
    if as_csv == (gold is not None):
        fail(USAGE, "Nothing or too much is asked for.", "Give either --csv or --gold FOLDER.")
    with reported():
        url = index_url(Settings())
        if gold is None:
            views = read_now(url, lambda reading: list(_views(reading, full=sensitive)))
            typer.echo(sheet.write(views), nl=False)
        else:
            _write_gold(url, gold, _texts(texts), sensitive=sensitive)


@app.command("import")
def import_corrections(
    file: Annotated[Path, typer.Argument(help="A sheet as `export --csv` prints it.", exists=True, dir_okay=False)],
    *,
    texts: Texts = None,
) -> None:
    """Take the new corrections of a sheet; those that are refused are named, and the exit code is then 4."""
    with reported():
        url = index_url(Settings())
        try:
            rows = list(sheet.read(file.read_text("utf-8")))
        except ValueError as error:
            fail(USAGE, f"{file}: {error}.", "Name a sheet that `sitrep corrections export --csv` printed.")
        known = _texts(texts)
        taken = write_now(url, lambda writing: sum([_take(writing, row, known) for row in rows]))
    typer.echo(f"{taken} taken, {len(rows) - taken} refused")
    if taken < len(rows):
        raise typer.Exit(REFUSED)


def with_corrections(records: Sequence[Record]) -> Sequence[Record]:
    """Saved summaries with the corrections that this machine's index has for their articles; dossiers as they are.

    A summary in which names are masked, or whose offsets are UTF-16, is left as it is, too.
    """
    url = Settings().index
    if url is None or not is_there(url):
        return records
    return read_now(
        url, lambda reading: [Corrections(reading.database).corrected(None, each, full=True) for each in records]
    )


def _views(reading: Reading, *, full: bool) -> Iterator[ReviewedSummary]:
    store = Corrections(reading.database)
    found = (store.reviewed(owner, article_id, full=full) for owner, article_id in store.articles())
    yield from (each for each in found if each is not None)


def _texts(folder: Path | None) -> Mapping[str, str]:
    """The articles of a folder by their ids."""
    if folder is None:
        return {}
    contents = [file.read_bytes() for file in sorted(folder.glob("*.txt"))]
    return {sha256(each).hexdigest(): each.decode() for each in contents}


def _write_gold(url: str, folder: Path, texts: Mapping[str, str], *, sensitive: bool) -> None:
    def found(reading: Reading) -> list[tuple[ReviewedSummary, str | None]]:
        store = Corrections(reading.database)
        views = (store.grounded(owner, article_id) for owner, article_id in store.articles())
        return [each for each in views if each is not None and each[0].corrected]

    folder.mkdir(parents=True, exist_ok=True)
    for view, kept in read_now(url, found):
        summary = view.summary
        name, text = summary.article.id[:16], kept or texts.get(summary.article.id)
        if text is None:
            typer.echo(f"{name}: its text is not here: give --texts FOLDER", err=True)
        elif not sensitive and withheld(summary).withheld:
            typer.echo(f"{name}: it has names that are withheld: give --sensitive", err=True)
        else:
            _write(folder / name, summary, text)


def _write(stem: Path, summary: ArticleSummary, text: str) -> None:
    """One candidate and its article, as `eval.gold.load_folder` reads them with the folder twice."""
    made = candidate(summary, text)
    stem.with_suffix(".txt").write_bytes(text.encode())
    stem.with_suffix(".json").write_text(json.dumps(made.note, ensure_ascii=False, indent=2) + "\n", "utf-8")
    typer.echo(stem.with_suffix(".json"))
    for remark in made.remarks:
        typer.echo(f"{stem.name}: {remark}", err=True)


def _take(writing: Writing, row: sheet.Row, texts: Mapping[str, str]) -> bool:
    """Whether one row was taken; if not, standard error says why."""
    store = Corrections(writing.database)
    owner = store.owner_of(row.article_id)
    said = Correction(
        id=1,  # until it is kept
        article_id=row.article_id,
        path=row.path,
        value=None,
        was=None,
        basis="article",
        quote=row.quote or None,
        evidence=None,
        doubts=(),
        note=row.note or None,
        client_ref=None,
        key="",
        at=datetime.now(UTC),
    )
    try:
        if owner is None:
            raise ArticleUnknown
        given = row.given(texts.get(row.article_id))
        store.add(owner, given, said.model_copy(update={"basis": given.basis}), sees_all=True)
    except CorrectionRefused as refused:
        typer.echo(f"line {row.line}: {refused.pointer[1:]}: {refused}", err=True)
        return False
    except ArticleUnknown:
        typer.echo(f"line {row.line}: no such article is in the index", err=True)
        return False
    except TooMany:
        typer.echo(f"line {row.line}: the article has as many corrections as one may have", err=True)
        return False
    return True
