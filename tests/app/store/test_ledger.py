"""What was spent on each day, on disk."""

import logging
from datetime import date
from pathlib import Path

import pytest

from app.store.ledger import DiskLedger

DAY = date(2026, 11, 1)


def test_what_one_command_spent_the_next_one_has_spent(tmp_path: Path) -> None:
    file = tmp_path / "new" / "spent.sqlite3"
    DiskLedger(file).add(DAY, "tokens", 40)
    DiskLedger(file).add(DAY, "tokens", 2)
    assert DiskLedger(file).spent(DAY, "tokens") == 42


def test_days_and_units_are_apart(tmp_path: Path) -> None:
    ledger = DiskLedger(tmp_path / "spent.sqlite3")
    ledger.add(DAY, "tokens", 40)
    assert (ledger.spent(date(2026, 11, 2), "tokens"), ledger.spent(DAY, "USD")) == (0, 0)


def test_a_file_that_is_damaged_is_logged_and_this_process_s_own_calls_still_count(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A budget that counts nothing would bound nothing."""
    file = tmp_path / "spent.sqlite3"
    file.write_bytes(b"no database" * 100)
    ledger = DiskLedger(file)
    with caplog.at_level(logging.WARNING):
        ledger.add(DAY, "tokens", 40)
    assert ledger.spent(DAY, "tokens") == 40
    assert "not kept" in caplog.text


def test_a_file_that_is_taken_away_is_begun_anew(tmp_path: Path) -> None:
    file = tmp_path / "spent.sqlite3"
    ledger = DiskLedger(file)
    ledger.add(DAY, "tokens", 40)
    file.unlink()
    ledger.add(DAY, "tokens", 2)
    assert ledger.spent(DAY, "tokens") == 42
