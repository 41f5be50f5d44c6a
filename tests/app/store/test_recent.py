"""What was computed lately is not computed again, and is bounded."""

import asyncio
from collections.abc import Callable, Hashable
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store.recent import AT_LEAST, Recent

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
ROOM = 10 * AT_LEAST


def recall(recent: Recent[K, V], key: K, characters: int, make: Callable[[], V]) -> V:
    """What is recalled where the value is made at once."""

    async def made() -> V:
        return make()

    return asyncio.run(recent.recall(key, characters, made))


def test_a_value_is_made_once() -> None:
    recent, made = Recent[str, list[int]](ROOM), [1]
    assert recall(recent, "a", 3, lambda: made) is made
    assert recall(recent, "a", 3, lambda: [2]) is made


@given(st.lists(st.integers(0, 6)))
def test_what_was_asked_for_last_is_known_as_far_as_there_is_room(asked: list[int]) -> None:
    """Against a list of keys in the order of asking; a key is the number of its thousands of characters."""
    recent, order = Recent[int, int](ROOM), list[int]()
    for key in asked:
        made: list[int] = []
        assert recall(recent, key, key * AT_LEAST, lambda key=key, made=made: made.append(key) or key) == key  # type: ignore[misc]
        assert bool(made) == (key not in order)
        order = [*(other for other in order if other != key), key]
        while AT_LEAST * sum(max(1, other) for other in order) > ROOM:
            order.pop(0)


def test_an_article_longer_than_all_the_room_is_made_each_time_and_drives_nothing_out() -> None:
    recent = Recent[str, int](ROOM)
    recall(recent, "short", ROOM, lambda: 1)
    assert [recall(recent, "long", ROOM + 1, lambda n=n: n) for n in (2, 3)] == [2, 3]  # type: ignore[misc]
    assert recall(recent, "short", ROOM, lambda: 4) == 1


def test_an_error_is_raised_and_not_kept() -> None:
    recent = Recent[str, int](ROOM)
    with pytest.raises(ZeroDivisionError):
        recall(recent, "a", 1, lambda: 1 // 0)
    assert recall(recent, "a", 1, lambda: 5) == 5
