"""What a log of the service looks like: one record cannot be taken for two, and one fault cannot fill the disk."""

import json
import logging
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final, Literal

from app.core.tracing import trace_id

REPEATS_EVERY_S: Final = 10.0
CONTINUED: Final = "\n    | "

Format = Literal["text", "json"]
_request: ContextVar[str | None] = ContextVar("_request", default=None)


def note_request(request_id: str) -> None:
    """Name the request that this task works for, and the tasks that are begun for it. Each request has its own task."""
    _request.set(request_id)


class OneRecord(logging.Formatter):
    """Writes each record so that nothing in it looks like the beginning of another, or steers a terminal.

    Lines after the first, of a stack for example, begin with `    | `; every other character that is not printable is
    written as its escape.
    """

    _second = -1
    _written = ""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's own
        """The time as logging writes it, which is made once a second: a busy service has some thousand lines in one."""
        if datefmt:
            return super().formatTime(record, datefmt)
        if (second := int(record.created)) != self._second:
            self._second, self._written = second, super().formatTime(record)[: -len(",000")]
        return f"{self._written},{int(record.msecs):03d}"

    def format(self, record: logging.LogRecord) -> str:
        r"""The record as text, e.g. `... WARNING app: first\n    | second`."""
        return CONTINUED.join(_printable(line) for line in super().format(record).split("\n"))


class JsonRecord(logging.Formatter):
    """Writes each record as one object of JSON on one line, in ASCII: nothing in it can begin another.

    Of an exception it has the classes and the stack, and never its words, which may repeat what was read.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record, e.g. `{"time": "2026-11-27T04:33:17.123+00:00", "level": "INFO", ...}`; null: there is none."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        error = record.exc_info[1] if record.exc_info else None
        return json.dumps(
            {
                "time": at,
                "level": record.levelname,
                "logger": record.name,
                "message": record.getMessage(),
                "request_id": _request.get(),
                "trace_id": trace_id(),
                "stack": outline(error) if error else None,
            }
        )


class Repeats(logging.Filter):
    """Lets a warning or error through once in some seconds, and says with the next one how many were left out.

    Alike is what has the same level and the same first line before its arguments are put in. For loggers of others that
    repeat a fault as often as somebody outside wants: asyncio logs a stack for each of up to 2,048 connections that it
    cannot accept, each second.

    Args:
        every_s: Seconds from one that is let through to the next.
        clock: Seconds that only rise.
    """

    def __init__(self, every_s: float = REPEATS_EVERY_S, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._every_s = every_s
        self._clock = clock
        self._seen: dict[tuple[int, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is let through; changes the message of one that is, where others were left out."""
        if record.levelno < logging.WARNING:
            return True
        kind, now = (record.levelno, str(record.msg).partition("\n")[0]), self._clock()
        last, left_out = self._seen.get(kind, (-self._every_s, 0))
        if now - last < self._every_s:
            self._seen[kind] = (last, left_out + 1)
            return False
        self._seen = {each: seen for each, seen in self._seen.items() if now - seen[0] < self._every_s}
        self._seen[kind] = (now, 0)
        if left_out:
            record.msg, record.args = f"{record.getMessage()} ({left_out} more like it were left out)", ()
        return True


def log_to_stderr(level: int, repeating: Iterable[str], log_format: Format = "text") -> None:
    """Log to standard error from a level on; of the loggers that are named, a fault that repeats is left out."""
    # Nothing of these is in a line, and to find them out takes a third of the time of writing it.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # noqa: SLF001 - as "Optimization" in logging's manual has it
    handler = logging.StreamHandler(sys.stderr)
    text = OneRecord("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(text if log_format == "text" else JsonRecord())
    logging.basicConfig(level=level, handlers=[handler])
    for name in repeating:
        logging.getLogger(name).addFilter(Repeats())


def outline(error: BaseException) -> str:
    """Tell the classes and stacks of an error and of its causes, latest first; no message, since it may quote text."""
    return "".join(
        f"{type(each).__qualname__}\n{''.join(traceback.format_tb(each.__traceback__))}" for each in _chain(error)
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        for inner in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
            yield from _chain(inner)
        error = error.__cause__ or error.__context__


def _printable(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() or c == "\t" else c.encode("unicode_escape").decode() for c in line)
