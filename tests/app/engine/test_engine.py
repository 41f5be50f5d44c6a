"""The engine's promises, with a fake child: no model, no native code."""

import asyncio
import json
import os
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.errors import ModelUnavailable
from app.core.settings import Settings
from app.engine import child as engine_child
from app.engine.card import Card, EngineEndpoint
from app.engine.engine import Engine, restart_delay_s
from app.engine.process import Pace
from app.engine.weights.gguf import Adapter, Weights

FAKE = (sys.executable, "-m", "tests.fakes.engine_child")
FAST = Pace(
    health_every_s=0.05,
    health_timeout_s=0.3,
    health_strikes=2,
    stop_s=0.5,
    restart_first_s=0.05,
    restart_longest_s=0.1,
    follow_every_s=0.05,
    patience_s=10,
)
WEIGHTS = Weights(Path("tiny.gguf"), "tiny", "a" * 64)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(model_dir=tmp_path, engine_threads=1, llm_context_tokens=4096)


@asynccontextmanager
async def running(
    settings: Settings, *words: str, weights: Weights = WEIGHTS, pace: Pace = FAST, command: Sequence[str] = FAKE
) -> AsyncIterator[Engine]:
    engine = Engine(settings, weights, command=(*command, *words), pace=pace)
    await engine.start()
    try:
        yield engine
    finally:
        await engine.stop()


def get(endpoint: EngineEndpoint, path: str, key: str | None = None) -> str:
    request = urllib.request.Request(  # noqa: S310  the URL is the fake's
        f"{endpoint.base_url}/{path}", headers={"Authorization": f"Bearer {key or endpoint.api_key}"}
    )
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310  as above
        return str(answer.read().decode())


async def ask(endpoint: EngineEndpoint, path: str) -> str:
    return await asyncio.to_thread(get, endpoint, path)


async def tell_to_die(endpoint: EngineEndpoint) -> None:
    with pytest.raises((ConnectionError, urllib.error.URLError)):
        await ask(endpoint, "die")


async def until(fact: Callable[[], object], timeout_s: float = 8) -> None:
    async with asyncio.timeout(timeout_s):
        while not fact():  # noqa: ASYNC110  a process has no event to wait for
            await asyncio.sleep(0.02)


def serves(endpoint: EngineEndpoint) -> bool:
    try:
        return get(endpoint, "health") == "{}"
    except OSError:
        return False


async def test_it_serves_and_says_so(settings: Settings) -> None:
    async with running(settings) as engine:
        assert engine.state == "starting"
        endpoint = await engine.endpoint()
        await until(lambda: engine.state == "ready", timeout_s=0)
        assert endpoint.base_url.startswith("http://127.0.0.1:")
        assert endpoint.base_url.endswith("/v1")
        assert int(await ask(endpoint, "whoami")) != os.getpid()


async def test_the_key_is_wanted_and_shown_nowhere(settings: Settings) -> None:
    async with running(settings) as engine:
        endpoint = await engine.endpoint()
        pid = await ask(endpoint, "whoami")
        with pytest.raises(urllib.error.HTTPError, match="401"):
            get(endpoint, "whoami", key="another")
        ps = await asyncio.create_subprocess_exec("ps", "eww", pid, stdout=subprocess.PIPE)
        shown = (await ps.communicate())[0].decode()
        assert "engine_child" in shown
        assert endpoint.api_key not in shown + repr(endpoint)


async def test_a_dead_child_is_replaced_and_the_new_one_has_a_new_key(settings: Settings) -> None:
    async with running(settings) as engine:
        before = await engine.endpoint()
        await tell_to_die(before)
        await until(lambda: engine.state == "restarting")
        assert "7" in engine.reason
        after = await engine.endpoint()
        assert await ask(after, "whoami")
        assert after.api_key != before.api_key


async def test_a_hung_child_is_replaced(settings: Settings) -> None:
    async with running(settings) as engine:
        before = await engine.endpoint()
        await ask(before, "hang")
        await until(lambda: engine.state == "restarting")
        assert await ask(await engine.endpoint(), "whoami")


async def test_a_child_that_never_serves_is_told_at_once_with_its_last_words(settings: Settings) -> None:
    async with running(settings, "die-at-start") as engine:
        with pytest.raises(ModelUnavailable, match="before it served: the model is damaged"):
            await engine.endpoint()


async def test_a_command_that_does_not_exist_is_a_reason_too(settings: Settings) -> None:
    async with running(settings, command=("/no/such/command",)) as engine:
        with pytest.raises(ModelUnavailable, match="/no/such/command"):
            await engine.endpoint()


async def test_an_announcement_that_is_none_is_a_reason_too(settings: Settings) -> None:
    async with running(settings, "no-address") as engine:
        with pytest.raises(ModelUnavailable, match="announced no address"):
            await engine.endpoint()


async def test_a_child_that_loads_too_long_is_ended(settings: Settings) -> None:
    async with running(settings, "slow-start", pace=replace(FAST, load_s=0.3)) as engine:
        with pytest.raises(ModelUnavailable, match="not loaded within"):
            await engine.endpoint()


