"""An answer is of each article that got it, however it did."""

import asyncio
from contextlib import closing
from pathlib import Path

from pydantic import BaseModel

from app.llm.asking import Answer, ExtractionSpec, Message, Question, T, Usage, question_key
from app.store.answers import remember
from app.store.disk import DiskAnswers
from app.store.flights import share
from app.store.owners import asking_for, claiming
from app.store.shelf import Alone, Answers
from tests.fakes.answers import MemoryAnswers

SPEC = ExtractionSpec("reader", "example.org", "m", "json_schema", "incident/v1")
ONE, OTHER = "1" * 64, "2" * 64


class Place(BaseModel):
    city: str


QUESTION = Question((Message("user", "A sentence of two articles."),), Place, 64)
KEY = question_key(SPEC, QUESTION)


async def model(question: Question[T], /) -> Answer[T]:
    """Answers after a while."""
    await asyncio.sleep(0.01)
    return Answer(question.answer.model_validate({"city": "Kabul"}), Usage(1, 10, 5), cached=False)


async def asked_for(article: str, answers: Answers, *others: str) -> None:
    """The question, asked for these articles at once."""
    ask = claiming(share(remember(model, Alone(answers), SPEC), SPEC), Alone(answers))

    async def for_one(each: str) -> None:
        with asking_for(each):
            await ask(QUESTION)

    await asyncio.gather(*map(for_one, (article, *others)))


async def test_who_waited_for_an_answer_owns_it_like_who_asked() -> None:
    """Single flight: one call, two owners."""
    answers = MemoryAnswers()
    await asked_for(ONE, answers, OTHER)
    assert answers.owners(KEY) == {ONE, OTHER}


async def test_who_found_an_answer_owns_it_like_who_asked() -> None:
    """From the store: no call, and an owner more."""
    answers = MemoryAnswers()
    await asked_for(ONE, answers)
    await asked_for(OTHER, answers)
    assert answers.owners(KEY) == {ONE, OTHER}


async def test_an_answer_on_disk_keeps_its_owners_when_it_is_put_anew(tmp_path: Path) -> None:
    """As for `--fresh`, which another article may ask for."""
    with closing(DiskAnswers(tmp_path, 1 << 20)) as answers:
        await asked_for(ONE, answers)
        answers.put(KEY, "{}")
        await asked_for(OTHER, answers)
        assert answers.owners(KEY) == {ONE[:16], OTHER[:16]}
