import logging
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import BaseModel, Field

from app.core.anew import asking_anew
from app.core.errors import DraftInvalid
from app.llm.asking import Answer, ExtractionSpec, Message, Origin, Question, T, Usage, question_key
from app.store.answers import Age, keep, recall, remember
from app.store.shelf import Alone, Turn
from tests.fakes.answers import MemoryAnswers

SPEC = ExtractionSpec("model", "example.org", "m", "json_schema", "incident/v1")


class Place(BaseModel):
    city: str = Field(alias="town", max_length=20)


QUESTION = Question((Message("user", "An article."),), Place, 64)
KEY = question_key(SPEC, QUESTION)


class Model:
    """An `Ask` that counts, and answers or fails as told."""

    def __init__(self, *, fails: bool = False) -> None:
        self.asked = 0
        self.fails = fails

    async def __call__(self, question: Question[T], /) -> Answer[T]:
        self.asked += 1
        if self.fails:
            raise DraftInvalid("no")
        return Answer(question.answer.model_validate({"town": "Kabul"}), Usage(1, 10, 5), cached=False)


async def test_the_second_time_is_free_and_says_the_same() -> None:
    model = Model()
    ask = remember(model, Alone(MemoryAnswers()), SPEC)
    first, second = await ask(QUESTION), await ask(QUESTION)
    assert first.value == second.value
    assert (first.cached, second.cached) == (False, True)
    assert (second.usage, model.asked) == (Usage(), 1)


async def test_another_question_or_spec_is_asked() -> None:
    model, answers = Model(), MemoryAnswers()
    await remember(model, Alone(answers), SPEC)(QUESTION)
    await remember(model, Alone(answers), SPEC)(replace(QUESTION, max_output_tokens=65))
    await remember(model, Alone(answers), replace(SPEC, model="n"))(QUESTION)
    assert model.asked == 3


@pytest.mark.parametrize(
    "kept", ["", "null", "{}", "CANARY", '{"town": 1}', '{"town": "a name that is too long for it"}']
)
async def test_a_kept_answer_that_is_not_valid_is_asked_again_and_replaced(
    kept: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answers = MemoryAnswers()
    answers.put(KEY, kept)
    answer = await remember(Model(), Alone(answers), SPEC)(QUESTION)
    assert not answer.cached
    again = await recall(Alone(answers), KEY, Place)
    assert again is not None
    assert again.value == answer.value
    assert "CANARY" not in caplog.text


async def test_a_failure_is_not_kept() -> None:
    answers: Any = MemoryAnswers()
    with pytest.raises(DraftInvalid):
        await remember(Model(fails=True), Alone(answers), SPEC)(QUESTION)
    assert answers.get(KEY) is None


def test_memory_gives_back_what_was_put_last() -> None:
    answers = MemoryAnswers()
    answers.put("key", "one")
    answers.put("key", "two")
    assert (answers.get("key"), answers.get("other")) == ("two", None)


async def test_who_gave_an_answer_and_when_is_kept_with_it() -> None:
    answers = MemoryAnswers()
    origin = Origin("m-2026-05", "fp_1", datetime(2026, 5, 1, tzinfo=UTC))
    await keep(Alone(answers), KEY, Answer(Place(town="Kabul"), Usage(1), cached=False, origin=origin), Turn())
    again = await recall(Alone(answers), KEY, Place)
    assert again is not None
    assert (again.origin, again.cached, again.usage) == (origin, True, Usage())


async def test_a_bare_answer_of_an_earlier_version_is_still_read() -> None:
    answers = MemoryAnswers()
    answers.put(KEY, '{"town":"Kabul"}')
    again = await recall(Alone(answers), KEY, Place)
    assert again is not None
    assert (again.value, again.origin) == (Place(town="Kabul"), Origin())


@pytest.mark.parametrize(
    ("most_days", "given", "suits"),
    [
        (math.inf, None, True),
        (math.inf, 400.0, True),
        (30.0, None, False),
        (30.0, 29.9, True),
        (30.0, 30.0, False),
        (0.0, 0.0, False),
    ],
)
def test_an_answer_suits_up_to_an_age(most_days: float, given: float | None, suits: bool) -> None:
    """The bound itself is too old; an answer of an unknown time suits only where any does."""
    now = datetime(2026, 11, 1, tzinfo=UTC)
    origin = Origin(at=None if given is None else now - timedelta(days=given))
    assert Age(most_days, lambda: now).suits(origin) is suits


async def test_an_answer_that_is_too_old_is_asked_for_again_and_replaced() -> None:
    answers, model = MemoryAnswers(), Model()
    await keep(Alone(answers), KEY, Answer(Place(town="Gao"), Usage(1), cached=False), Turn())
    answer = await remember(model, Alone(answers), SPEC, Age(0.0))(QUESTION)
    assert (answer.cached, model.asked) == (False, 1)
    kept = await recall(Alone(answers), KEY, Place)
    assert kept is not None
    assert kept.value == answer.value


async def test_a_question_that_is_asked_anew_is_not_answered_from_the_store_and_its_answer_is_kept() -> None:
    answers, model = MemoryAnswers(), Model()
    answers.put(KEY, '{"town": "Kunduz"}')
    ask = remember(model, Alone(answers), SPEC)
    with asking_anew():
        assert (await ask(QUESTION)).value.city == "Kabul"
    again = await ask(QUESTION)
    assert (again.value.city, again.cached, model.asked) == ("Kabul", True, 1)


async def test_the_stored_answer_stays_where_the_model_fails_that_is_asked_anew() -> None:
    answers = MemoryAnswers()
    answers.put(KEY, '{"town": "Kunduz"}')
    ask = remember(Model(fails=True), Alone(answers), SPEC)
    with asking_anew(), pytest.raises(DraftInvalid):
        await ask(QUESTION)
    assert (await ask(QUESTION)).value.city == "Kunduz"
