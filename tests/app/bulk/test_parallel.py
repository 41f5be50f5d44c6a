"""Work on many items at once, in virtual time."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.bulk.parallel import TRIES, in_parallel, patiently
from app.core.errors import Overloaded
from tests.fakes.virtual_time import run


class Items:
    """Counts what was read and what is worked at; each item is the seconds that its work takes."""

    def __init__(self, seconds: list[float]) -> None:
        self.seconds = seconds
        self.read = self.now = self.most = 0

    async def __call__(self) -> AsyncIterator[float]:
        for each in self.seconds:
            self.read += 1
            yield each

    async def work(self, seconds: float) -> float:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await asyncio.sleep(seconds)
        finally:
            self.now -= 1
        return seconds


@settings(max_examples=50)
@given(st.lists(st.integers(1, 9), max_size=20), st.integers(1, 5))
def test_each_item_is_worked_at_once_in_bounds(seconds: list[int], at_once: int) -> None:
    """For any durations: all results, each once, and never more at work than allowed."""
    items = Items([float(each) for each in seconds])

    async def main() -> list[float]:
        return [done async for done in in_parallel(items(), items.work, at_once)]

    assert sorted(run(main())) == sorted(items.seconds)
    assert items.most == min(at_once, len(seconds))


def test_what_is_done_first_comes_first() -> None:
    async def main() -> list[float]:
        items = Items([3.0, 1.0, 2.0])
        return [done async for done in in_parallel(items(), items.work, 3)]

    assert run(main()) == [1.0, 2.0, 3.0]


def test_who_takes_nothing_stops_the_reading_and_who_leaves_ends_the_work() -> None:
    async def main() -> tuple[int, int]:
        items = Items([1.0] * 100)
        results = in_parallel(items(), items.work, 3)
        await anext(results)
        await asyncio.sleep(50)
        read = items.read
        await results.aclose()
        return read, items.now

    assert run(main()) == (5, 0)  # one is taken, three are worked at, and the next one waits


def test_an_error_of_the_items_ends_the_work() -> None:
    async def broken() -> AsyncIterator[float]:
        yield 5.0
        raise OSError("gone")

    async def main() -> int:
        items = Items([])
        with pytest.raises(OSError, match="gone"):
            _ = [done async for done in in_parallel(broken(), items.work, 2)]
        return items.now

    assert run(main()) == 0


def test_patience_has_an_end() -> None:
    tries = 0

    async def full() -> None:
        nonlocal tries
        tries += 1
        raise Overloaded("full")

    with pytest.raises(Overloaded):
        run(patiently(full))
    assert tries == TRIES + 1
