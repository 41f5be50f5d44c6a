"""Answers kept under the key of their question, so that no question is asked twice.

A text is `{"kept": 2, "answer": {...}, "model": ..., "fingerprint": ..., "at": ...}`: the answer, and who gave it when.
Before there were those it was the bare answer, which is still read.
"""

import json
import logging
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from app.core.anew import is_anew
from app.llm.asking import Answer, Ask, ExtractionSpec, Origin, Question, Usage, question_key
from app.llm.lenient import LAST, as_said, says_nothing
from app.store.shelf import Shelf, Turn

T = TypeVar("T", bound=BaseModel)
KEPT: Final = 2
"""The form of a text that says whose answer it is; 1 was the bare answer."""
DAY_S: Final = 86_400
_ORIGIN: Final = TypeAdapter[Origin](Origin)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Age:
    """How old an answer may be: `most_days` 0 takes none, infinity any. One of an unknown time is of infinite age."""

    most_days: float = math.inf
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def suits(self, origin: Origin) -> bool:
        """Whether an answer of this origin may still be given."""
        if math.isinf(self.most_days):
            return True
        return origin.at is not None and (self.now() - origin.at).total_seconds() < self.most_days * DAY_S


def _as_it_is(spec: ExtractionSpec) -> ExtractionSpec:
    return spec


def remember(
    ask: Ask,
    shelf: Shelf,
    spec: ExtractionSpec,
    age: Age | None = None,
    stamped: Callable[[ExtractionSpec], ExtractionSpec] = _as_it_is,
) -> Ask:
    """The same `Ask`, which looks among the answers first and puts new ones there.

    What is found is validated as if a model had just said it; what does not pass, or is too old, is asked for again, in
    turn, as is everything where `is_anew`. A failure is never kept, and of answers what `keep` takes. `spec` must be
    the one that `ask` goes by; `age` None: any; `stamped` adds what is known of the endpoint by then, so that an answer
    is kept under what it was asked with and not under what was tried first.
    """

    async def find(key: str, question: Question[T]) -> Answer[T] | None:
        known = None if is_anew() else await recall(shelf, key, question.answer)
        return known if known is not None and (age or Age()).suits(known.origin or Origin()) else None

    async def recall_or_ask(question: Question[T], /) -> Answer[T]:
        before = stamped(spec)
        key = question_key(before, question)
        if (known := await find(key, question)) is not None:
            return replace(known, dialect=before.dialect, kept_as=key)
        async with shelf.turn(key) as turn:
            if turn.waited and (known := await find(key, question)) is not None:
                return replace(known, dialect=before.dialect, kept_as=key)
            answer = await ask(question)
            after = stamped(spec)
            if after != before:
                key = question_key(after, question)
            kept = await keep(shelf, key, answer, turn)
        return replace(answer, dialect=after.dialect, kept_as=key if kept else "")

    return recall_or_ask


async def keep(shelf: Shelf, key: str, answer: Answer[T], turn: Turn) -> bool:
    """Put an answer among the others as the model wrote it, with its origin.

    False: it has a remark, or says nothing, and is not kept, as the next time may go better; or a later turn's is.
    """
    if answer.remarks or says_nothing(answer.value):
        return False
    origin = _ORIGIN.dump_python(answer.origin or Origin(), mode="json")
    said = json.loads(as_said(answer.value))
    text = json.dumps({"kept": KEPT, "answer": said, **origin}, ensure_ascii=False, separators=(",", ":"))
    return await shelf.put(key, text, turn)


async def recall(shelf: Shelf, key: str, kind: type[T]) -> Answer[T] | None:
    """The valid answer under a key; None: there is none."""
    text = await shelf.get(key)
    if text is None:
        return None
    try:
        said, origin = _opened(json.loads(text))
        value = kind.model_validate_json(json.dumps(said), strict=False, context=LAST)
        return Answer(value, Usage(), cached=True, origin=origin)
    except ValidationError as error:
        # The count alone: pydantic's message repeats the text.
        _log.warning("a kept answer is no valid %s any more (%d errors)", kind.__name__, error.error_count())
    except ValueError:
        _log.warning("a kept answer is no JSON")
    return None


def _opened(kept: Any) -> tuple[Any, Origin]:
    if isinstance(kept, dict) and kept.get("kept") == KEPT:
        return kept.get("answer"), _ORIGIN.validate_python(
            {name: kept.get(name) for name in ("model", "fingerprint", "at")}
        )
    return kept, Origin()
