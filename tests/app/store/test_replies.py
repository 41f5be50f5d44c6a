"""Answers in memory are sent again for as long as nothing was erased, and for a minute at most."""

from pathlib import Path

import pytest

from app.store.replies import LIFE_S, MARK, Replies, touch_mark

HEADERS = ((b"content-type", b"application/json"),)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def replies(tmp_path: Path, clock: Clock) -> Replies:
    return Replies(10_000, tmp_path / MARK, clock)


def keep(replies: Replies, key: bytes = b"k", body: bytes = b"{}") -> None:
    replies.keep(key, replies.state(), HEADERS, body)


def is_known(replies: Replies, key: bytes = b"k") -> bool:
    return replies.find(key, replies.state()) is not None


def test_what_was_kept_is_found_as_it_was(replies: Replies) -> None:
    keep(replies)
    found = replies.find(b"k", replies.state())
    assert found
    assert (found.headers, found.body) == (HEADERS, b"{}")
    assert not is_known(replies, b"another")


def test_an_answer_is_made_again_after_a_minute(replies: Replies, clock: Clock) -> None:
    keep(replies)
    clock.now = LIFE_S - 0.1
    assert is_known(replies)
    clock.now = LIFE_S
    assert not is_known(replies)


def test_an_erasure_by_another_process_voids_all(replies: Replies, tmp_path: Path) -> None:
    keep(replies)
    touch_mark(tmp_path)
    assert not is_known(replies)


def test_an_answer_that_was_begun_before_an_erasure_is_not_kept(replies: Replies, tmp_path: Path) -> None:
    """It may hold what was erased meanwhile."""
    before = replies.state()
    touch_mark(tmp_path)
    replies.keep(b"k", before, HEADERS, b"{}")
    assert not is_known(replies)
    before = replies.state()
    replies.forget()
    replies.keep(b"k", before, HEADERS, b"{}")
    assert not is_known(replies)


def test_bodies_are_kept_as_far_as_there_is_room(replies: Replies) -> None:
    keep(replies, b"1", b"x" * 6_000)
    keep(replies, b"2", b"x" * 6_000)
    keep(replies, b"3", b"x" * 20_000)
    assert [is_known(replies, key) for key in (b"1", b"2", b"3")] == [False, True, False]