async def test_a_caller_does_not_wait_for_ever(settings: Settings) -> None:
    async with running(settings, "slow-start", pace=replace(FAST, patience_s=0.1)) as engine:
        with pytest.raises(ModelUnavailable, match="starting: the model is being loaded"):
            await engine.endpoint()


async def test_what_a_serving_child_prints_neither_blocks_it_nor_is_kept(settings: Settings) -> None:
    async with running(settings, "chatty") as engine:
        endpoint = await engine.endpoint()
        assert await ask(endpoint, "health")
        await tell_to_die(endpoint)
        await until(lambda: engine.state == "restarting")
        assert "article" not in engine.reason


@pytest.mark.parametrize("words", [(), ("deaf",)])
async def test_stop_ends_the_child_even_a_deaf_one(settings: Settings, words: tuple[str, ...]) -> None:
    async with running(settings, *words) as engine:
        endpoint = await engine.endpoint()
    assert not serves(endpoint)
    assert engine.state == "stopped"
    assert not list(settings.model_dir.rglob("*.json"))
    with pytest.raises(ModelUnavailable, match="it was stopped"):
        await engine.endpoint()


async def test_an_engine_that_was_not_started_says_so(settings: Settings) -> None:
    with pytest.raises(ModelUnavailable, match="not started"):
        await Engine(settings, WEIGHTS, command=FAKE).endpoint()


