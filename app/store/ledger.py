"""What was spent on each day, kept on disk: a command that ends has spent it for the next one, too."""

import logging
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Final

LOCK_TIMEOUT_S: Final = 0.2
"""Longest wait for another process's write; as of the answers."""
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS spent (day TEXT, unit TEXT, amount INTEGER NOT NULL, PRIMARY KEY (day, unit))"
)
_ADD: Final = "INSERT INTO spent VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount"
_READ: Final = "SELECT amount FROM spent WHERE day = ? AND unit = ?"
_log = logging.getLogger(__name__)


class DiskLedger:
    """Amounts by day (UTC) and unit in a file, which processes may share.

    A file that cannot be read or written is logged: from then on this process counts its own calls, so that a budget
    holds for it at least.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._own: Counter[tuple[date, str]] = Counter()

    def add(self, day: date, unit: str, amount: int) -> None:
        """So much more was spent. Never raises."""
        self._own[day, unit] += amount
        self._run(_ADD, day.isoformat(), unit, amount)

    def spent(self, day: date, unit: str) -> int:
        """What was spent on a day, as far as is known. Never raises."""
        rows = self._run(_READ, day.isoformat(), unit)
        return max(rows[0][0] if rows else 0, self._own[day, unit])

    async def refresh(self, day: date, unit: str) -> None:
        """Nothing: each look reads the file."""

    def _run(self, statement: str, *values: str | int) -> list[tuple[int]]:
        # Opened for each: a call to a model takes a thousand times longer, and a file that was removed is made anew.
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._file, timeout=LOCK_TIMEOUT_S)) as database, database:
                database.execute(_TABLE)
                return database.execute(statement, values).fetchall()
        except (OSError, sqlite3.Error) as error:
            _log.warning("what the day's budget has left is not kept (%s)", type(error).__name__)
            return []
