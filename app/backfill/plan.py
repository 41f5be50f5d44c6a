"""What a run is to do: what is read, where the results go, and how many do it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from app.backfill.files import File, Folder
from app.core.settings import Settings


@dataclass(frozen=True, slots=True)
class Plan:
    """A run.

    settings      of the services; they are handed to the actors, with the secrets in them
    rows          articles of a chunk at most
    actors        None: as many as there are nodes
    in_flight     articles in progress in each actor
    published_on  day of publication of articles that name none
    run           tells the files of this run from those of all others
    """

    files: Sequence[File]
    folder: Folder
    settings: Settings
    rows: int
    in_flight: int
    actors: int | None = None
    published_on: date | None = None
    sensitive: bool = False
    run: str = field(default_factory=lambda: secrets.token_hex(8))
