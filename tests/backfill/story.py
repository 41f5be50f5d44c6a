"""A run over an archive in which everything is killed once, on a cluster of three nodes on this machine.

    python -m tests.backfill.story --articles 20000 --files 40      # `make backfill`
    python -m tests.backfill.story --times 10                       # ten times in a row, of 600 articles

Against a fake endpoint on loopback, which fails 2 % of the articles: the driver is killed when a quarter is done, and
begun again; an actor's process is killed when a half is done, a node at three quarters; at last the endpoint is well,
and what failed is tried again on the two nodes that are left. Prints what was found, as JSON, a line for each time;
exit code 1 where a promise was not kept.
"""

import argparse
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from tests.app.backfill.made import failures, kept
from tests.fakes import archive
from tests.fakes.openai_server import FakeOpenAI, Json, Said, completion

TOKEN: Final = secrets.token_hex(32)
"""Of the cluster, in the environment of all its processes: by that they are known."""
DELAY_S: Final = 0.2
START_S: Final = 180.0
SLOWEST_PER_S: Final = 5
"""Longest wait for a run to come so far: for its start, and articles a second then."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came of it.

    records, failures    rows after the run that came to its end; twice: ids that have more than one
    missing              ids that have none
    committed_at         records just before the driver, the actor and the node were killed
    asked_again          articles that had a record before one of these was killed, and were asked about afterwards
    calls                questions up to the end of that run: what is over `articles` was in progress when it was lost
    healed_calls         questions of the last run, when what failed was tried again
    healed_records       rows after it; healed_failures are those that failed still
    peak_mib             the most memory of a process of each kind
    seconds              of the runs
    """

    articles: int
    committed_at: tuple[int, ...]
    records: int
    failures: int
    twice: int
    missing: int
    asked_again: int
    calls: int
    healed_calls: int
    healed_records: int
    healed_failures: int
    peak_mib: dict[str, int]
    seconds: dict[str, float]

    def broken(self) -> list[str]:
        """The promises that were not kept."""
        failing = sum(map(archive.fails, range(self.articles)))
        held = {
            "some were done when each was killed, and not all": all(
                0 < each < self.articles - failing for each in self.committed_at
            ),
            "one record for each article": self.records == self.articles - failing,
            "one failure for each that fails": self.failures == failing,
            "each once": not self.twice and not self.missing,
            "nothing asked again that was done": not self.asked_again,
            "what failed is tried again, and nothing else": self.healed_calls == failing,
            "what is tried again becomes records": (self.healed_records, self.healed_failures) == (self.articles, 0),
        }
        return [promise for promise, is_held in held.items() if not is_held]


class Endpoint:
    """What the fake says: bad answers for some articles, until it is well."""

    def __init__(self) -> None:
        self.is_well = False

    def __call__(self, request: Json) -> Said:
        """After a moment, so that there is time to kill something."""
        if archive.fails(archive.asked_number(request)) and not self.is_well:
            return archive.answer(request)
        return replace(completion(json.dumps(archive.NOTHING)), delay_s=DELAY_S)


@contextmanager
def cluster() -> Iterator[Any]:
    """Three nodes; they are killed in the end."""
    from ray.cluster_utils import Cluster  # noqa: PLC0415 - an extra

    small: dict[str, Any] = {"num_cpus": 1, "object_store_memory": 100 << 20}
    made = Cluster(initialize_head=True, head_node_args={**small, "include_dashboard": False})
    try:
        for _ in range(2):
            made.add_node(**small)
        yield made
    finally:
        made.shutdown()  # type: ignore[no-untyped-call]


class Story:
    """One archive, its results, and what is done to those who make them."""

    def __init__(self, folder: Path, articles: int, files: int, server: FakeOpenAI) -> None:
        self.articles = articles
        self.source = archive.write_archive(folder / "in", articles, files)
        self.out = folder / "out"
        self.server = server
        self.peaks: dict[str, int] = {}
        self.looks: list[tuple[list[int], Counter[int]]] = []
        self._log = folder / "log"
        self._env = os.environ | {
            "SITREP_LLM_BASE_URL": server.base_url,
            "SITREP_LLM_MODEL": "fake",
            "SITREP_LLM_ATTEMPTS": "1",
            "SITREP_CACHE_DIR": str(folder / "answers"),
            "SITREP_CACHE_MAX_AGE_DAYS": "0",  # what is asked twice is seen
            "PYTHONPATH": str(Path.cwd()),
        }

    @contextmanager
    def driver(self, address: str, *more: str) -> Iterator["subprocess.Popen[bytes]"]:
        """The command, as it runs."""
        command = (sys.executable, "-m", "app.cli", "backfill", str(self.source), str(self.out))
        options = ("--ray-address", address, "--actors", "3", "--in-flight", "16", "--rows", "16", *more)
        with self._log.open("ab") as log:
            process = subprocess.Popen((*command, *options), env=self._env, stdout=log, stderr=log)
            try:
                yield process
            finally:
                process.kill()
                process.wait()

    def said(self) -> str:
        """What the drivers said."""
        return self._log.read_text("utf-8", "replace")

    def wait(self, process: "subprocess.Popen[bytes]", share: float) -> None:
        """Wait until so much of the archive has a record."""
        until = self._patience()
        while len(list(self.out.glob("part-*"))) * 16 < share * self.articles:
            if process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"the run did not come to {share:.0%}: {self.said()}")
            time.sleep(0.05)

    def look(self) -> None:
        """Note which articles have a record now, and how often each was asked about so far."""
        committed = [int(identity[1:]) for (identity,) in kept(self.out)]
        self.looks.append((committed, Counter(archive.asked(self.server))))

    def asked_again(self) -> int:
        """How many of those with a record at a look were asked about later."""
        now = Counter(archive.asked(self.server))
        return len({each for committed, then in self.looks for each in committed if now[each] > then[each]})

    def _patience(self) -> float:
        return time.monotonic() + START_S + self.articles / SLOWEST_PER_S

    def end(self, process: "subprocess.Popen[bytes]") -> int:
        """Wait for the end of a run."""
        until = self._patience()
        while process.poll() is None:
            self.measure()
            assert time.monotonic() < until, self.said()
            time.sleep(0.2)
        return process.returncode

    def measure(self) -> None:
        """Note the memory of all processes of the cluster."""
        for pid, name in processes():
            self.peaks[name] = max(self.peaks.get(name, 0), peak_mib(pid))


