"""Several questions about one article at once, within one deadline: answers in order, failures as values."""

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
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
from app.llm.asking import Answer, Usage
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


async def gather(asked: Sequence[tuple[str, Awaitable[Answer[T]]]], deadline_s: float) -> tuple[Outcome[T], ...]:
    """What became of each question, in order; each comes with what it is about.

    What is not there after `deadline_s` seconds, or when the model is gone, is a failure in its place. Raises what is
    no SitrepError, and the first failure when no question was answered.
    """
    expect(len(asked))
    tasks = [asyncio.ensure_future(_outcome(about, answer)) for about, answer in asked]
    if not tasks:
        return ()
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


def models_of(outcomes: Iterable[Outcome[T]]) -> tuple[str, ...]:
    """The names of the models that answered, each once."""
    return tuple(dict.fromkeys(o.answer.model for o in outcomes if o.answer and o.answer.model))


def dialect_of(outcomes: Iterable[Outcome[T]]) -> tuple[str, ...]:
    """What the endpoints that answered do not take of what is asked, each once, in order of the alphabet."""
    return tuple(sorted({name for o in outcomes if o.answer for name in o.answer.dialect}))


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
