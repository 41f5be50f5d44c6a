"""The `sitrep corrections` commands: what persons say of values, out to sheets, Label Studio or gold, and in."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Final, TypeGuard

import typer
from pydantic import TypeAdapter

from app.core.settings import Settings
from app.export.events import Record
from app.export.workbook import table_as_workbook, table_of_workbook
from app.present.withheld import withheld
from app.review import annotations, label_studio, sheet
from app.review.check import CorrectionRefused, Given, unkept
from app.review.gold import candidate
from app.seen import index_url
from app.store.index.corrections import ArticleUnknown, Corrections, Piece, TooMany
from app.store.index.index import is_there, read_now, write_now
from app.store.index.reading import Reading
from app.store.index.writing import Writing
from app.terminal import USAGE, fail, reported
from schemas import ArticleSummary, ReviewedSummary

REFUSED: Final = 4
"""Exit code: some corrections were not taken."""
UNKNOWN: Final = "no such article is in the index"
Taking = Callable[[Writing, Mapping[str, str]], Iterable[bool]]
"""Takes corrections into an index, given articles by their ids; whether each was taken."""
Texts = Annotated[
    Path | None,
    typer.Option(help="A folder with the articles as `.txt`, where the index keeps no texts.", exists=True),
]
app = typer.Typer(no_args_is_help=True, help="What persons say of values: docs/review.md.")


@app.command("export")
def export_corrections(
    *,
    gold: Annotated[Path | None, typer.Option(help="Write gold candidates and articles into this folder.")] = None,
    tasks: Annotated[
        Path | None,
        typer.Option("--label-studio", help="Write tasks into this file, and beside it FILE.xml, their interface."),
    ] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="Write the sheet as a workbook.")] = None,
    texts: Texts = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a sheet of corrections and open questions.")] = False,
    sensitive: Annotated[bool, typer.Option(help="Show names and quotes that are withheld.")] = False,
) -> None:
    """Write corrections of all keys, and what is open: as a sheet, tasks of Label Studio, or candidates for gold."""
    if sum((as_csv, gold is not None, tasks is not None, xlsx is not None)) != 1:
        fail(USAGE, "Nothing or too much is asked for.", "Give one of --csv, --xlsx, --label-studio and --gold.")
    with reported():
        url = index_url(Settings())
        if gold:
            _write_gold(url, gold, _texts(texts), sensitive=sensitive)
        elif tasks:
            _write_tasks(url, tasks, _texts(texts), sensitive=sensitive)
        else:
            rows = sheet.rows(read_now(url, lambda reading: list(_views(reading, full=sensitive))))
            if xlsx:
                xlsx.write_bytes(table_as_workbook(sheet.COLUMNS, rows))
            else:
                typer.echo(sheet.write(rows), nl=False)


@app.command("import")
def import_corrections(
    file: Annotated[
        Path,
        typer.Argument(help="A sheet as `export` writes it, CSV or .xlsx, filled in.", exists=True, dir_okay=False),
    ],
    *,
    label_studio: Annotated[
        bool, typer.Option("--label-studio", help="It is what Label Studio exports, as JSON, of the tasks.")
    ] = False,
    texts: Texts = None,
) -> None:
    """Take new corrections; those that are refused are named, and the exit code is then 4."""
    with reported():
        url, known = index_url(Settings()), _texts(texts)
        try:
            read = _read_tasks(file) if label_studio else _read_sheet(file)
        except ValueError as error:
            hint = "Name what `sitrep corrections export` wrote; what Label Studio exports, with --label-studio."
            fail(USAGE, f"{file}: {error}.", hint)
        taken = write_now(url, lambda writing: [took for each in read for took in each(writing, known)])
    typer.echo(f"{sum(taken)} taken, {len(taken) - sum(taken)} refused")
    if not all(taken):
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
        text = kept or texts.get(summary.article.id)
        if _can_be_shown(text, summary, hides=not sensitive and bool(withheld(summary).withheld)):
            _write(folder / summary.article.id[:16], summary, text)


def _write(stem: Path, summary: ArticleSummary, text: str) -> None:
    """One candidate and its article, as `eval.gold.load_folder` reads them with the folder twice."""
    made = candidate(summary, text)
    stem.with_suffix(".txt").write_bytes(text.encode())
    stem.with_suffix(".json").write_text(json.dumps(made.note, ensure_ascii=False, indent=2) + "\n", "utf-8")
    typer.echo(stem.with_suffix(".json"))
    for remark in made.remarks:
        typer.echo(f"{stem.name}: {remark}", err=True)


def _write_tasks(url: str, file: Path, texts: Mapping[str, str], *, sensitive: bool) -> None:
    def found(reading: Reading) -> list[Piece]:
        store = Corrections(reading.database)
        return [each for owner, article in store.articles() if (each := store.piece(owner, article))]

    made = []
    for each in read_now(url, found):
        text = each.text or texts.get(each.summary.article.id)
        if _can_be_shown(text, each.summary, hides=each.masked and not sensitive):
            made.append(label_studio.task(each.summary, each.work, text))
    file.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "utf-8")
    interface = file.with_suffix(".xml")
    interface.write_text(label_studio.config(), "utf-8")
    typer.echo(f"{file}: {len(made)} tasks, to be labelled by the interface {interface}")


def _can_be_shown(text: str | None, summary: ArticleSummary, *, hides: bool) -> TypeGuard[str]:
    """Whether an article can be written out; if not, standard error says why."""
    reason = None
    if text is None:
        reason = "its text is not here: give --texts FOLDER"
    elif hides:
        reason = "it has names that are withheld: give --sensitive"
    if reason:
        typer.echo(f"{summary.article.id[:16]}: {reason}", err=True)
    return reason is None


def _read_sheet(file: Path) -> list[Taking]:
    """What takes each new correction of a sheet. Raises ValueError."""
    if file.suffix == ".xlsx":
        rows = sheet.read_rows(table_of_workbook(file.read_bytes()))
    else:
        rows = sheet.read(file.read_text("utf-8"))
    return [partial(_take_row, row) for row in rows]


def _take_row(row: sheet.Row, writing: Writing, texts: Mapping[str, str]) -> Iterator[bool]:
    given: Given | CorrectionRefused
    try:
        given = row.given(texts.get(row.article_id))
    except CorrectionRefused as refused:
        given = refused
    yield _take(writing, f"line {row.line}: ", row.article_id, given, row.note)


def _read_tasks(file: Path) -> list[Taking]:
    """What takes the corrections of each task that Label Studio exported. Raises ValueError."""
    tasks = TypeAdapter(list[annotations.Task]).validate_json(file.read_bytes())
    return [partial(_take_task, number, each) for number, each in enumerate(tasks, 1)]


def _take_task(number: int, task: annotations.Task, writing: Writing, texts: Mapping[str, str]) -> Iterator[bool]:
    store, article = Corrections(writing.database), task.data.article_id
    owner = store.owner_of(article)
    found = None if owner is None else store.piece(owner, article)
    if found is None:
        typer.echo(f"task {number}: {UNKNOWN}", err=True)
        yield False
        return
    now = label_studio.task(found.summary, found.work, found.text or texts.get(article) or task.data.text)
    for path, given in annotations.changes(task, now):
        yield _take(writing, f"task {number}: {path}: " if path else f"task {number}: ", article, given)


def _take(
    writing: Writing, at: str, article_id: str, given: Given | CorrectionRefused, note: str | None = None
) -> bool:
    """Whether a correction was taken; if not, standard error says why."""
    store = Corrections(writing.database)
    owner = store.owner_of(article_id)
    try:
        if isinstance(given, CorrectionRefused):
            raise given
        if owner is None:
            raise ArticleUnknown
        store.add(
            owner, given, unkept(article_id, given, key="", at=datetime.now(UTC), note=note or None), sees_all=True
        )
    except CorrectionRefused as refused:
        typer.echo(f"{at}{refused.pointer[1:]}: {refused}", err=True)
        return False
    except ArticleUnknown:
        typer.echo(f"{at}{UNKNOWN}", err=True)
        return False
    except TooMany:
        typer.echo(f"{at}the article has as many corrections as one may have", err=True)
        return False
    return True
