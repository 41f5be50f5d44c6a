"""Answers are kept in the order of their clauses; what was not answered is said."""

import asyncio
from typing import Any

import pytest

from app.core.errors import DraftInvalid, ModelMisconfigured, ModelUnavailable
from app.llm.asking import Answer, Question, Usage
from app.reader import prompting
from app.reader.asking import Readings, ask_clauses
from app.reader.clauses import worth_asking
from app.reader.readings import Reading
from tests.app.reader.build import read, reading

TEXT = "A bomb killed two in Kano. Gunmen shot a judge in Gao. Rockets hit Basra."
TEMPLATE = prompting.load("incident/v1")
USAGE = Usage(attempts=1, input_tokens=10, output_tokens=2)


class Model:
    """Answers every sentence with its own words as the event, but for those told to fail or to wait."""

    def __init__(self, fails: dict[str, Exception] | None = None, waits: str = "", cached: str = "") -> None:
        self.fails = fails or {}
        self.waits = waits
        self.cached = cached

    async def __call__(self, question: Question[Any], /) -> Answer[Any]:
        text = question.messages[-1].content
        for beginning, error in self.fails.items():
            if text.startswith(beginning):
                raise error
        await asyncio.sleep(60 if self.waits and text.startswith(self.waits) else 0)
        return Answer(reading(event=text), USAGE, cached=bool(self.cached) and text.startswith(self.cached))


async def asked(model: Model, text: str = TEXT, deadline_s: float = 5.0) -> Readings:
    return await ask_clauses(model, TEMPLATE, worth_asking(read(text)), deadline_s)


async def test_readings_come_in_the_article_s_order_with_their_cost_in_sum() -> None:
    readings = await asked(Model())
    assert [asked.reading.event for asked in readings.clauses] == [
        "A bomb killed two in Kano.",
        "Gunmen shot a judge in Gao.",
        "Rockets hit Basra.",
    ]
    assert readings.usage == USAGE + USAGE + USAGE
    assert readings.notes == ()


async def test_it_is_cached_only_when_every_answer_is() -> None:
    assert not (await asked(Model(cached="A bomb"))).cached
    assert (await asked(Model(cached="A"), "A bomb killed two.")).cached


async def test_one_bad_answer_is_a_note_and_the_others_stand() -> None:
    readings = await asked(Model({"Gunmen": DraftInvalid("no JSON")}))
    assert len(readings.clauses) == 2
    assert readings.notes == ("sentence 1 could not be read: no JSON",)


async def test_when_every_answer_is_bad_the_first_failure_is_raised() -> None:
    with pytest.raises(DraftInvalid):
        await asked(Model(dict.fromkeys(("A", "G", "R"), DraftInvalid("no JSON"))))


async def test_an_answer_that_is_late_is_a_note() -> None:
    readings = await asked(Model(waits="Rockets"), deadline_s=0.2)
    assert len(readings.clauses) == 2
    assert readings.notes == ("sentence 2 was not answered: the deadline passed",)


async def test_a_wrong_setting_ends_the_article_at_once() -> None:
    model = Model({"A bomb": ModelMisconfigured("401")}, waits="Rockets")
    readings = await asked(model)
    assert readings.notes[0] == "sentence 0 was not answered: 401"
    assert "sentence 2" in readings.notes[-1]


async def test_when_the_model_is_gone_it_says_so_and_not_that_time_ran_out() -> None:
    with pytest.raises(ModelUnavailable, match="connection refused"):
        await asked(Model(dict.fromkeys(("A", "G", "R"), ModelUnavailable("connection refused"))))


async def test_a_fault_of_ours_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        await asked(Model({"Gunmen": ZeroDivisionError()}))


def test_the_constant_prefix_is_the_same_for_every_sentence() -> None:
    first, second = (prompting.ask_sentence(TEMPLATE, text) for text in ("A bomb.", "B"))
    assert first.messages[:-1] == second.messages[:-1]
    assert first.answer is Reading
