"""The card on which the holder of the lock says where its engine is, in a folder that is one user's alone.

A model directory may be many users': whoever could write the card could have every article sent to a server of theirs.
So the folder and the card count only where they belong to this user and nobody else may look into them.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
NAME: Final = "card.json"
LONGEST_BYTES: Final = 4096


@dataclass(frozen=True, slots=True)
class EngineEndpoint:
    """An OpenAI-compatible endpoint; `base_url` ends in `/v1`."""

    base_url: str
    api_key: str = field(repr=False)


class Card(BaseModel):
    """What the holder of the lock tells the others about its engine."""

    model_config = ConfigDict(frozen=True)

    base_url: str
    api_key: str = Field(repr=False)
    pid: int
    model: str
    """SHA-256 of the weights, and of the adapter where there is one (`Weights.identity`)."""
    context_tokens: int

    @field_validator("base_url")
    @classmethod
    def _is_loopback(cls, value: str) -> str:
        url = urlsplit(value)
        if url.scheme != "http" or not url.port or not ip_address(url.hostname or "").is_loopback:
            raise ValueError("an engine listens on loopback")
        return value

    @property
    def endpoint(self) -> EngineEndpoint:
        """Where to ask."""
        return EngineEndpoint(self.base_url, self.api_key)

    def write(self, folder: Path) -> None:
        """Put it there whole, for this user's eyes only. Raises OSError, as `private_folder`."""
        aside = f"{NAME}.{os.getpid()}"
        with private_folder(folder) as at:
            _remove(aside, at)
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=at), "w") as file:
                file.write(self.model_dump_json())
            os.replace(aside, NAME, src_dir_fd=at, dst_dir_fd=at)

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """The card; None while no engine serves, and for one that is damaged or names another machine.

        Raises OSError where the folder or the card is not this user's alone.
        """
        try:
            with private_folder(folder) as at:
                # O_NONBLOCK: opening a named pipe would wait for whoever writes into it.
                card = os.open(NAME, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=at)
            with os.fdopen(card, "rb") as file:
                require_mine(card, folder / NAME)
                return cls.model_validate_json(file.read(LONGEST_BYTES))
        except (FileNotFoundError, ValidationError):
            return None

    @staticmethod
    def remove(folder: Path) -> None:
        """Take it away, if it is there. Raises OSError, as `private_folder`."""
        with private_folder(folder) as at:
            _remove(NAME, at)


@contextmanager
def private_folder(folder: Path) -> Iterator[int]:
    """Open a folder that is this user's alone, made where it is not there; gives its descriptor.

    Raises OSError: it is a link or no folder, belongs to another user, or others may look into it.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        require_mine(at, folder)
        yield at
    finally:
        os.close(at)


def require_mine(descriptor: int, path: Path) -> None:
    """See that an open file belongs to this user and that nobody else may read or write it. Raises PermissionError."""
    found = os.fstat(descriptor)
    if found.st_uid != os.getuid() or found.st_mode & OTHERS:
        why = "it must belong to this user, and nobody else may read or write it"
        raise PermissionError(errno.EPERM, why, str(path))


def _remove(name: str, at: int) -> None:
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=at)
