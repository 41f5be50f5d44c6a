"""What came back in a soak: its figures, and which promises were not kept."""

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from tests.soak.hostile import CANARY
from tests.soak.process import Sample
from tests.soak.traffic import WORDS

DEADLINE_S: Final = 8.0
SLACK_S: Final = 2.0
"""For this machine, which sends, answers and serves at once; the simulation holds the service to 100 ms."""
LIVEZ_WITHIN_S: Final = 2.0
"""However hostile what is read meanwhile; the same machine serves, sends and plays the endpoints."""
MOST_OPEN: Final = 1000
"""Requests in flight: more would mean that the service does not keep up."""
MOST_GROWTH: Final = 0.05
"""Of the memory in the second half of the run; less is the noise of an allocator."""
MORE_FILES: Final = 80
"""Connections that may stay open to the two endpoints, and a few of the store."""
MOST_REFUSED: Final = 0.02
"""Of the ordinary articles, the share that may get a 429 because others keep processor or model busy."""
LOG_BYTES: Final = 400
"""For each request; a stack for each would be thousands."""
LINE: Final = re.compile(
    r"2\d{3}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (?:DEBUG|INFO|WARNING|ERROR|CRITICAL) [\w.]+: |    \| |Sitrep listens on "
)
"""How a line of the log begins: a record, its continuation, and what the command prints when it is ready."""


@dataclass
class Log:
    """What came back."""

    outcomes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    """The first fault of each kind, in full."""
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    samples: list[Sample] = field(default_factory=list)
    livez_s: list[float] = field(default_factory=list)
    """How long each probe took; infinity: it was not answered."""
    lag_s: float = 0.0
    """How late this process itself was woken at most, by a machine that has other work."""
    most_open: int = 0
    calls: int = 0

    def note(self, kind: str, outcome: str, took_s: float, fault: str | None) -> None:
        """One request ended."""
        self.outcomes[f"{kind} {outcome}"] += 1
        self.seconds[kind].append(took_s)
        if fault:
            self.faults[fault.partition(":")[0]] += 1
            self.examples.setdefault(fault.partition(":")[0], fault)

    def share(self, kinds: Iterable[str], outcome: str) -> float:
        """Of the requests of these kinds, the share that ended so; 0 where there were none."""
        counted = {kind: len(self.seconds[kind]) for kind in kinds}
        so = sum(self.outcomes[f"{kind} {outcome}"] for kind in counted)
        return so / total if (total := sum(counted.values())) else 0.0


@dataclass(frozen=True, slots=True)
class Ending:
    """What was seen when it was over: open files before and after, exit codes of the services, their logs."""

    took_s: float
    files: tuple[int, int]
    codes: tuple[int | None, ...]
    logged: str


def broken(log: Log, ending: Ending, fewest: float) -> Iterator[str]:
    """The promises that were not kept, in words. `fewest`: requests a second that must be answered."""
    yield from (f"{number} times: {log.examples.get(kind, kind)}" for kind, number in log.faults.items())
    rate = log.outcomes.total() / ending.took_s
    if rate < fewest:
        yield f"{rate:.0f} requests/s were answered, {fewest:.0f} are wanted"
    if log.most_open >= MOST_OPEN:
        yield f"{log.most_open} requests were open at once"
    if (longest := max(log.livez_s)) > LIVEZ_WITHIN_S:
        yield f"/livez took {longest:.1f} s, {LIVEZ_WITHIN_S:g} are its bound"
    if (refused := log.share(("known", "new", "burst"), "429")) > MOST_REFUSED:
        yield f"{refused:.1%} of the ordinary articles were refused with 429"
    yield from _broken_process(log, ending)
    yield from _broken_log(ending.logged, log.outcomes.total() + len(log.livez_s))


def _broken_process(log: Log, ending: Ending) -> Iterator[str]:
    slope, error = growth(log.samples)
    half = log.samples[len(log.samples) // 2 :]
    grown = slope * (half[-1].at - half[0].at) / 60
    if slope > 3 * error and grown > MOST_GROWTH * half[0].rss_mib:
        yield f"memory grew by {grown:.1f} MiB in the second half"
    if ending.files[1] > ending.files[0] + MORE_FILES:
        yield f"{ending.files[1]} files are open at the end, {ending.files[0]} were at first"
    if any(ending.codes):
        yield f"SIGTERM ended the services with {ending.codes}"


def _broken_log(logged: str, requests: int) -> Iterator[str]:
    lines = logged.splitlines()
    yield from (f"the log has words of an article or a sender: {word}" for word in (CANARY, *WORDS) if word in logged)
    if odd := [line for line in lines if not LINE.match(line)]:
        yield f"{len(odd)} lines of the log are no record of it: {odd[0][:200]!r}"
    if len(logged) > LOG_BYTES * requests:
        yield f"the log has {len(logged)} characters for {requests} requests"


def growth(samples: list[Sample]) -> tuple[float, float]:
    """MiB a minute over the second half, by least squares, and the standard error of that."""
    half = samples[len(samples) // 2 :]
    minutes = [(sample.at - half[0].at) / 60 for sample in half]
    sizes = [sample.rss_mib for sample in half]
    slope, intercept = statistics.linear_regression(minutes, sizes)
    mean = statistics.fmean(minutes)
    rest = sum((size - intercept - slope * minute) ** 2 for minute, size in zip(minutes, sizes, strict=True))
    return slope, float((rest / (len(half) - 2) / sum((minute - mean) ** 2 for minute in minutes)) ** 0.5)


def show(log: Log, ending: Ending) -> None:
    """Print the figures."""
    total, took_s = log.outcomes.total(), ending.took_s
    print(f"{total} requests in {took_s:.0f} s: {total / took_s:.1f}/s; {log.calls} calls to the endpoints")
    for outcome, number in sorted(log.outcomes.items()):
        print(f"  {outcome:<32} {number:>8}")
    for kind, seconds in sorted(log.seconds.items()):
        print(f"  {kind:<24} {_cuts(seconds)}")
    print(f"  {'/livez, probed':<24} {_cuts(log.livez_s)}; its prober was woken {log.lag_s * 1e3:.0f} ms late at most")
    slope, error = growth(log.samples)
    sizes = [sample.rss_mib for sample in log.samples]
    middle = sizes[len(sizes) // 2]
    print(f"memory: {sizes[0]:.0f} MiB at first, {middle:.0f} halfway, {sizes[-1]:.0f} last, {max(sizes):.0f} at most")
    print(f"        {slope:+.3f} MiB a minute in the second half, standard error {error:.3f}")
    print(f"open at once: {log.most_open} requests; files {ending.files[0]} before, {ending.files[1]} after, "
          f"{max(sample.files for sample in log.samples)} at most; "
          f"threads {max(sample.threads for sample in log.samples)} at most")  # fmt: skip
    print(f"log: {len(ending.logged.splitlines())} lines, {len(ending.logged) / 1e6:.1f} MB")


def _cuts(seconds: list[float]) -> str:
    cuts = statistics.quantiles(seconds, n=100) if len(seconds) > 1 else seconds * 99
    return f"p50 {cuts[49] * 1e3:7.0f} ms, p95 {cuts[94] * 1e3:7.0f} ms, max {max(seconds) * 1e3:7.0f} ms"
