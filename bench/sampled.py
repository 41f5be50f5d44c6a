"""A server that samples itself: what parts of the code its CPU time is spent in.

    python -m bench.sampled OUT.json again serve --port 8000            # by the parts that repeat an answer
    python -m bench.sampled OUT.json new serve --port 8000              # by the parts that read an article
    python -m bench.sampled OUT.json again bare --port 8001 --body FILE # bench.bare

SIGUSR1 begins to count, and SIGUSR2 writes `{part: seconds}` to OUT.json. Time belongs to the innermost frame of a file
that the parts name, so that what a part asks of the standard library is its own. Processes below this one are not seen.
"""

import json
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Final

import typer

from app import cli
from bench import bare

EVERY_S: Final = 0.001
OTHER: Final = "the rest"
SERVING: Final = {
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
READING: Final = {
    "index, clusters of incidents": (
        "/app/store/index/",
        "/app/dossier/",
        "/app/indexing.py",
        "/app/webhooks/",
        "/sqlite3/",
    ),
    "the article: sentences, layout": (
        "/app/article/reading.py",
        "/app/article/sentences.py",
        "/app/article/layout.py",
        "/app/article/datelines.py",
        "/app/article/published.py",
        "/app/article/fingerprint.py",
        "/app/article/graphemes.py",
    ),
    "planted instructions": ("/app/article/instructions.py", "/py3langid/"),
    "a sentence's words": ("/app/article/",),
    "verification": ("/app/verify/",),
    "resolution: days, places, parties": ("/app/resolve/",),
    "numbers, days, names": ("/app/values/",),
    "assembly, presentation": ("/app/assemble/", "/app/present/"),
    "the draft validated, the record made": ("/app/records/", "/schemas/", "/pydantic/", "/app/pipeline.py"),
    "asking the model: openai, httpx": ("/app/llm/", "/openai/", "/httpx2/", "/httpcore2/", "/instructor/", "/httpx/"),
    "the question": ("/app/propose/",),
    "the store of answers": ("/app/store/",),
    "HTTP of the service": ("/app/http/", "/fastapi/", "/starlette/", "/h11/", "/uvicorn/", "/app/serving.py"),
    "asyncio and sockets": ("/asyncio/", "/selectors.py"),
}
PARTS: Final = {"again": SERVING, "new": READING}
SWITCH_S: Final = 0.0005
"""How long a thread may run while the one that looks waits for its turn (sys.setswitchinterval)."""


class Sampler:
    """Counts CPU seconds by the parts of `PARTS[of]`. To be made in the main thread."""

    def __init__(self, out: Path, of: str) -> None:
        self._out, self._parts, self._counted = out, PARTS[of], Counter[str]()
        self._part_of_file = cache(self._find_part)  # a thread has dozens of frames
        signal.signal(signal.SIGUSR1, lambda *_: self._begin())
        signal.signal(signal.SIGUSR2, lambda *_: self._write())

    def _begin(self) -> None:
        self._counted.clear()

    def _seconds(self) -> Mapping[str, float]:
        return self._counted

    def _write(self) -> None:
        partial = self._out.with_suffix(".part")
        partial.write_text(json.dumps(self._seconds()))
        partial.replace(self._out)

    def _part_of(self, frame: FrameType | None) -> str:
        while frame is not None:
            if part := self._part_of_file(frame.f_code.co_filename):
                return part
            frame = frame.f_back
        return OTHER

    def _find_part(self, name: str) -> str | None:
        return next((part for part, files in self._parts.items() if any(file in name for file in files)), None)


class OneThread(Sampler):
    """Where the main thread stands when ITIMER_PROF expires (setitimer(2)): shares, of the time that is read beside.

    The kernel looks at its ticks alone (4 ms at 250 Hz). All other threads are taken to rest.
    """

    _began_s = 0.0

    def _begin(self) -> None:
        super()._begin()
        signal.signal(signal.SIGPROF, self._sample)
        signal.setitimer(signal.ITIMER_PROF, EVERY_S, EVERY_S)
        self._began_s = time.process_time()

    def _sample(self, _signal: int, frame: FrameType | None) -> None:
        self._counted[self._part_of(frame)] += 1

    def _seconds(self) -> Mapping[str, float]:
        signal.setitimer(signal.ITIMER_PROF, 0)
        each_s = (time.process_time() - self._began_s) / max(1, self._counted.total())
        return {part: each_s * count for part, count in self._counted.items()}


class AllThreads(Sampler):
    """A thread looks each millisecond at where the others stand, and what CPU time each took since.

    It gets its turn where they let go of the interpreter: right for threads that compute for milliseconds, wrong for an
    event loop that answers in 0.2 ms.
    """

    def __init__(self, out: Path, of: str) -> None:
        super().__init__(out, of)
        self._taken_s: dict[int, float] | None = None
        sys.setswitchinterval(SWITCH_S)
        threading.Thread(target=self._look, daemon=True).start()

    def _begin(self) -> None:
        super()._begin()
        self._taken_s = {ident: cpu_of(ident) for ident in sys._current_frames()}  # noqa: SLF001 - as below

    def _seconds(self) -> Mapping[str, float]:
        self._taken_s = None
        return super()._seconds()

    def _look(self) -> None:
        while True:
            time.sleep(EVERY_S)
            if (before := self._taken_s) is None:
                continue
            for ident, frame in sys._current_frames().items():  # noqa: SLF001 - documented, and there is no other door
                if ident != threading.get_ident():
                    now = cpu_of(ident)
                    self._counted[self._part_of(frame)] += now - before.get(ident, 0.0)  # type: ignore[assignment]
                    before[ident] = now


SAMPLERS: Final = {"again": OneThread, "new": AllThreads}


def cpu_of(thread: int) -> float:
    """CPU seconds that a thread of this process took. It must be alive: pthread_getcpuclockid(3)."""
    return time.clock_gettime(time.pthread_getcpuclockid(thread))


def main(arguments: Sequence[str]) -> None:
    """Sample, and serve until a signal ends it."""
    out, of, what, *rest = arguments
    SAMPLERS[of](Path(out), of)
    if what == "serve":
        sys.argv = ["sitrep", what, *rest]
        cli.main()
    else:
        sys.argv = [what, *rest]
        typer.run(bare.main)


if __name__ == "__main__":
    main(sys.argv[1:])
