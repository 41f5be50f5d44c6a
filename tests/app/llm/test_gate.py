"""The gate of an endpoint, in virtual time."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from app.core.caller import Caller, calling
from app.core.errors import DraftInvalid, ModelUnavailable
from app.llm.extractor import loop_clock
from app.llm.gate import Breaker, Breakers, Gate, Limit, Patience
from tests.fakes.virtual_time import run

DOWN = ModelUnavailable("the endpoint answered 500")
LONG = 10_000.0


def gate(ceiling: int = 4, breakers: Breakers | None = None) -> Gate:
    return Gate(Limit(ceiling), breakers or Breakers(), loop_clock)


async def take(through: Gate, seconds: float = 1.0, error: Exception | None = None, patience_s: float = LONG) -> float:
    """One call of so many seconds that ends in the error; when it began."""
    async with through.passage(Patience(loop_clock() + patience_s, for_pause=True)):
        began = loop_clock()
        await asyncio.sleep(seconds)
        if error:
            raise error
    return began


async def fail(through: Gate, times: int = 1, error: Exception = DOWN) -> None:
    for _ in range(times):
        with pytest.raises(type(error)):
            await take(through, error=error)


# The limit.


async def in_flight(through: Gate, calls: int, error: Exception | None = None) -> int:
    """Most calls at once of so many that come together."""
    now = most = 0

    async def call() -> None:
        nonlocal now, most
        async with through.passage(Patience(loop_clock() + LONG, for_pause=True)):
            now += 1
            most = max(most, now)
            await asyncio.sleep(1)
            now -= 1
            if error:
                raise error

    await asyncio.gather(*(call() for _ in range(calls)), return_exceptions=True)
    return most


def test_the_limit_grows_with_answers_up_to_its_ceiling() -> None:
    async def main() -> None:
        through = gate(ceiling=20)
        assert await in_flight(through, 8) == 8
        assert await in_flight(through, 500) == 20

    run(main())


def test_until_the_first_failure_each_round_of_answers_doubles_the_limit() -> None:
    """By one for each round, 200 calls of 2 s would be in flight after six minutes."""

    async def main() -> None:
        through = gate(ceiling=200)
        began = loop_clock()
        await in_flight(through, 8 + 16 + 32 + 64)
        assert loop_clock() - began == pytest.approx(4.0)
        await fail(through)
        began = loop_clock()
        await in_flight(through, 400)
        assert loop_clock() - began > 4.0

    run(main())


def test_a_round_of_failures_cuts_the_limit_once() -> None:
    async def main() -> None:
        through = gate(ceiling=8, breakers=Breakers(float("inf")))
        await in_flight(through, 8, DOWN)
        assert await in_flight(through, 8) == 5

    run(main())


def test_at_least_one_call_may_always_go() -> None:
    async def main() -> None:
        through = gate(breakers=Breakers(float("inf")))
        await fail(through, 50)
        assert await in_flight(through, 2) == 1

    run(main())


def test_answers_while_few_are_in_flight_teach_nothing() -> None:
    async def main() -> None:
        through = gate(ceiling=20)
        for _ in range(100):
            await take(through)
        assert await in_flight(through, 20) < 15

    run(main())


# The pause.


@pytest.mark.parametrize(("asked_s", "kept_s"), [(7.0, 7.0), (None, 1.0), (0.0, 0.0), (10.0**6, 3600.0)])
def test_a_pause_is_kept_by_all(asked_s: float | None, kept_s: float) -> None:
    """A 429 without a named pause counts as one second, and none is longer than an hour."""

    async def main() -> None:
        through = gate()
        await fail(through, error=ModelUnavailable("429", retry_after_s=asked_s, throttled=True))
        ended = loop_clock()
        began = await asyncio.gather(take(through), take(through))
        assert began == pytest.approx((ended + kept_s, ended + kept_s))

    run(main())


def test_a_pause_that_does_not_fit_is_told_at_once() -> None:
    async def main() -> None:
        through = gate()
        await fail(through, error=ModelUnavailable("429", retry_after_s=600.0, throttled=True))
        before = loop_clock()
        with pytest.raises(ModelUnavailable, match="asked for a pause") as raised:
            await take(through, patience_s=30.0)
        assert (raised.value.retry_after_s, loop_clock()) == (600.0, before)

    run(main())


# The breaker.


def test_after_five_failures_in_a_row_no_call_goes() -> None:
    async def main() -> None:
        through = gate()
        await fail(through, 4)
        await take(through)
        await fail(through, 5)
        with pytest.raises(ModelUnavailable, match="keeps failing") as raised:
            await take(through)
        assert raised.value.retry_after_s == Breaker.PAUSE_S

    run(main())


@pytest.mark.parametrize("error", [DraftInvalid("nonsense"), ModelUnavailable("429", throttled=True)])
def test_an_endpoint_that_answers_at_all_does_not_count_as_failing(error: Exception) -> None:
    async def main() -> None:
        through = gate()
        await fail(through, 20, error)
        await take(through)

    run(main())


def test_one_probe_goes_at_a_time_and_its_answer_lets_all_go() -> None:
    async def main() -> None:
        through = gate()
        await fail(through, 5)
        await asyncio.sleep(Breaker.PAUSE_S)
        probe = asyncio.ensure_future(take(through, seconds=3))
        await asyncio.sleep(1)
        with pytest.raises(ModelUnavailable, match="keeps failing"):
            await take(through)
        await probe
        assert await in_flight(through, 2) == 2

    run(main())


def test_each_probe_that_fails_doubles_the_pause_up_to_a_minute() -> None:
    async def main() -> None:
        through, pauses = gate(), []
        await fail(through, 5)
        for _ in range(6):
            pauses.append(through.closed_for_s())
            await asyncio.sleep(through.closed_for_s())
            await fail(through)
        assert pauses == pytest.approx([5, 10, 20, 40, 60, 60])

    run(main())


Leaving = Callable[["asyncio.Future[float]"], Awaitable[object]]


async def cancel(probe: "asyncio.Future[float]") -> None:
    probe.cancel()
    await asyncio.gather(probe, return_exceptions=True)


def test_a_probe_whose_caller_leaves_makes_room_for_the_next() -> None:
    async def main() -> None:
        through = gate()
        await fail(through, 5)
        await asyncio.sleep(Breaker.PAUSE_S)
        probe = asyncio.ensure_future(take(through, seconds=100))
        await asyncio.sleep(1)
        await cancel(probe)
        await take(through)

    run(main())


def test_a_call_that_is_out_until_its_deadline_is_a_failure_and_one_that_is_left_is_not() -> None:
    async def main() -> None:
        hung, left = gate(), gate()
        for _ in range(5):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(2):
                    await take(hung, seconds=100, patience_s=2)
            call = asyncio.ensure_future(take(left, seconds=100))
            await asyncio.sleep(1)
            await cancel(call)
        assert hung.closed_for_s() > 0
        assert left.closed_for_s() == 0

    run(main())


def test_those_who_wait_for_a_slot_learn_when_the_endpoint_goes() -> None:
    async def main() -> None:
        through = gate(ceiling=1)
        waiting = asyncio.gather(*(take(through, error=DOWN) for _ in range(8)), return_exceptions=True)
        ended = await waiting
        assert [str(error) for error in ended[5:]] == ["the endpoint keeps failing"] * 3

    run(main())


def test_a_slot_is_given_back_whatever_happens() -> None:
    async def main() -> None:
        through = gate(ceiling=1)
        call = asyncio.ensure_future(take(through, seconds=100))
        waiting = asyncio.ensure_future(take(through))
        await asyncio.sleep(1)
        await cancel(waiting)
        await cancel(call)
        await take(through)

    run(main())


# Several callers.


def test_what_the_articles_of_one_caller_make_fail_is_kept_from_no_other() -> None:
    async def main() -> None:
        through = gate()
        with calling(Caller("hostile")):
            await fail(through, 5)
            with pytest.raises(ModelUnavailable, match="keeps failing"):
                await take(through)
        with calling(Caller("other")):
            await take(through)

    run(main())


def test_an_endpoint_that_fails_several_callers_is_left_alone_by_all() -> None:
    async def main() -> None:
        through = gate()
        for name in ("a", "a", "a", "b", "b", "c"):
            with calling(Caller(name)):
                await fail(through)
        with calling(Caller("d")), pytest.raises(ModelUnavailable, match="keeps failing"):
            await take(through)

    run(main())


def test_a_caller_whose_calls_all_fail_does_not_prolong_the_pause_of_others() -> None:
    async def main() -> None:
        through = gate()
        for name in ("a", "b", "c", "a", "b"):
            with calling(Caller(name)):
                await fail(through)
        await asyncio.sleep(Breaker.PAUSE_S)
        with calling(Caller("a")):
            await fail(through)
        with calling(Caller("d")):
            await take(through)

    run(main())
