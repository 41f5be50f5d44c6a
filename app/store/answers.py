"""Answers kept under the key of their question, so that no question is asked twice."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from app.llm.asking import Answer, Ask, ExtractionSpec, Question, Usage, question_key

T = TypeVar("T", bound=BaseModel)
_log = logging.getLogger(__name__)


class Answers(Protocol):
    """JSON texts by key. Neither call raises: a store that is broken forgets."""

    def get(self, key: str) -> str | None:
        """The text put under this key; None: there is none, or it was damaged."""
        ...

    def put(self, key: str, value: str) -> None:
        """Keep the text, in the place of an earlier one."""
        ...


class MemoryAnswers:
    """Answers for as long as the process lives; without bound."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        """The text put under this key, or None."""
        return self._texts.get(key)

    def put(self, key: str, value: str) -> None:
        """Keep the text, in the place of an earlier one."""
        self._texts[key] = value


def _as_it_is(spec: ExtractionSpec) -> ExtractionSpec:
    return spec


def remember(
    ask: Ask, answers: Answers, spec: ExtractionSpec, stamped: Callable[[ExtractionSpec], ExtractionSpec] = _as_it_is
) -> Ask:
    """The same `Ask`, which looks among the answers first and puts new ones there.

    What is found is validated as if a model had just said it; what does not pass is asked for again. A failure is never
    kept: the next time may go better. `spec` must be the one that `ask` goes by; `stamped` adds what is known of the
    endpoint by then, so that an answer is kept under what it was asked with and not under what was tried first.
    """

    async def recall_or_ask(question: Question[T], /) -> Answer[T]:
        before = stamped(spec)
        key = question_key(before, question)
        known = _recall(answers, key, question.answer)
        if known is not None:
            return Answer(known, Usage(), cached=True, dialect=before.dialect)
        answer = await ask(question)
        after = stamped(spec)
        if after != before:
            key = question_key(after, question)
        answers.put(key, answer.value.model_dump_json(by_alias=True))
        return replace(answer, dialect=after.dialect)

    return recall_or_ask


def _recall(answers: Answers, key: str, kind: type[T]) -> T | None:
    text = answers.get(key)
    if text is None:
        return None
    try:
        return kind.model_validate_json(text, strict=False)
    except ValidationError as error:
        # The count alone: pydantic's message repeats the text.
        _log.warning("a kept answer is no valid %s any more (%d errors)", kind.__name__, error.error_count())
        return None
