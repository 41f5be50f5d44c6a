"""What the commands read, and how they end: messages on standard error, an exit code for each kind of failure."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final, Never

import typer
from pydantic import TypeAdapter, ValidationError
from pydantic_settings import SettingsError

from app.article.published import read_published
from app.bulk.sources import SourceError
from app.core.errors import (
    ArticleNotText,
    ArticleRejected,
    ArticleTooLong,
    BudgetSpent,
    KeysUnreadable,
    NotSetUp,
    SitrepError,
)
from app.core.settings import unknown_names
from app.older import SavedRecord, SavedSummary
from schemas import ArticleSummary, ClientRef, Dossier

USAGE, UNAVAILABLE, SPENT = 2, 3, 5
"""Exit codes: the command or the article is wrong; the model is not available; the day's budget is spent."""
_SAVED: Final = TypeAdapter[ArticleSummary](SavedSummary)
_RECORD: Final = TypeAdapter[ArticleSummary | Dossier](SavedRecord)
UTF8_BYTES: Final = 4  # the most that one character takes


def given_ref(given: str | None) -> str | None:
    """Read the caller's reference. Raises BadParameter."""
    try:
        return TypeAdapter[str | None](ClientRef | None).validate_python(given)
    except ValidationError as error:
        raise typer.BadParameter(error.errors(include_input=False)[0]["msg"]) from None


def published(written: str) -> date:
    """Read the day of publication. Raises BadParameter."""
    try:
        return read_published(written)
    except ValueError as error:
        raise typer.BadParameter(f"{error}.") from None


def read_saved(file: Path) -> ArticleSummary:
    """A saved record, of any version that there has been; another file ends the command."""
    try:
        return _SAVED.validate_json(file.read_bytes())
    except ValidationError as error:
        fail(USAGE, f"{file} is no record: {first(error)}.", "Name files that `summarize --json` printed.")


def read_records(file: Path) -> Iterator[ArticleSummary | Dossier]:
    """The summaries and dossiers of a file, one, or one on each line; another file ends the command."""
    content = file.read_bytes()
    parts = {"": content} if _is_one(content) else _lines(content)
    for where, part in parts.items():
        try:
            yield _RECORD.validate_json(part)
        except ValidationError as error:
            hint = "Name files that `summarize --json` or `dossier --json` printed."
            fail(USAGE, f"{file}{where} is no record: {first(error)}.", hint)


def _is_one(content: bytes) -> bool:
    """Whether a file is one JSON value, well or badly made, and not one on each line."""
    try:
        json.loads(content)
    except json.JSONDecodeError as error:
        return error.msg != "Extra data"
    except ValueError:
        return True
    return True


def _lines(content: bytes) -> dict[str, bytes]:
    return {f", line {number},": line for number, line in enumerate(content.splitlines(), 1) if line.strip()}


def read_text(file: str, max_characters: int) -> str:
    """A text file, or standard input for "-". Raises ArticleTooLong, ArticleNotText; no such file ends it."""
    most_bytes = max_characters * UTF8_BYTES
    try:
        with sys.stdin.buffer if file == "-" else Path(file).open("rb") as stream:
            content = stream.read(most_bytes + 1)
    except OSError as error:
        fail(USAGE, f"{file}: {error.strerror}.", "Name a text file, or - for standard input.")
    if len(content) > most_bytes:
        raise ArticleTooLong(f"{file} is over {most_bytes} bytes.")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise ArticleNotText(f"{file} is not UTF-8: byte {error.start} cannot be decoded.") from None


@contextmanager
def reported() -> Iterator[None]:
    """End the command with a message and an exit code where one of our errors comes through."""
    try:
        yield
    except (ArticleRejected, KeysUnreadable, NotSetUp) as error:
        fail(USAGE, str(error), error.hint)
    except BudgetSpent as error:
        fail(SPENT, str(error), error.hint)
    except SitrepError as error:
        fail(UNAVAILABLE, str(error), error.hint)
    except ValidationError as error:
        fail(USAGE, f"SITREP_{first(error)}.", "Correct or unset it.")
    except SettingsError as error:
        # Its own words: `error parsing value for field "llm_headers" from source "EnvSettingsSource"`.
        name = str(error).split('"')[1] if '"' in str(error) else "..."
        fail(USAGE, f"SITREP_{name.upper()}: it is no JSON.", "Quote it for the shell: '{...}'.")


@contextmanager
def explained() -> Iterator[None]:
    """End the command with a message where files of many articles cannot be read, or results not written."""
    try:
        yield
    except SourceError as error:
        fail(USAGE, f"{error}.", error.hint)
    except (OSError, UnicodeDecodeError) as error:
        fail(USAGE, f"{error}.", "Name files that can be read and written, in UTF-8.")


def warn_of_unknown_names(names: Iterable[str]) -> None:
    """Say on standard error which variables look like settings and are none; they change nothing."""
    for name, nearest in unknown_names(names).items():
        typer.echo(f"warning: {name} is no setting{f': is {nearest} meant?' if nearest else ''}", err=True)


def first(error: ValidationError) -> str:
    """What is wrong first, and where: `HOST: Input should be a string`."""
    first = error.errors(include_input=False, include_url=False)[0]
    return f"{'_'.join(map(str, first['loc'])).upper()}: {first['msg']}"


def fail(code: int, message: str, hint: str) -> Never:
    """End the command with a message, a hint and an exit code."""
    typer.echo(f"error: {message}", err=True)
    if hint:
        typer.echo(f"hint: {hint}", err=True)
    raise typer.Exit(code)
