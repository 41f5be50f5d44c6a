"""Where the `sitrep-eval` command writes, and how it ends where an error comes through that is known."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Never

import typer
from pydantic import ValidationError
from rich.console import Console

from app.core.errors import SitrepError
from eval.recordings import RecordingMissing

USAGE, UNAVAILABLE = 2, 3
WIDTH: Final = 110
"""Columns where there is no terminal."""


def console() -> Console:
    """Standard output, WIDTH columns wide where it is no terminal."""
    found = Console()
    return found if found.is_terminal else Console(width=WIDTH)


@contextmanager
def reported() -> Iterator[None]:
    """End the command with a message and an exit code where an error comes through that we know."""
    try:
        yield
    except SitrepError as error:
        fail(UNAVAILABLE, f"{error}. {error.hint}")
    except RecordingMissing as error:
        fail(UNAVAILABLE, str(error))
    except ValidationError as error:
        fail(USAGE, f"{error.title}: {error.errors(include_input=False, include_url=False)[0]['msg']}")
    except (OSError, ValueError) as error:
        fail(USAGE, str(error))


def fail(code: int, message: str) -> Never:
    """End the command with a message and this exit code."""
    typer.echo(f"error: {message}", err=True)
    raise typer.Exit(code)
