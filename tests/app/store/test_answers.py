import logging
from dataclasses import replace
from typing import Any

import pytest
from pydantic import BaseModel, Field

from app.core.errors import DraftInvalid
from app.llm.asking import Answer, ExtractionSpec, Message, Question, T, Usage, question_key
from app.store.answers import MemoryAnswers, remember

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
    ask = remember(model, MemoryAnswers(), SPEC)
    first, second = await ask(QUESTION), await ask(QUESTION)
    assert first.value == second.value
    assert (first.cached, second.cached) == (False, True)
    assert (second.usage, model.asked) == (Usage(), 1)


async def test_another_question_or_spec_is_asked() -> None:
    model, answers = Model(), MemoryAnswers()
    await remember(model, answers, SPEC)(QUESTION)
    await remember(model, answers, SPEC)(replace(QUESTION, max_output_tokens=65))
    await remember(model, answers, replace(SPEC, model="n"))(QUESTION)
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
    answer = await remember(Model(), answers, SPEC)(QUESTION)
    assert not answer.cached
    assert answers.get(KEY) == '{"town":"Kabul"}'
    assert "CANARY" not in caplog.text


async def test_a_failure_is_not_kept() -> None:
    answers: Any = MemoryAnswers()
    with pytest.raises(DraftInvalid):
        await remember(Model(fails=True), answers, SPEC)(QUESTION)
    assert answers.get(KEY) is None


def test_memory_gives_back_what_was_put_last() -> None:
    answers = MemoryAnswers()
    answers.put("key", "one")
    answers.put("key", "two")
    assert (answers.get("key"), answers.get("other")) == ("two", None)
