"""Who may join the queue."""

import asyncio
from typing import Any

import pytest

from app.core.caller import Caller, calling
from app.core.errors import DraftInvalid, Overloaded
from app.llm.admission import Admission
from app.llm.asking import Answer, Message, Question, Usage
from app.llm.turns import expect
from tests.app.reader.build import reading

QUESTION = Question((Message("user", "A bomb."),), type(reading()), 10)


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class Model:
    """Answers the questions in their order, when told."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.waiting: list[asyncio.Future[None]] = []

    async def __call__(self, _question: Question[Any], /) -> Answer[Any]:
        turn = asyncio.get_running_loop().create_future()
        self.waiting.append(turn)
        try:
            await turn
        finally:
            self.waiting.remove(turn)
        return Answer(reading(event="a bomb"), Usage(), cached=False)

    async def answer(self, after_s: float, error: Exception | None = None) -> None:
        self.clock.now_s += after_s
        turn = self.waiting[0]
        if error:
            turn.set_exception(error)
        else:
            turn.set_result(None)
        await settle()


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


class Desk:
    """Articles of some questions each, before one model."""

    def __init__(self, deadline_s: float = 10.0, most_articles: float = 100, slots: int = 1) -> None:
        clock = Clock()
        self.model = Model(clock)
        self.admission = Admission(slots, deadline_s, most_articles, clock)
        self._ask = self.admission.guard(self.model)

    async def read(self, questions: int = 1, key: str = "") -> list[Any]:
        with calling(Caller(key)), self.admission.article():
            expect(questions)
            return await asyncio.gather(*(self._ask(QUESTION) for _ in range(questions)))

    async def post(self, questions: int = 1, key: str = "") -> asyncio.Task[list[Any]]:
        task = asyncio.create_task(self.read(questions, key))
        await settle()
        return task

    async def measure(self, pace_s: float) -> None:
        task = await self.post()
        await self.model.answer(pace_s)
        await task


async def test_before_anything_is_measured_articles_are_let_in() -> None:
    desk = Desk()
    tasks = [await desk.post() for _ in range(50)]
    assert desk.admission.answer_s is None
    assert desk.admission.questions == 50
    for task in tasks:
        task.cancel()


async def test_an_article_is_refused_when_what_is_before_it_takes_longer_than_its_deadline() -> None:
    """3 s a question, 10 s for an article: two may wait before one's own, three may not."""
    desk = Desk()
    await desk.measure(3.0)
    let_in = [await desk.post() for _ in range(3)]
    with pytest.raises(Overloaded, match="come in 9 s") as refused:
        await desk.read()
    assert refused.value.retry_after_s == pytest.approx(2.0)
    assert not any(task.done() for task in let_in)
    for task in let_in:
        task.cancel()


async def test_after_the_wait_that_was_told_it_is_let_in() -> None:
    desk = Desk()
    await desk.measure(3.0)
    tasks = [await desk.post() for _ in range(3)]
    with pytest.raises(Overloaded):
        await desk.read()
    await desk.model.answer(3.0)
    tasks.append(await desk.post())
    assert desk.admission.questions == 3
    for task in tasks:
        task.cancel()


async def test_an_article_s_own_questions_do_not_count_against_it() -> None:
    desk = Desk(most_articles=1)
    await desk.measure(3.0)
    task = await desk.post(questions=30)
    assert desk.admission.questions == 30
    task.cancel()


async def test_an_empty_queue_refuses_nobody_however_slow_the_model_is() -> None:
    desk = Desk()
    await desk.measure(60.0)
    task = await desk.post()
    assert not task.done()
    task.cancel()


async def test_there_is_a_bound_whatever_the_pace() -> None:
    desk = Desk(most_articles=2)
    tasks = [await desk.post() for _ in range(2)]
    with pytest.raises(Overloaded, match="2 articles are waiting"):
        await desk.read()
    tasks[0].cancel()
    await settle()
    tasks.append(await desk.post())
    assert desk.admission.questions == 2
    for task in tasks:
        task.cancel()


