"""Single flight: one piece of work for all who ask for it at once."""

import asyncio
from typing import Any

import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.core.anew import asking_anew, is_anew
from app.llm.asking import Answer, ExtractionSpec, Message, Question, Usage
from app.store.flights import MOST_BEGINNINGS, Flights, share
from tests.app.reader.build import reading

SPEC = ExtractionSpec("reader", "fake", "fake", "json_schema", "incident/v1")


class Work:
    """Work that ends when told; counts its beginnings and its cancellations."""

    def __init__(self) -> None:
        self.begun = 0
        self.cancelled = 0
        self.end: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def __call__(self) -> str:
        self.begun += 1
        try:
            return await asyncio.shield(self.end)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_all_who_ask_at_once_get_one_result() -> None:
    flights, work = Flights[str](), Work()
    waiting = [asyncio.create_task(flights.join("key", work)) for _ in range(100)]
    await settle()
    work.end.set_result("made")
    assert await asyncio.gather(*waiting) == ["made"] * 100
    assert work.begun == 1


async def test_who_comes_after_the_end_begins_anew() -> None:
    flights, work = Flights[str](), Work()
    work.end.set_result("made")
    assert [await flights.join("key", work) for _ in range(2)] == ["made"] * 2
    assert work.begun == 2


async def test_other_keys_are_other_work() -> None:
    flights, work = Flights[str](), Work()
    waiting = [asyncio.create_task(flights.join(key, work)) for key in "ab"]
    await settle()
    work.end.set_result("made")
    await asyncio.gather(*waiting)
    assert work.begun == 2


async def test_the_work_goes_on_when_the_first_leaves_and_ends_with_the_last() -> None:
    flights, work = Flights[str](), Work()
    waiting = [asyncio.create_task(flights.join("key", work)) for _ in range(2)]
    await settle()
    waiting[0].cancel()
    await settle()
    assert (work.cancelled, waiting[1].done()) == (0, False)
    waiting[1].cancel()
    await settle()
    assert work.cancelled == 1
    assert all(task.cancelled() for task in waiting)


async def test_who_comes_while_abandoned_work_ends_begins_anew() -> None:
    flights, work = Flights[str](), Work()
    first = asyncio.create_task(flights.join("key", work))
    await settle()
    first.cancel()
    second = asyncio.create_task(flights.join("key", work))
    await settle()
    work.end.set_result("made")
    assert await second == "made"
    assert (work.begun, work.cancelled) == (2, 1)


async def test_an_error_is_everyone_s_and_is_forgotten() -> None:
    flights, work = Flights[str](), Work()
    waiting = [asyncio.create_task(flights.join("key", work)) for _ in range(3)]
    await settle()
    work.end.set_exception(ValueError("no"))
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(result) for result in results] == [ValueError] * 3
    assert await flights.join("key", ready) == "ready"


async def ready() -> str:
    return "ready"


async def test_work_that_dies_is_begun_again_by_one_who_waits() -> None:
    """Case 27: the work is cancelled from elsewhere, once; those who wait get a result all the same."""
    flights, begun = Flights[str](), 0

    async def mortal() -> str:
        nonlocal begun
        begun += 1
        await asyncio.sleep(0)
        if begun == 1:
            raise asyncio.CancelledError
        return "made"

    waiting = [asyncio.create_task(flights.join("key", mortal)) for _ in range(3)]
    assert await asyncio.gather(*waiting) == ["made"] * 3
    assert begun == 2


async def test_work_that_always_dies_is_given_up() -> None:
    flights, begun = Flights[str](), 0

    async def mortal() -> str:
        nonlocal begun
        begun += 1
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await flights.join("key", mortal)
    assert begun == MOST_BEGINNINGS


async def test_a_question_in_progress_is_not_asked_again_and_costs_once() -> None:
    asked = 0

    async def ask(_question: Question[Any], /) -> Answer[Any]:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        return Answer(reading(event="a bomb"), Usage(1, 10, 2), cached=False)

    question = Question((Message("user", "A bomb."),), type(reading()), 10)
    shared = share(ask, SPEC)
    answers = await asyncio.gather(*(shared(question) for _ in range(3)))
    assert asked == 1
    assert sum((answer.usage for answer in answers), Usage()) == Usage(1, 10, 2)


class Machine(RuleBasedStateMachine):
    """Clients come and leave, work ends or fails, in any order: one piece of work while anyone waits, nobody lost."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.flights: Flights[int] = Flights()
        self.running: list[asyncio.Future[int]] = []
        self.clients: list[asyncio.Task[int]] = []

    async def work(self) -> int:
        end: asyncio.Future[int] = self.loop.create_future()
        self.running.append(end)
        try:
            return await end
        finally:
            self.running.remove(end)

    def turn(self) -> None:
        self.loop.run_until_complete(settle())
        self.clients = [client for client in self.clients if not client.done()]

    @rule()
    def come(self) -> None:
        self.clients.append(self.loop.create_task(self.flights.join("key", self.work)))
        self.turn()

    @precondition(lambda self: self.clients)
    @rule()
    def leave(self) -> None:
        self.clients[0].cancel()
        self.turn()

    @precondition(lambda self: self.running)
    @rule()
    def succeed(self) -> None:
        waiting = list(self.clients)
        self.running[0].set_result(7)
        self.turn()
        assert [client.result() for client in waiting] == [7] * len(waiting)

    @precondition(lambda self: self.running)
    @rule()
    def fail(self) -> None:
        waiting = list(self.clients)
        self.running[0].set_exception(ValueError())
        self.turn()
        assert all(isinstance(client.exception(), ValueError) for client in waiting)

    @invariant()
    def one_piece_of_work_while_anyone_waits(self) -> None:
        assert len(self.running) == (1 if self.clients else 0)

    def teardown(self) -> None:
        for client in self.clients:
            client.cancel()
        self.turn()
        self.loop.close()


Machine.TestCase.settings = settings(max_examples=50, stateful_step_count=20, deadline=None)
TestMachine = Machine.TestCase


async def test_a_question_that_is_asked_anew_joins_none_that_is_not() -> None:
    asked: list[bool] = []

    async def ask(question: Question[Any], /) -> Answer[Any]:
        asked.append(is_anew())
        await asyncio.sleep(0)
        return Answer(reading(), Usage(1, 10, 2), cached=False)

    shared = share(ask, SPEC)

    async def one(anew: bool) -> None:
        with asking_anew(anew):
            await shared(Question((Message("user", "x"),), type(reading()), 64))

    await asyncio.gather(*(one(anew) for anew in (False, True, True, False)))
    assert sorted(asked) == [False, True]
