"""The place where answers are looked up and put, by one process alone or by several that take turns at a question."""

from collections.abc import AsyncIterator, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol


class Away(Exception):
    """The store that replicas share does not answer now. Caught wherever it may be raised: never a caller's error."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn at a question, which one process has at a time.

    number   the fencing number: each turn's is greater than that of the turn before; 0: nobody counts them
    waited   whether another process had its turn meanwhile, and may have left an answer
    """

    number: int = 0
    waited: bool = False


class Shelf(Protocol):
    """JSON texts by key. Nothing raises: a store that is broken forgets."""

    async def get(self, key: str) -> str | None:
        """The text put under this key; None: there is none."""
        ...

    async def put(self, key: str, value: str, turn: Turn) -> bool:
        """Keep the text, in the place of an earlier one; False: one of a later turn lies there, which stays."""
        ...

    async def claim(self, key: str, articles: Collection[str]) -> None:
        """Note that what lies under the key is of these articles, too; where nothing lies there, nothing is noted."""
        ...

    def turn(self, key: str) -> AbstractAsyncContextManager[Turn]:
        """Wait for a turn at the question of this key, and have it for as long as the block lasts."""
        ...


class Answers(Protocol):
    """A shelf of this machine, read and written on the event loop. No call raises."""

    def get(self, key: str) -> str | None:
        """The text put under this key; None: there is none, or it was damaged."""
        ...

    def put(self, key: str, value: str) -> None:
        """Keep the text, in the place of an earlier one, and whose it was."""
        ...

    def claim(self, key: str, articles: Collection[str]) -> None:
        """Note that what lies under the key is of these articles, too; where nothing lies there, nothing is noted."""
        ...

    def owners(self, key: str) -> frozenset[str]:
        """The articles that what lies under the key is of, by what stands for each in `claim`."""
        ...


@dataclass(frozen=True, slots=True)
class Alone:
    """The `Shelf` of a service without replicas: its turns wait for nobody (`app.store.flights` is for that)."""

    answers: Answers

    async def get(self, key: str) -> str | None:
        """The text put under this key; None: there is none, or it was damaged."""
        return self.answers.get(key)

    async def put(self, key: str, value: str, turn: Turn) -> bool:  # noqa: ARG002 - as of every shelf
        """Keep the text, in the place of an earlier one."""
        self.answers.put(key, value)
        return True

    async def claim(self, key: str, articles: Collection[str]) -> None:
        """Note whose it is, too."""
        self.answers.claim(key, articles)

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[Turn]:  # noqa: ARG002 - as of every shelf
        """It is always this process's turn."""
        yield Turn()
