"""What those who wait for a record hear on the way to it: steps, told to the audience of the work in progress.

Carried by the task's context, so that no signature on the way knows of it. Work that several share (single flight) has
one audience, which each of them joins. Telling costs nothing where nobody listens.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

Unit = Literal["parts", "sentences"]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened on the way."""


@dataclass(frozen=True, slots=True)
class Queued(Step):
    """The article waits for its first turn; `place` counts from 1, by when articles came, those being read included."""

    place: int


@dataclass(frozen=True, slots=True)
class Begun(Step):
    """Its first turn has come."""


@dataclass(frozen=True, slots=True)
class Asking(Step):
    """`done` of `of` questions are answered, or have failed: one for each of the article's parts, or its sentences."""

    done: int
    of: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Checking(Step):
    """All is answered; the draft is held against the article."""


Listener = Callable[[Step], None]


class Audience:
    """Who hears of one piece of work: its own listener, and the audiences that have joined it."""

    def __init__(self, listener: Listener | None = None) -> None:
        self._listener = listener
        self._joined: list[Audience] = []
        self._last: dict[type[Step], Step] = {}

    @property
    def listens(self) -> bool:
        """Whether anybody is there."""
        return self._listener is not None or any(each.listens for each in self._joined)

    def tell(self, step: Step) -> None:
        """Tell everybody. Listeners do not wait and raise nothing."""
        self._last.pop(type(step), None)
        self._last[type(step)] = step
        if self._listener:
            self._listener(step)
        for each in self._joined:
            each.tell(step)

    @contextmanager
    def joined(self, other: "Audience") -> Iterator[None]:
        """The other hears what is told within; first, the last step of each kind, in the order of their telling."""
        for step in tuple(self._last.values()):
            other.tell(step)
        self._joined.append(other)
        try:
            yield
        finally:
            self._joined.remove(other)


_audience: ContextVar[Audience | None] = ContextVar("_audience", default=None)


def audience() -> Audience:
    """That of the work that this task does; an empty one where there is none."""
    return _audience.get() or Audience()


@contextmanager
def heard_by(who: Audience) -> Iterator[Audience]:
    """What is told within, and in tasks begun within, is heard by these."""
    token = _audience.set(who)
    try:
        yield who
    finally:
        _audience.reset(token)


def tell(step: Step) -> None:
    """Tell the audience of the work in progress."""
    audience().tell(step)
