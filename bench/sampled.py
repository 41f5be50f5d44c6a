"""A server that samples itself: what parts of the code its CPU time is spent in.

    python -m bench.sampled OUT.json serve --port 8000              # the service
    python -m bench.sampled OUT.json bare --port 8001 --body FILE   # bench.bare

SIGUSR1 begins to count, and SIGUSR2 writes `{part: seconds}` to OUT.json. Sampled is the main thread, whose event loop
answers requests. A sample belongs to the innermost frame of a file that `PARTS` names, so that what a part asks of the
standard library is its own. ITIMER_PROF counts the CPU time of all threads of the process (setitimer(2)).
"""

import json
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Final

import typer

from app import cli
from bench import bare

EVERY_S: Final = 0.001
"""Asked for. The kernel looks at its ticks alone (4 ms at 250 Hz): shares are counted, and the time is read beside."""
OTHER: Final = "the rest"
PARTS: Final = {
    "the line in the log": ("/logging/", "/app/core/logs.py"),
    "request id, what the line says": ("/app/http/request_ids.py", "/app/http/lines.py"),
    "HTTP read and written: uvicorn, h11": ("/h11/", "/uvicorn/", "/app/serving.py"),
    "who may ask": ("/app/http/access.py", "/app/http/local.py", "/app/store/keyring.py", "/app/core/caller.py"),
    "quotas": ("/app/http/quotas.py",),
    "bounds on the body": ("/app/http/body.py", "/app/core/deadline.py", "/app/http/leaving.py"),
    "the answer that is sent again": ("/app/http/again.py", "/app/store/replies.py"),
    "measures": ("/app/http/measures.py", "/app/core/metrics.py", "/prometheus_client/"),
    "spans": ("/app/http/traces.py", "/opentelemetry/"),
    "FastAPI, Starlette": ("/fastapi/", "/starlette/"),
    "asyncio and sockets": ("/asyncio/", "/selectors.py", "/uvloop/"),
}


class Sampler:
    """Counts samples of the thread that signals are handled in: the main one."""

    def __init__(self, out: Path) -> None:
        self._out, self._counted, self._began_s = out, Counter[str](), 0.0
        signal.signal(signal.SIGPROF, self._sample)
        signal.signal(signal.SIGUSR1, self._begin)
        signal.signal(signal.SIGUSR2, self._write)

    def _begin(self, _signal: int, _frame: FrameType | None) -> None:
        self._counted.clear()
        self._began_s = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, EVERY_S, EVERY_S)

    def _sample(self, _signal: int, frame: FrameType | None) -> None:
        self._counted[_part_of(frame)] += 1

    def _write(self, _signal: int, _frame: FrameType | None) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        each_s = (time.process_time() - self._began_s) / max(1, self._counted.total())
        seconds = {part: each_s * count for part, count in self._counted.items()}
        partial = self._out.with_suffix(".part")
        partial.write_text(json.dumps(seconds))
        partial.replace(self._out)


def _part_of(frame: FrameType | None) -> str:
    while frame is not None:
        if part := _part_of_file(frame.f_code.co_filename):
            return part
        frame = frame.f_back
    return OTHER


@cache
def _part_of_file(name: str) -> str | None:
    return next((part for part, files in PARTS.items() if any(file in name for file in files)), None)


def main(arguments: Sequence[str]) -> None:
    """Sample, and serve until a signal ends it."""
    out, what, *rest = arguments
    Sampler(Path(out))
    if what == "serve":
        sys.argv = ["sitrep", what, *rest]
        cli.main()
    else:
        sys.argv = [what, *rest]
        typer.run(bare.main)


if __name__ == "__main__":
    main(sys.argv[1:])
