"""Servers in processes of their own, each on CPUs of its own where there are enough, and the CPU time that they take.

Linux only: proc(5) and sched_setaffinity(2).
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

STARTS_WITHIN_S: Final = 60.0
TICKS_S: Final = os.sysconf("SC_CLK_TCK")
ROOT: Final = Path(__file__).parents[1]


def cpus() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """CPUs for what is measured, one, and for all else; the same one where there is no other."""
    first, *others = sorted(os.sched_getaffinity(0))
    return (first,), tuple(others) or (first,)


@contextmanager
def running(
    arguments: Sequence[str], log: Path, *, on: Sequence[int], environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """This Python with these arguments, on these CPUs, its output in a file; killed at the end of the block.

    Variables of the environment whose names begin with SITREP_ are not passed on but for those that are given.
    """
    passed = {name: value for name, value in os.environ.items() if not name.startswith("SITREP_")}
    with log.open("wb") as file:
        process = subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, *arguments], cwd=ROOT, env={**passed, **(environment or {})}, stdout=file, stderr=file
        )
        os.sched_setaffinity(process.pid, on)  # before it has begun a thread, and so for all of them
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def confined(on: Sequence[int]) -> Iterator[None]:
    """This thread, and what it begins meanwhile, on these CPUs."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, on)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def await_port(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until a process listens. Raises RuntimeError where it ends, or does not in time."""
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server did not start")


def cpu_s(pid: int) -> float:
    """CPU seconds that a process and all below it took, those included that have ended; in steps of 10 ms."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = sum(map(int, fields[11:15])) / TICKS_S  # utime, stime, cutime, cstime: fields 14 to 17 of proc(5)
    return own + sum(cpu_s(child) for child in children(pid))


def children(pid: int) -> tuple[int, ...]:
    """The processes that a process has begun, by any of its threads, and that run still."""
    tasks = Path(f"/proc/{pid}/task")
    return tuple(int(each) for task in tasks.iterdir() for each in (task / "children").read_text().split())


def resident_mib(pid: int) -> float:
    """The memory of a process that is in RAM now (proc(5), statm, second field)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def below(pid: int) -> Iterator[int]:
    """All processes below one."""
    for child in children(pid):
        yield child
        yield from below(child)
