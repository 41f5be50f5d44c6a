"""Answers become one draft; what was not answered is said."""

import asyncio
from typing import Any

import pytest

from app.core.errors import DraftInvalid, ModelMisconfigured, ModelUnavailable
from app.llm.asking import Answer, Question, Usage
from app.reader import prompting, ways
from app.reader.readings import Reading, WholeAnswer
from app.reader.ways import Limits
from tests.app.reader.build import read, reading

TEXT = "A bomb killed two in Kano. Gunmen shot a judge in Gao. Rockets hit Basra."
LIMITS = Limits(deadline_s=5.0, max_output_tokens=500, context_tokens=8192)
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


async def extract(model: Model, limits: Limits = LIMITS) -> ways.Extraction:
    return await ways.by_sentences(model, TEMPLATE, limits)(read(TEXT))


async def test_readings_come_in_the_article_s_order_with_their_cost_in_sum() -> None:
    extraction = await extract(Model())
    assert [noted.reading.event for noted in extraction.draft.readings] == [
        "A bomb killed two in Kano.",
        "Gunmen shot a judge in Gao.",
        "Rockets hit Basra.",
    ]
    assert extraction.usage == USAGE + USAGE + USAGE
    assert extraction.draft.notes == ()


async def test_it_is_cached_only_when_every_answer_is() -> None:
    assert not (await extract(Model(cached="A bomb"))).cached
    assert (await ways.by_sentences(Model(cached="A"), TEMPLATE, LIMITS)(read("A bomb killed two."))).cached


async def test_one_bad_answer_is_a_note_and_the_others_stand() -> None:
    extraction = await extract(Model({"Gunmen": DraftInvalid("no JSON")}))
    assert len(extraction.draft.readings) == 2
    assert extraction.draft.notes == ("sentence 1 could not be read: no JSON",)


async def test_when_every_answer_is_bad_the_first_failure_is_raised() -> None:
    with pytest.raises(DraftInvalid):
        await extract(Model(dict.fromkeys(("A", "G", "R"), DraftInvalid("no JSON"))))


async def test_an_answer_that_is_late_is_a_note() -> None:
    extraction = await extract(Model(waits="Rockets"), Limits(0.2, 500, 8192))
    assert len(extraction.draft.readings) == 2
    assert extraction.draft.notes == ("question 3 of 3 was not answered: the deadline passed",)


async def test_a_wrong_setting_ends_the_article_at_once() -> None:
    model = Model({"A bomb": ModelMisconfigured("401")}, waits="Rockets")
    extraction = await extract(model)
    assert extraction.draft.notes[0] == "question 1 of 3 was not answered: 401"
    assert "question 3 of 3" in extraction.draft.notes[-1]


async def test_when_the_model_is_gone_it_says_so_and_not_that_time_ran_out() -> None:
    with pytest.raises(ModelUnavailable, match="connection refused"):
        await extract(Model(dict.fromkeys(("A", "G", "R"), ModelUnavailable("connection refused"))))


async def test_a_fault_of_ours_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        await extract(Model({"Gunmen": ZeroDivisionError()}))


def test_the_constant_prefix_is_the_same_for_every_sentence() -> None:
    first, second = (prompting.ask_sentence(TEMPLATE, text) for text in ("A bomb.", "B"))
    assert first.messages[:-1] == second.messages[:-1]
    assert first.answer is Reading


async def test_a_report_about_a_sentence_that_was_not_shown_carries_nothing() -> None:
    """A caption is not shown to the model, and there is no sentence 99."""
    article = read("Rescuers at work (AP Photo/Jane Roe)\n\nA bomb killed two in Kano.\n\nThe mayor wept.")
    caption = next(sentence.index for sentence in article.sentences if sentence.kind == "caption")
    blank = dict.fromkeys(Reading.model_fields)
    reports = [
        {**blank, "event": "Rescuers", "sentence": number, "incident": 1, "background": False}
        for number in (caption, 99)
    ]
    answer = WholeAnswer.model_validate({"headline": "", "summary": [], "reports": reports})

    async def ask(_: Question[Any], /) -> Answer[Any]:
        return Answer(answer, USAGE, cached=False)

    extraction = await ways.as_whole(ask, TEMPLATE, LIMITS)(article)
    assert [(noted.start, noted.end) for noted in extraction.draft.readings] == [(0, 0), (0, 0)]