async def test_a_directory_that_cannot_be_made_is_a_reason(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    async with running(settings.model_copy(update={"model_dir": tmp_path / "file" / "models"})) as engine:
        with pytest.raises(ModelUnavailable, match="stopped"):
            await engine.endpoint()


async def test_a_fault_in_the_supervisor_reaches_the_caller(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Card, "write", lambda *_: 1 / 0)
    async with running(settings) as engine:
        with pytest.raises(ModelUnavailable, match="supervisor failed: ZeroDivisionError"):
            await engine.endpoint()


def test_the_wait_before_a_restart_doubles_up_to_its_bound() -> None:
    waits = [restart_delay_s(deaths, Pace()) for deaths in (1, 2, 3, 6, 7, 8, 10_000)]
    assert waits == [0.5, 1, 2, 16, 30, 30, 30]


async def test_health_for_a_while_makes_the_next_death_the_first_again(settings: Settings) -> None:
    async with running(settings, pace=replace(FAST, calm_s=0)) as engine:
        for _ in range(4):
            await tell_to_die(await engine.endpoint())
            await until(lambda: engine.state == "restarting")
        assert await engine.endpoint()


# Sharing.


async def test_a_second_sitrep_uses_the_engine_of_the_first_and_takes_over(settings: Settings) -> None:
    async with running(settings) as first, running(settings) as second:
        before = await first.endpoint()
        assert await second.endpoint() == before
        assert second.reason == f"shared with process {os.getpid()}"
        await first.stop()
        await until(lambda: second.state == "restarting")
        after = await second.endpoint()
        assert after != before
        assert await ask(after, "whoami")


async def test_the_card_is_for_its_user_only(settings: Settings) -> None:
    async with running(settings) as engine:
        await engine.endpoint()
        (card,) = settings.model_dir.rglob("*.json")
        assert stat.S_IMODE(card.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("weights", "context_tokens"),
    [
        (replace(WEIGHTS, sha256="b" * 64), 4096),
        (replace(WEIGHTS, adapter=Adapter(Path("a.gguf"), "a", "d" * 64)), 4096),
        (WEIGHTS, 8192),
    ],
    ids=["model", "adapter", "context"],
)
async def test_an_engine_that_does_not_fit_is_refused_with_a_hint(
    settings: Settings, weights: Weights, context_tokens: int
) -> None:
    wanting = settings.model_copy(update={"llm_context_tokens": context_tokens})
    async with running(settings) as first:
        await first.endpoint()
        async with running(wanting, weights=weights) as second:
            with pytest.raises(ModelUnavailable, match=f"process {os.getpid()}, another Sitrep.*same settings"):
                await second.endpoint()
            await first.stop()
            await until(lambda: second.state == "ready")


def test_a_damaged_card_is_no_card(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir(mode=0o700)
    (tmp_path / "own/card.json").write_text("{")
    (tmp_path / "own/card.json").chmod(0o600)
    assert Card.read(tmp_path / "own") is None


# Death of the parent, by SIGKILL: nothing of its own runs any more.

PARENT = """
import asyncio, sys
from pathlib import Path
from app.core.settings import Settings
from tests.app.engine.test_engine import FAKE, FAST, WEIGHTS, Engine
async def main():
    engine = Engine(Settings(model_dir=Path(sys.argv[1]), engine_threads=1, llm_context_tokens=4096), WEIGHTS,
                    command=FAKE, pace=FAST)
    await engine.start()
    endpoint = await engine.endpoint()
    print(endpoint.base_url, endpoint.api_key, flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""


@pytest.fixture
def parent(settings: Settings) -> Iterator[tuple[subprocess.Popen[str], EngineEndpoint]]:
    command = [sys.executable, "-c", PARENT, str(settings.model_dir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process, EngineEndpoint(*process.stdout.readline().split())
        process.kill()


async def test_a_killed_parent_leaves_no_child_and_another_sitrep_takes_over(
    settings: Settings, parent: tuple[subprocess.Popen[str], EngineEndpoint]
) -> None:
    process, theirs = parent
    async with running(settings) as engine:
        assert await engine.endpoint() == theirs
        assert engine.reason == f"shared with process {process.pid}"
        process.kill()
        await until(lambda: not serves(theirs))
        await until(lambda: engine.state != "ready")
        assert await engine.endpoint() != theirs


def child_alone(command: Sequence[str] = FAKE) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def addressed(process: subprocess.Popen[bytes]) -> EngineEndpoint:
    assert process.stdin
    assert process.stdout
    process.stdin.write(engine_child.Order("m", "m", 1, 1, 1, "key").line())
    process.stdin.flush()
    return EngineEndpoint(f"{json.loads(process.stdout.readline())['address']}/v1", "key")


def test_a_child_ends_when_its_stdin_does() -> None:
    with child_alone() as process:
        assert process.stdin
        addressed(process)
        process.stdin.close()
        assert process.wait(5) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's word on a parent's death is Linux' own")
async def test_a_child_ends_with_its_parent_even_when_stdin_stays_open() -> None:
    between = (sys.executable, "-c", f"import subprocess; subprocess.run({list(FAKE)!r})")
    with child_alone(between) as process:
        endpoint = addressed(process)
        process.kill()
        await until(lambda: not serves(endpoint))


# The child's order in the engine's words, and its threads.


def test_the_engine_is_bounded_and_hidden() -> None:
    """One slot on loopback behind a key, with bounds on answer, cache and log: llama.cpp's defaults have none."""
    xlc = pytest.importorskip("xllamacpp")
    order = engine_child.Order("/m.gguf", "tiny", 4096, 512, 3, "secret")
    params = engine_child.parameters(order, xlc)
    assert (params.hostnames, params.port, params.api_keys) == (["127.0.0.1"], 0, ["secret"])
    assert (params.n_parallel, params.n_ctx, params.n_predict) == (1, 4096, 512)
    assert (params.cpuparams.n_threads, params.cpuparams_batch.n_threads) == (3, 3)
    assert (params.ui, params.endpoint_slots, params.cache_ram_mib, params.verbosity) == (False, False, 256, 1)
    assert "secret" not in repr(order)
    assert list(params.lora_adapters) == []


def test_the_engine_runs_the_weights_with_their_adapter() -> None:
    xlc = pytest.importorskip("xllamacpp")
    order = engine_child.Order("/m.gguf", "tiny+a", 4096, 512, 3, "secret", adapter_path="/a.gguf")
    (adapter,) = engine_child.parameters(order, xlc).lora_adapters
    assert (adapter.path, adapter.scale) == ("/a.gguf", 1.0)


def files(root: Path, tree: dict[str, str]) -> Path:
    for name, text in tree.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


V2 = "sys/fs/cgroup"
V1 = "sys/fs/cgroup/cpu,cpuacct"


@pytest.mark.parametrize(
    ("tree", "cpus"),
    [
        ({}, 8),
        ({"proc/self/cgroup": "0::/\n", f"{V2}/cpu.max": "max 100000\n"}, 8),
        ({"proc/self/cgroup": "0::/\n", f"{V2}/cpu.max": "400000 100000\n"}, 4),
        ({"proc/self/cgroup": "0::/\n", f"{V2}/cpu.max": "150000 100000\n"}, 1),
        ({"proc/self/cgroup": "0::/\n", f"{V2}/cpu.max": "20000 100000\n"}, 1),
        ({"proc/self/cgroup": "0::/\n", f"{V2}/cpu.max": "6400000 100000\n"}, 8),
        (
            {
                "proc/self/cgroup": "0::/a/b\n",
                f"{V2}/a/cpu.max": "300000 100000\n",
                f"{V2}/a/b/cpu.max": "500000 100000\n",
            },
            3,
        ),
        (
            {
                "proc/self/cgroup": "4:memory:/x\n3:cpu,cpuacct:/docker/1\n",
                f"{V1}/cpu.cfs_quota_us": "200000\n",
                f"{V1}/cpu.cfs_period_us": "100000\n",
            },
            2,
        ),
        (
            {
                "proc/self/cgroup": "3:cpu,cpuacct:/\n",
                f"{V1}/cpu.cfs_quota_us": "-1\n",
                f"{V1}/cpu.cfs_period_us": "100000\n",
            },
            8,
        ),
    ],
    ids=["none", "v2-max", "v2", "v2-fraction", "v2-below-1", "v2-above", "v2-parent", "v1-host-path", "v1-no-limit"],
)
def test_threads_follow_affinity_and_quota(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tree: dict[str, str], cpus: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    assert engine_child.usable_cpus(files(tmp_path, tree)) == cpus
