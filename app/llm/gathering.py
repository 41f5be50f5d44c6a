"""Several questions about one article at once, within one deadline: answers in order, failures as values."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from pydantic import BaseModel

from app.core.errors import (
    ArticleTooLong,
    DraftInvalid,
    DraftTruncated,
    ModelError,
    ModelRefused,
    ModelUnavailable,
    SitrepError,
    TokensSpent,
)
from app.core.progress import Asking, Unit, tell
from app.llm.asking import Answer, Origin, Usage
from app.llm.turns import expect

T = TypeVar("T", bound=BaseModel)

LOCAL_FAILURES: Final = (ArticleTooLong, DraftInvalid, DraftTruncated, ModelRefused)
"""Failures of one question that say nothing of the next one."""
NOT_ENDING: Final = (*LOCAL_FAILURES, TokensSpent)
"""Failures that end no other question: those that are being answered when the tokens are spent are paid for."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """An answer, or the error that took its place; `about` names what was asked, e.g. "sentence 4"."""

    about: str
    answer: Answer[T] | None = None
    error: SitrepError | None = None


@dataclass(frozen=True, slots=True)
class Hearing(Generic[T]):
    """What is told of questions while they are answered: how many are, and where some are, what became of all so far.

    `so_far` is called with the outcomes in order; those still to come have an error that says so.
    """

    unit: Unit
    so_far: Callable[[tuple[Outcome[T], ...]], None]


async def gather(
    asked: Sequence[tuple[str, Awaitable[Answer[T]]]], deadline_s: float, hearing: Hearing[T] | None = None
) -> tuple[Outcome[T], ...]:
    """What became of each question, in order; each comes with what it is about.

    What is not there after `deadline_s` seconds, or when the model is gone, is a failure in its place. Raises what is
    no SitrepError, and the first failure when no question was answered.
    """
    expect(len(asked))
    tasks = [asyncio.ensure_future(_outcome(about, answer)) for about, answer in asked]
    if not tasks:
        return ()
    if hearing:
        _tell_of([about for about, _ in asked], tasks, hearing)
    try:
        await asyncio.wait(tasks, timeout=deadline_s, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        late = [task for task in tasks if task.cancel()]
        await asyncio.gather(*late, return_exceptions=True)
    ended_by = next(
        (e for task in tasks if isinstance(e := _failure(task), ModelError)), ModelUnavailable("the deadline passed")
    )
    outcomes = tuple(_settled(task, about, ended_by) for task, (about, _) in zip(tasks, asked, strict=True))
    failures = [outcome.error for outcome in outcomes if outcome.error]
    if failures and len(failures) == len(outcomes):
        raise failures[0]
    return outcomes


def notes_of(outcomes: Iterable[Outcome[T]]) -> tuple[str, ...]:
    """What was not answered, in words for the reader of a partial summary."""
    failed = ((outcome.about, outcome.error) for outcome in outcomes if outcome.error)
    return tuple(
        f"{about} {'could not be read' if isinstance(error, LOCAL_FAILURES) else 'was not answered'}: {error.outside}"
        for about, error in failed
    )


def usage_of(outcomes: Iterable[Outcome[T]]) -> Usage:
    """What the answers cost together."""
    return sum((outcome.answer.usage for outcome in outcomes if outcome.answer), Usage())


def origins_of(outcomes: Iterable[Outcome[T]]) -> tuple[Origin, ...]:
    """Who gave the answers by their endpoints' own words, in the order of the questions."""
    return tuple(o.answer.origin for o in outcomes if o.answer and o.answer.origin)


def models_of(outcomes: Iterable[Outcome[T]]) -> tuple[str, ...]:
    """The names of the models that answered, each once."""
    return tuple(dict.fromkeys(o.answer.model for o in outcomes if o.answer and o.answer.model))


def dialect_of(outcomes: Iterable[Outcome[T]]) -> tuple[str, ...]:
    """What the endpoints that answered do not take of what is asked, each once, in order of the alphabet."""
    return tuple(sorted({name for o in outcomes if o.answer for name in o.answer.dialect}))


def _tell_of(about: Sequence[str], tasks: Sequence["asyncio.Future[Outcome[T]]"], hearing: Hearing[T]) -> None:
    """Tell now, and as each of the tasks ends by itself."""

    def note(task: "asyncio.Future[Outcome[T]]") -> None:
        if task.cancelled():
            return
        done = sum(each.done() for each in tasks)
        tell(Asking(done, len(tasks), hearing.unit))
        if done < len(tasks) and any(_is_answered(each) for each in tasks):
            hearing.so_far(tuple(_so_far(each, what) for each, what in zip(tasks, about, strict=True)))

    tell(Asking(0, len(tasks), hearing.unit))
    for task in tasks:
        task.add_done_callback(note)


def _is_answered(task: "asyncio.Future[Outcome[T]]") -> bool:
    return task.done() and not task.cancelled() and not task.exception() and task.result().answer is not None


def _so_far(task: "asyncio.Future[Outcome[T]]", about: str) -> Outcome[T]:
    """What became of a question; of one that is not answered, or whose failure ends all of them, that it is open."""
    ended = task.done() and not task.cancelled() and not task.exception()
    return task.result() if ended else Outcome(about, error=ModelUnavailable("it is still being read"))


async def _outcome(about: str, answer: Awaitable[Answer[T]]) -> Outcome[T]:
    try:
        return Outcome(about, answer=await answer)
    except NOT_ENDING as error:
        return Outcome(about, error=error)


def _failure(task: "asyncio.Future[Outcome[T]]") -> BaseException | None:
    return None if task.cancelled() else task.exception()


def _settled(task: "asyncio.Future[Outcome[T]]", about: str, ended_by: ModelError) -> Outcome[T]:
    """The outcome, or what took its place; an error that is not the model's goes through."""
    failure = ended_by if task.cancelled() else _failure(task)
    return Outcome(about, error=failure) if isinstance(failure, ModelError) else task.result()
