"""What a log looks like, whatever is written into it."""

import logging

from hypothesis import given
from hypothesis import strategies as st

from app.core.logs import CONTINUED, OneRecord, Repeats


def record(text: str, level: int = logging.WARNING, *values: object) -> logging.LogRecord:
    return logging.LogRecord("app", level, __file__, 1, text, values, None)


@given(st.text())
def test_nothing_in_a_record_begins_a_line_as_a_record_does_or_steers_a_terminal(text: str) -> None:
    """Each line after the first is marked as a continuation; no character is left that is not printable."""
    shown = OneRecord("%(levelname)s: %(message)s").format(record("%s", logging.WARNING, text))
    first, *others = shown.splitlines()
    assert first.startswith("WARNING: ")
    assert all(line.startswith(CONTINUED.lstrip("\n")) for line in others)
    assert all(character.isprintable() or character in "\n\t" for character in shown)


def test_a_record_without_anything_strange_is_written_as_it_is() -> None:
    """Letters of every script stay."""
    assert OneRecord("%(message)s").format(record("größer: 北京")) == "größer: 北京"


def test_a_fault_that_repeats_is_logged_once_in_ten_seconds_and_counted() -> None:
    """Those alike but for their arguments are left out; the next one that is let through says how many they were."""
    now = [100.0]
    repeats = Repeats(10.0, lambda: now[0])
    assert [repeats.filter(record("no %s\nsocket", logging.ERROR, each)) for each in range(5)] == [True] + [False] * 4
    assert repeats.filter(record("another", logging.ERROR))
    now[0] += 10
    last = record("no %s\nsocket", logging.ERROR, 9)
    assert repeats.filter(last)
    assert last.getMessage() == "no 9\nsocket (4 more like it were left out)"


def test_what_is_no_warning_is_never_left_out() -> None:
    """The line of each request stands in the log."""
    repeats = Repeats()
    assert all(repeats.filter(record("request", logging.INFO)) for _ in range(3))
