"""The service for benchmarks: in front of an endpoint that says one thing, in a folder that goes with it."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.article import text_of
from bench.processes import ROOT, await_port, free_port, running

PATH: Final = "/v1/summaries"
JSON: Final = {"Content-Type": "application/json"}
NO_INDEX: Final = {"SITREP_INDEX_URL": "none"}
"""What is not put into the index, in the environment of a service."""
SERVE: Final = ("-c", "from app.cli import main; main()", "serve")


@dataclass(frozen=True, slots=True)
class Listening:
    """A server that listens on a port of loopback."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Where its summaries are made."""
        return f"http://127.0.0.1:{self.port}{PATH}"


@contextmanager
def listening(
    arguments: Sequence[str], log: Path, on: Sequence[int], environment: Mapping[str, str] | None = None
) -> Iterator[Listening]:
    """A module of ours that takes `--port`, when it listens."""
    port = free_port()
    with running((*arguments, "--port", str(port)), log, on=on, environment=environment) as process:
        await_port(port, process)
        yield Listening(port, process)


@contextmanager
def endpoint(folder: Path, on: Sequence[int], delay_s: float = 0.0) -> Iterator[str]:
    """The base URL of an endpoint (`bench.endpoint`)."""
    command = ("-m", "bench.endpoint", "--delay", str(delay_s))
    with listening(command, folder / "endpoint.log", on) as server:
        yield f"http://127.0.0.1:{server.port}/v1"


def settings(folder: Path, base_url: str) -> dict[str, str]:
    """The environment of a Sitrep that keeps all it keeps in the folder, and asks this endpoint."""
    return {
        "SITREP_LLM_BASE_URL": base_url,
        "SITREP_LLM_MODEL": "bench",
        "SITREP_CACHE_DIR": str(folder / "answers"),
        "SITREP_KEYS_FILE": str(folder / "keys.json"),
    }


@contextmanager
def sitrep(folder: Path, on: Sequence[int], environment: Mapping[str, str]) -> Iterator[Listening]:
    """The service as `sitrep serve` begins it, its log in the folder."""
    with listening(SERVE, folder / "service.log", on, environment) as server:
        yield server


def body_of(number: int) -> bytes:
    """What is POSTed for an article."""
    return json.dumps({"text": text_of(number)}).encode()


def loaded(server: Listening, body: Path, on: Sequence[int], seconds: float, connections: int) -> Mapping[str, float]:
    """What `bench.load` finds, on these CPUs. Raises subprocess.CalledProcessError where an answer is not 200."""
    options = {
        "port": server.port, "path": PATH, "body": body, "seconds": seconds, "connections": connections,
    }  # fmt: skip
    given = (text for name, value in options.items() for text in (f"--{name}", str(value)))
    command = ["taskset", "-c", ",".join(map(str, on)), sys.executable, "-m", "bench.load", *given]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - our own module
    found: dict[str, Any] = json.loads(done.stdout)
    return found
