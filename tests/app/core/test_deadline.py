"""One deadline over all that is done for an article."""

import asyncio
import math

from app.core.deadline import QUESTIONS, for_questions_s, left_s, within
from tests.fakes.virtual_time import run


def test_time_that_has_passed_is_not_granted_again() -> None:
    """A later, longer deadline within changes nothing; a task that is begun within has the same."""

    async def main() -> None:
        with within(10.0):
            await asyncio.sleep(4.0)
            with within(60.0):
                assert left_s() == 6.0
                assert await asyncio.create_task(_left()) == 6.0
                assert for_questions_s() == QUESTIONS * 6.0
            with within(1.0):
                assert left_s() == 1.0
            await asyncio.sleep(100.0)
            assert left_s() == 0.0

    run(main())


def test_where_there_is_none_time_is_endless() -> None:
    assert run(_left()) == math.inf


async def _left() -> float:
    return left_s()