def processes() -> Iterator[tuple[int, str]]:
    """The processes of the cluster and its drivers: their ids, and what they are."""
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal() and TOKEN.encode() in (entry / "environ").read_bytes():
                command = (entry / "cmdline").read_bytes().decode(errors="replace")
                yield int(entry.name), kind(command)
        except OSError:
            continue


def kind(command: str) -> str:
    """What a process is, by its command."""
    kinds = {"_Actor": "actor", "_Keeper": "register", "_read": "reader", "app.cli": "driver", "raylet": "raylet"}
    return next((name for part, name in kinds.items() if part in command), "other")


def peak_mib(pid: int) -> int:
    """The most memory that a process had, in MiB; 0: it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) >> 10 for line in lines if line.startswith("VmHWM")), 0)


def run(folder: Path, articles: int, files: int) -> Found:
    """The whole story."""
    os.environ |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": TOKEN, "RAY_TMPDIR": str(folder)}
    endpoint, seconds = Endpoint(), dict[str, float]()
    with FakeOpenAI(endpoint) as server, timed(seconds, "all"), cluster() as nodes:
        story = Story(folder, articles, files, server)
        with timed(seconds, "killed"), story.driver(nodes.address) as process:
            story.wait(process, 0.25)
            story.look()
            process.send_signal(signal.SIGKILL)
            process.wait()
        with timed(seconds, "to the end"), story.driver(nodes.address) as process:
            with timed(seconds, "until a half"):
                story.wait(process, 0.5)
            story.look()
            os.kill(next(pid for pid, name in processes() if name == "actor"), signal.SIGKILL)
            story.wait(process, 0.75)
            story.look()
            nodes.remove_node(next(iter(nodes.worker_nodes)), allow_graceful=False)
            assert story.end(process) == 4, story.said()
        calls, asked_again = len(server.completions), story.asked_again()
        records, failed = kept(story.out), failures(story.out)
        endpoint.is_well = True
        with timed(seconds, "again"), story.driver(nodes.address, "--retry-failed") as process:
            assert story.end(process) == 0, story.said()
        healed_calls = len(server.completions) - calls
    rows = Counter(identity for (identity,) in (*records, *failed))
    return Found(
        articles=articles,
        committed_at=tuple(len(committed) for committed, _ in story.looks),
        records=len(records),
        failures=len(failed),
        twice=sum(count > 1 for count in rows.values()),
        missing=sum(f"a{number}" not in rows for number in range(articles)),
        asked_again=asked_again,
        calls=calls,
        healed_calls=healed_calls,
        healed_records=len(kept(story.out)),
        healed_failures=len(failures(story.out)),
        peak_mib=story.peaks,
        seconds=seconds,
    )


@contextmanager
def timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    """Note, and say, how long it takes."""
    began_s = time.monotonic()
    yield
    seconds[name] = round(time.monotonic() - began_s, 1)
    print(f"{name}: {seconds[name]} s", file=sys.stderr, flush=True)  # noqa: T201


def main() -> int:
    """Run it as often as it is said."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=600)
    parser.add_argument("--files", type=int, default=6)
    parser.add_argument("--times", type=int, default=1)
    given = parser.parse_args()
    broken = False
    for _ in range(given.times):
        # The paths of Ray's sockets are in it, and may have 107 bytes.
        with tempfile.TemporaryDirectory(prefix="story-", dir="/tmp", ignore_cleanup_errors=True) as folder:
            found = run(Path(folder), given.articles, given.files)
        broken |= bool(found.broken())
        print(json.dumps(asdict(found) | {"broken": found.broken()}), flush=True)  # noqa: T201
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