async def test_failures_count_for_the_pace_and_so_does_what_was_given_up_late() -> None:
    desk = Desk()
    failing, waiting = await desk.post(), await desk.post()
    await desk.model.answer(4.0, DraftInvalid("no"))
    with pytest.raises(DraftInvalid):
        await failing
    assert desk.admission.answer_s == pytest.approx(4.0)
    waiting.cancel()  # at once: it tells nothing
    await settle()
    assert desk.admission.answer_s == pytest.approx(4.0)
    hanging = await desk.post()
    desk.model.clock.now_s += 100
    hanging.cancel()
    await settle()
    assert (desk.admission.answer_s or 0.0) > 50


async def test_while_a_slot_is_free_nobody_waits_and_then_as_long_as_the_slots_take_together() -> None:
    """Four slots, 4 s an answer, 10 s for an article: 4 start at once, 6 more wait at most 6 s, the next is refused.

    Of an article with three questions only the first has its turn before another's."""
    desk = Desk(slots=4)
    await desk.measure(4.0)
    tasks = [await desk.post() for _ in range(9)]
    assert len(desk.model.waiting) == 4
    tasks.append(await desk.post(questions=3))
    with pytest.raises(Overloaded, match="come in 7 s"):
        await desk.read()
    for task in tasks:
        task.cancel()


async def test_time_without_work_is_not_counted() -> None:
    desk = Desk()
    await desk.measure(2.0)
    desk.model.clock.now_s += 1000
    await desk.measure(2.0)
    assert desk.admission.answer_s == pytest.approx(2.0)


async def test_questions_of_no_article_are_counted_and_never_refused() -> None:
    desk = Desk(most_articles=0)
    task = asyncio.create_task(desk.admission.guard(desk.model)(QUESTION))
    await settle()
    assert desk.admission.questions == 1
    task.cancel()


async def test_a_pace_that_was_measured_long_ago_counts_no_more() -> None:
    """A model that was in trouble may be well now, and nobody is refused for what was."""
    desk = Desk()
    await desk.measure(9.0)
    desk.model.clock.now_s += 10.1
    assert desk.admission.answer_s is None
    await desk.measure(2.0)
    assert desk.admission.answer_s == pytest.approx(2.0)


# Several callers.


async def test_a_long_article_of_one_key_locks_out_no_other() -> None:
    """300 questions of 3 s wait for one key: an article of another is let in, and read after the one in progress and
    the next."""
    desk = Desk()
    await desk.measure(3.0)
    long = await desk.post(300, key="x")
    other = await desk.post(key="y")
    for _ in range(3):
        await desk.model.answer(3.0)
    assert other.done()
    assert not long.done()
    long.cancel()


async def test_a_long_article_does_not_lock_out_a_short_one_of_the_same_key() -> None:
    desk = Desk()
    await desk.measure(3.0)
    long = await desk.post(300)
    short = await desk.post()
    for _ in range(3):
        await desk.model.answer(3.0)
    assert short.done()
    long.cancel()


async def test_a_long_article_of_one_key_does_not_lock_out_a_long_one_of_another() -> None:
    """What its time does not suffice for makes it partial: its key has its share, and no other key takes that."""
    desk = Desk(deadline_s=100.0)
    await desk.measure(1.0)
    tasks = [await desk.post(300, key="x"), await desk.post(300, key="y")]
    assert not any(task.done() for task in tasks)
    for task in tasks:
        task.cancel()


async def test_articles_that_could_not_be_read_in_time_are_refused_whosever_they_are() -> None:
    """1 s a question, 100 s for an article of 20: five keys fit beside each other, a sixth would come too late."""
    desk = Desk(deadline_s=100.0)
    await desk.measure(1.0)
    tasks = [await desk.post(20, key=key) for key in "abcde"]
    with pytest.raises(Overloaded):
        await desk.read(20, key="f")
    tasks.append(await desk.post(1, key="f"))
    assert not any(task.done() for task in tasks)
    for task in tasks:
        task.cancel()


async def test_articles_of_one_key_are_let_in_as_far_as_all_of_each_can_be_read() -> None:
    """1 s a question, 100 s for an article of 20 questions: five before it may wait, six may not."""
    desk = Desk(deadline_s=100.0)
    await desk.measure(1.0)
    tasks = [await desk.post(20) for _ in range(5)]
    with pytest.raises(Overloaded):
        await desk.read(20)
    for task in tasks:
        task.cancel()
