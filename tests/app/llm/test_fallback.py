"""Endpoints in order, in virtual time, without a wire."""

import asyncio
from dataclasses import dataclass, field

import pytest
from pydantic import BaseModel

from app.core.errors import (
    ContextExceeded,
    CreditSpent,
    DraftInvalid,
    KeyRejected,
    ModelError,
    ModelUnavailable,
    ModelUnknown,
)
from app.core.settings import Settings
from app.llm.allowance import lent
from app.llm.asking import Answer, Message, Question, T, Usage
from app.llm.extractor import Shared
from app.llm.fallback import Leg, fall_back
from tests.fakes.virtual_time import run


class Place(BaseModel):
    city: str


QUESTION = Question((Message("user", "An article."),), Place, 64)


@dataclass
class Endpoint:
    """An `Ask` that raises what it is told to, in turn, and then answers; it notes what it was granted."""

    errors: list[ModelError] = field(default_factory=list)
    granted: list[tuple[int, float]] = field(default_factory=list)

    async def __call__(self, question: Question[T], /) -> Answer[T]:
        allowance = lent()
        assert allowance
        now = asyncio.get_running_loop().time()
        self.granted.append((allowance.calls_here, allowance.ends_here_at(now) - now))
        allowance.note_call()
        if self.errors:
            raise self.errors.pop(0)
        return Answer(question.answer.model_validate({"city": "Kano"}), Usage(), cached=False)


def ask(*endpoints: Endpoint, attempts: int = 3) -> Answer[Place]:
    async def main() -> Answer[Place]:
        legs = [Leg(endpoint, f"model-{number}") for number, endpoint in enumerate(endpoints)]
        return await fall_back(legs, Settings(deadline_s=60.0, llm_attempts=attempts), Shared.new())(QUESTION)

    return run(main())


def down(retry_after_s: float | None = None) -> ModelUnavailable:
    return ModelUnavailable("down", retry_after_s=retry_after_s)


def test_the_first_that_is_there_answers_and_is_named() -> None:
    assert ask(Endpoint(), Endpoint()).model == "model-0"
    assert ask(Endpoint([down()]), Endpoint()).model == "model-1"
    assert ask(Endpoint([down()]), Endpoint([down()]), Endpoint()).model == "model-2"


def test_calls_and_time_are_kept_for_those_behind() -> None:
    endpoints = [Endpoint([down()]), Endpoint([down()]), Endpoint()]
    ask(*endpoints)
    assert [one.granted for one in endpoints] == [[(1, 20.0)], [(1, 30.0)], [(1, 60.0)]]


def test_an_invalid_answer_goes_to_no_other_endpoint() -> None:
    second = Endpoint()
    with pytest.raises(DraftInvalid):
        ask(Endpoint([DraftInvalid("no")]), second)
    assert not second.granted


def test_where_none_is_there_the_shortest_pause_is_told() -> None:
    with pytest.raises(ModelUnavailable) as raised:
        ask(Endpoint([down(9.0)] * 2), Endpoint([down(5.0)] * 2), Endpoint([down()]))
    assert raised.value.retry_after_s == 5.0


def test_where_all_pause_the_one_with_the_shortest_pause_is_asked_once_more() -> None:
    assert ask(Endpoint([down(2.0)]), Endpoint([down(9.0)])).model == "model-0"


def test_there_are_never_more_calls_than_are_set() -> None:
    second = Endpoint()
    with pytest.raises(ModelUnavailable):
        ask(Endpoint([down()]), second, attempts=1)
    assert not second.granted


def test_the_setting_is_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITREP_LLM_FALLBACKS", '[{"base_url": "http://127.0.0.1/v1", "model": "m", "api_key": "k"}]')
    (fallback,) = Settings().llm_fallbacks
    assert (fallback.base_url, fallback.model, fallback.structured_output) == ("http://127.0.0.1/v1", "m", None)
    assert "'k'" not in repr(fallback)


@pytest.mark.parametrize("error", [KeyRejected("no"), ModelUnknown("no"), ContextExceeded("no"), CreditSpent("no")])
def test_what_only_a_person_mends_goes_on_at_once_and_loudly(
    error: ModelError, caplog: pytest.LogCaptureFixture
) -> None:
    first = Endpoint([error])
    assert ask(first, Endpoint()).model == "model-1"
    assert len(first.granted) == 1
    assert [record.levelname for record in caplog.records] == ["ERROR"]
