"""The engine's own process: llama.cpp's OpenAI-compatible server, for as long as the parent lives.

Its contract with `engine_process`: one JSON line on stdin is the order (the API key too: arguments are for all to see);
one JSON line on stdout is the answer, `{"address": "http://127.0.0.1:PORT"}`, when the model is loaded; stdin held open
means that the parent lives. Only the standard library is imported before the order is read.
"""

import ctypes
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePath
from typing import Any, Self

PR_SET_PDEATHSIG = 1  # linux/prctl.h
PROMPT_CACHE_MIB = 256  # llama.cpp's default is 8 GiB
HTTP_THREADS = 32  # a waiting request holds one; with the default of 5 a full queue silences /health
ERRORS_ONLY = 1  # llama.cpp's verbosity: its warnings may quote a request


@dataclass(frozen=True, slots=True)
class Order:
    """What the engine shall run. Sizes in tokens; `answer_tokens` bounds an answer whatever the request says.

    `adapter_path` empty: the weights as they are.
    """

    model_path: str
    model_name: str
    context_tokens: int
    answer_tokens: int
    threads: int
    api_key: str = field(repr=False)
    adapter_path: str = ""

    def line(self) -> bytes:
        """The order as it goes over stdin."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def read(cls) -> Self:
        """The order from this process' stdin."""
        return cls(**json.loads(_read_line(sys.stdin.fileno())))


def usable_cpus(root: Path = Path("/")) -> int:
    """Whole CPUs that this process may use: affinity, bounded by the quotas of its cgroups (v2 and v1); at least 1.

    A quota of 1.5 CPUs counts as 1: llama.cpp's threads wait for each other in a spin, and a throttled one stops all.
    """
    affinity = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, int(min([affinity, *_quotas(root)])))


def _quotas(root: Path) -> list[float]:
    """CPUs that each cgroup of this process allows; a limit holds for all groups below, so the parents count too."""
    membership = root / "proc/self/cgroup"
    lines = membership.read_text().splitlines() if membership.exists() else []
    quotas: list[float] = []
    for _, controllers, group in (line.split(":", 2) for line in lines):
        if controllers == "" or "cpu" in controllers.split(","):
            mount = root / "sys/fs/cgroup" / controllers
            for path in (PurePath(group.lstrip("/")), *PurePath(group.lstrip("/")).parents):
                quotas.extend(_quota(mount / path))
    return quotas


def _quota(group: Path) -> list[float]:
    """The limit of one cgroup: cpu.max is `QUOTA PERIOD` or `max PERIOD`; in v1 no limit is -1."""
    try:
        quota, period = (group / "cpu.max").read_text().split()
    except FileNotFoundError:
        try:
            quota, period = ((group / f"cpu.cfs_{name}_us").read_text().strip() for name in ("quota", "period"))
        except FileNotFoundError:
            return []
    return [] if quota in ("max", "-1") else [int(quota) / int(period)]


def die_with_parent() -> None:
    """End this process when its parent does, even by SIGKILL: by the kernel on Linux, by the end of stdin anywhere.

    Call it after the order is read.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_exit_at_end_of, args=(sys.stdin.fileno(),), daemon=True).start()


def _exit_at_end_of(descriptor: int) -> None:
    while os.read(descriptor, 4096):
        pass
    os._exit(0)


def _read_line(descriptor: int) -> bytes:
    """Unbuffered, so that nothing is left behind in a buffer when the watch on stdin begins."""
    line = b""
    while not line.endswith(b"\n") and (byte := os.read(descriptor, 1)):
        line += byte
    return line


def take_stdout() -> int:
    """Keep stdout for the announcement; whatever else is printed, by C++ too, goes to stderr."""
    kept = os.dup(1)
    os.dup2(2, 1)
    return kept


def announce(descriptor: int, address: str) -> None:
    """Tell the parent where the server listens."""
    os.write(descriptor, json.dumps({"address": address}).encode() + b"\n")
    os.close(descriptor)


def parameters(order: Order, xlc: Any) -> Any:
    """The order in the words of the module `xllamacpp`."""
    params = xlc.CommonParams()
    params.model.path = order.model_path
    params.model_alias = {order.model_name}
    if order.adapter_path:
        params.lora_adapters = [xlc.CommonAdapterLoraInfo(order.adapter_path, 1.0)]
    params.api_keys = [order.api_key]
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.ui, params.endpoint_slots = False, False
    params.n_ctx, params.n_predict, params.n_parallel = order.context_tokens, order.answer_tokens, 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = order.threads
    params.n_threads_http = HTTP_THREADS
    params.flash_attn_type = xlc.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_ENABLED
    params.cache_ram_mib = PROMPT_CACHE_MIB
    params.verbosity = ERRORS_ONLY
    return params


def main(parameters_of: Callable[[Order, Any], Any] = parameters) -> None:
    """Serve until the parent goes. `parameters_of`: those of the module `xllamacpp` for an order."""
    stdout = take_stdout()
    order = Order.read()
    die_with_parent()
    import xllamacpp as xlc  # noqa: PLC0415  native code, which the parent and the tests' fake do without

    server = xlc.Server(parameters_of(order, xlc))
    # The server puts its own handler there, which stops the serving and not the process.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    announce(stdout, server.listening_address)
    threading.Event().wait()


if __name__ == "__main__":
    main()
