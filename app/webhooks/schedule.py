"""When a delivery is tried again: exponential back-off with jitter, bounded in attempts and in time. Pure."""

from datetime import datetime, timedelta
from typing import Final

FIRST_S: Final = 5.0
FACTOR: Final = 4.0
LONGEST_S: Final = 6 * 3600.0
MOST_ATTEMPTS: Final = 18
"""Those of the back-off take about two and a half days."""
LONGEST: Final = timedelta(days=3)
"""After which nothing is tried any more: what waits is in the outbox no longer than that."""


def next_attempt(attempts: int, created_at: datetime, now: datetime, chance: float) -> datetime | None:
    """When to try again what failed now; None: not any more.

    Args:
        attempts: Those that were made, this one too.
        created_at: When it was put into the outbox.
        now: When the last of them failed.
        chance: 0 to 1, at random: how much of the latter half of the wait is waited, so that receivers that come back
            are not asked for everything at once.

    Example:
        After the first attempt 2.5 to 5 s, after the fifth 11 to 21 min, after the seventh and later 3 to 6 h.
    """
    wait_s = min(LONGEST_S, FIRST_S * FACTOR ** (attempts - 1)) * (0.5 + chance / 2)
    at = now + timedelta(seconds=wait_s)
    return None if attempts >= MOST_ATTEMPTS or at > created_at + LONGEST else at
