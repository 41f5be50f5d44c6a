"""Several endpoints in order behind one `Ask`."""

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pydantic import BaseModel

from app.core.errors import ModelUnavailable
from app.core.settings import Settings
from app.llm.allowance import charged, lend
from app.llm.asking import Answer, Ask, Question
from app.llm.extractor import Shared, allow

T = TypeVar("T", bound=BaseModel)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Leg:
    """One endpoint with its own store of answers in front; `model` is its name for readers."""

    ask: Ask
    model: str


def fall_back(legs: Sequence[Leg], settings: Settings, shared: Shared) -> Ask:
    """An `Ask` that goes on to the next leg where one is unavailable, within one allowance for all of them.

    A refusal, a cut or an invalid answer is the question's matter and goes to no other endpoint. Where all legs ask for
    a pause, the one with the shortest is asked once more, if its pause ends in time.
    """

    async def ask(question: Question[T], /) -> Answer[T]:
        allowance = allow(settings, shared.clock())
        failures: list[_Failure] = []
        with lend(allowance), charged(allowance):
            for later, leg in zip(reversed(range(len(legs))), legs, strict=True):
                if not allowance.calls:
                    break
                allowance.later = later
                try:
                    return await _ask(leg, question)
                except ModelUnavailable as error:
                    failures.append(_Failure(leg, error))
                    _note(failures[-1], shared, later)
            soonest = min(failures, key=_wait_s)
            if allowance.calls and math.isfinite(_wait_s(soonest)):
                return await _ask(soonest.leg, question)
            raise soonest.error

    return ask


@dataclass(frozen=True, slots=True)
class _Failure:
    leg: Leg
    error: ModelUnavailable


def _wait_s(failure: _Failure) -> float:
    return math.inf if failure.error.retry_after_s is None else failure.error.retry_after_s


async def _ask(leg: Leg, question: Question[T]) -> Answer[T]:
    return replace(await leg.ask(question), model=leg.model)


def _note(failure: _Failure, shared: Shared, later: int) -> None:
    if later:
        shared.counts.add("model_fallbacks")
        _log.warning("%s: %s; the next endpoint is asked", failure.leg.model, failure.error)
