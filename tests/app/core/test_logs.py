"""What a log looks like, whatever is written into it."""

import asyncio
import json
import logging
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.logs import CONTINUED, JsonRecord, OneRecord, Repeats, note_request, outline
from app.core.tracing import span
from tests.fakes.spans import recorded


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


@given(st.text())
def test_a_record_of_json_is_one_line_that_nothing_in_it_can_end(text: str) -> None:
    """Whatever stands in it comes back as it was."""
    line = JsonRecord().format(record("%s", logging.WARNING, text))
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["message"] == text


def test_a_record_of_json_names_time_level_logger_request_and_trace() -> None:
    async def work() -> str:
        note_request("r1")
        with span("work"):
            return await asyncio.to_thread(JsonRecord().format, record("done"))  # as work for a request is done

    with recorded() as exporter:
        found = json.loads(asyncio.run(work()))
        (own,) = exporter.get_finished_spans()
    assert datetime.fromisoformat(found.pop("time")).tzinfo is UTC
    assert own.context
    assert found == {
        "level": "WARNING",
        "logger": "app",
        "message": "done",
        "request_id": "r1",
        "trace_id": f"{own.context.trace_id:032x}",
        "stack": None,
    }


def test_a_record_of_json_has_the_stack_of_an_exception_without_its_words() -> None:
    """Outside of a request and of a trace there is no id."""
    one, words = record("failed", logging.ERROR), "SEC" + "RET"
    try:
        raise KeyError(words)
    except KeyError:
        one.exc_info = sys.exc_info()
    found = json.loads(JsonRecord().format(one))
    assert found["stack"].startswith("KeyError\n")
    assert "raise KeyError(words)" in found["stack"]
    assert "SECRET" not in str(found)
    assert (found["message"], found["request_id"], found["trace_id"]) == ("failed", None, None)


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


def test_an_outline_names_each_cause_and_each_member_of_a_group() -> None:
    def fail() -> None:
        try:
            raise KeyError("secret")
        except KeyError as error:
            raise ExceptionGroup("secret", [ValueError("secret"), OSError("secret")]) from error

    with pytest.raises(ExceptionGroup) as caught:
        fail()
    told = outline(caught.value)
    assert all(name in told for name in ("ExceptionGroup", "ValueError", "OSError", "KeyError"))
    assert '"secret"' not in told.replace('KeyError("secret")', "").replace('("secret"', "")
