"""Several endpoints in order behind one `Ask`."""

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from pydantic import BaseModel

from app.core.errors import CreditSpent, ModelError, ModelMisconfigured, ModelUnavailable
from app.core.settings import Settings
from app.llm.allowance import charged, lend
from app.llm.asking import Answer, Ask, Question
from app.llm.extractor import Shared, allow

T = TypeVar("T", bound=BaseModel)
GOING_ON: Final = (ModelUnavailable, ModelMisconfigured, CreditSpent)
"""Failures of an endpoint, which say nothing of the next one."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Leg:
    """One endpoint with its own store of answers in front; `model` is its name for readers."""

    ask: Ask
    model: str


def fall_back(legs: Sequence[Leg], settings: Settings, shared: Shared) -> Ask:
    """An `Ask` that goes on to the next leg where one cannot answer, within one allowance for all of them.

    Wrong settings and a spent credit go on at once, and into the log as errors: nothing but a person mends them. A
    refusal, a cut or an invalid answer is the question's matter and goes to no other endpoint. Where all legs ask for
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
                except GOING_ON as error:
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
    error: ModelError


def _wait_s(failure: _Failure) -> float:
    wait_s = failure.error.retry_after_s if isinstance(failure.error, ModelUnavailable) else None
    return math.inf if wait_s is None else wait_s


async def _ask(leg: Leg, question: Question[T]) -> Answer[T]:
    return replace(await leg.ask(question), model=leg.model)


def _note(failure: _Failure, shared: Shared, later: int) -> None:
    if later:
        shared.counts.add("model_fallbacks")
        level = logging.WARNING if failure.error.retryable else logging.ERROR
        _log.log(level, "%s: %s; the next endpoint is asked", failure.leg.model, failure.error)
