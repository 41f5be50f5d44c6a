"""When a delivery is tried again."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.webhooks.schedule import FIRST_S, LONGEST, LONGEST_S, MOST_ATTEMPTS, next_attempt

BEGAN = datetime(2024, 2, 1, tzinfo=UTC)


@given(st.lists(st.floats(0, 1), min_size=MOST_ATTEMPTS, max_size=MOST_ATTEMPTS))
def test_it_ends_and_waits_no_longer_than_it_may(chances: list[float]) -> None:
    """Whatever chance says: within three days, in so many attempts, each wait within the bounds."""
    now, attempts = BEGAN, 1
    while (at := next_attempt(attempts, BEGAN, now, chances[attempts - 1])) is not None:
        assert timedelta(seconds=FIRST_S / 2) <= at - now <= timedelta(seconds=LONGEST_S)
        now, attempts = at, attempts + 1
    assert attempts == MOST_ATTEMPTS
    assert now - BEGAN <= LONGEST


def test_waits_grow() -> None:
    """Four times as long each time, up to six hours; jitter takes up to half of it."""
    waits = [next_attempt(n, BEGAN, BEGAN, 1.0) for n in (1, 2, 3, 8)]
    assert [(at - BEGAN).total_seconds() for at in waits if at] == [5, 20, 80, LONGEST_S]
    assert next_attempt(1, BEGAN, BEGAN, 0.0) == BEGAN + timedelta(seconds=2.5)


def test_what_is_too_old_is_given_up() -> None:
    """However few the attempts, as after a service that did not run for days."""
    assert next_attempt(1, BEGAN, BEGAN + LONGEST, 0.0) is None
