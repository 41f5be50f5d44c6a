"""Chunks over Ray Data, on this machine or a cluster: read by tasks, done by actors. The only importer of ray.

What survives which death:

worker, node    Ray Data gives the chunks of a lost actor to another one, and has lost input read again
register        restarted where its file is; who asks it meanwhile waits
driver          ends the run: nothing is committed without the register, which is gone with it
"""

import asyncio
import json
import logging
import math
import os
from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # before the import: nothing is reported to anybody
os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # it would warn of each actor, on standard error
import ray
import ray.data
from ray.exceptions import RayError, RayTaskError
from ray.util.placement_group import placement_group
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy, PlacementGroupSchedulingStrategy

from app.backfill import dossiers
from app.backfill.chunks import Chunk, chunks
from app.backfill.files import File, Folder
from app.backfill.plan import Plan
from app.backfill.register import Register
from app.backfill.work import Done, Ended, Work
from app.bulk.parallel import with_slots
from app.core.errors import NotSetUp, SitrepError
from app.http.body import SummaryRequest
from app.http.rows import row_reader
from app.service import open_service

OBJECT_STORE_BYTES: Final = 256 << 20
"""Of shared memory, on this machine alone: what is read and not done yet. A cluster has its own."""
READER_CPUS, ACTOR_CPUS = 0.25, 0.5
"""Of a core, to be reserved: both mostly wait, and have to fit on a machine of one core together."""
READERS_PER_NODE: Final = 1
BLOCK_BYTES: Final = 1 << 10
"""Ray joins what is shorter to one block: no chunk is, so that each is a block, and a task, of its own."""

UNWRITABLE: Final = "Look at DST: is it full, or closed to the user of this or another node?"
SHUFFLED_BYTES: Final = 8 << 20
"""Of a block of the second stage, whose rows are sorted by what they belong to."""


class ClusterFailed(SitrepError):
    """Ray has given the run up. What was committed stays."""

    code = "cluster-failed"
    hint = "Has each node Sitrep of this version, with the extra `ray`? Ray's logs say more. Then begin it again."


@contextmanager
def started(address: str | None) -> Iterator[str]:
    """Ray on this machine, or the cluster at an address; gives the address of its dashboard, "": there is none.

    Raises NotSetUp where no cluster answers, or Ray cannot be started here.
    """
    local: dict[str, Any] = {} if address else {"object_store_memory": OBJECT_STORE_BYTES}
    try:
        found = ray.init(address=address or "local", log_to_driver=False, logging_level=logging.ERROR, **local)
    except ConnectionError:
        hint = "Name the address that `ray start --head` prints, and have that cluster's token here."
        raise NotSetUp(f"No Ray cluster answers at {address}.", hint=hint) from None
    except OSError as error:  # above all: the paths of its sockets are too long
        raise NotSetUp(f"Ray cannot be started: {error}.", hint="Set RAY_TMPDIR to a short path, as /tmp.") from None
    try:
        yield str(found.dashboard_url or "")
    finally:
        ray.shutdown()


def run(plan: Plan, register: Path) -> Generator[Done, None, None]:
    """Do all chunks, and give what became of each as it is done; Ray is `started`.

    Args:
        plan: What is done; its folder is locked.
        register: The file of a register in which is noted what was done before; nobody has it open.

    Raises:
        ClusterFailed: Ray cannot go on.
    """
    _quieten()
    here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
    remote: Any = ray.remote(num_cpus=0, max_restarts=-1, max_task_retries=-1)(_Keeper)
    keeper = remote.options(scheduling_strategy=here).remote(str(register))
    nodes = _nodes()
    listed = ray.data.from_items([asdict(each) for each in plan.files], override_num_blocks=len(plan.files))
    read = listed.map_batches(
        partial(_read, rows=plan.rows), batch_size=1, num_cpus=READER_CPUS, concurrency=READERS_PER_NODE * nodes
    )
    at_once = math.ceil(plan.in_flight / plan.rows) + 1
    actors = plan.actors or nodes
    done = read.map_batches(
        _Actor,
        fn_constructor_args=(plan, keeper),
        batch_size=1,
        num_cpus=ACTOR_CPUS,
        compute=ray.data.ActorPoolStrategy(
            size=actors,
            max_tasks_in_flight_per_actor=at_once + 1,
            max_concurrent_calls_per_actor=at_once,
        ),
        **_apart(nodes, embedded=plan.settings.embedded),
    )
    try:
        with _given_up():
            for row in done.iter_rows():
                yield Done.load(json.loads(row["done"]))
    finally:
        ray.kill(keeper)  # what is in progress where a run ends early is not committed under the eyes of `settle`


@contextmanager
def _given_up() -> Iterator[None]:
    """Raises ClusterFailed where Ray ends the work, with the kind of its error: its words may repeat an article."""
    try:
        yield
    except RayError as error:
        cause = error.cause if isinstance(error, RayTaskError) else error
        raise ClusterFailed(f"Ray ended the run: {type(cause).__name__}.") from None


def _nodes() -> int:
    """Nodes on which an actor has room: a head often has no processors to give."""
    nodes: list[dict[str, Any]] = ray.nodes()  # type: ignore[no-untyped-call]
    alive = (node for node in nodes if node["Alive"])
    return max(1, sum(bool(node["Resources"].get("CPU", 0) >= ACTOR_CPUS) for node in alive))


def _apart(nodes: int, *, embedded: bool) -> dict[str, Any]:
    """Where the actors go: with an engine in each, one on a node at most, since two on one are many times slower."""
    if not embedded:
        return {}
    group = placement_group([{"CPU": ACTOR_CPUS}] * nodes, strategy="STRICT_SPREAD")
    return {"ray_remote_args_fn": partial(dict, scheduling_strategy=PlacementGroupSchedulingStrategy(group))}


def _quieten(block_bytes: int = BLOCK_BYTES) -> None:
    """Ray's own bars and notes are not shown: the command has its own."""
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.target_max_block_size = block_bytes
    context.target_min_block_size = 1
    logging.getLogger("ray.data").setLevel(logging.ERROR)


def _read(batch: dict[str, Any], *, rows: int) -> Iterator[dict[str, Any]]:
    """The chunks of files, each as bytes."""
    for url, name, size_bytes in zip(batch["url"], batch["name"], batch["size_bytes"], strict=True):
        file = File(str(url), str(name), int(size_bytes))
        for chunk in chunks(file, tuple(SummaryRequest.model_fields), rows):
            yield {"chunk": [chunk.dump()]}


class _Keeper:
    """Keeps the register for all actors, on the driver's node."""

    def __init__(self, path: str) -> None:
        self._register = Register(path)

    def claim(self, chunk: str, ids: list[str]) -> list[str]:
        return self._register.claim(chunk, ids)


class _Actor:
    """Does chunks, several at once, with one service that lives as long as the actor."""

    def __init__(self, plan: Plan, keeper: Any) -> None:
        self._plan = plan
        self._keeper = keeper
        self._opening: asyncio.Task[Work] | None = None
        self._ended: Ended | None = None
        self._stack = AsyncExitStack()

    async def __call__(self, batch: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        """What became of each chunk. After what ends the run nothing more is begun."""
        for written in batch["chunk"]:
            done = await self._done(Chunk.load(written))
            self._ended = self._ended or done.ended
            yield {"done": [json.dumps(done.dump())]}

    async def _done(self, chunk: Chunk) -> Done:
        if self._ended:
            return Done(ended=self._ended)
        self._opening = self._opening or asyncio.create_task(self._opened())
        try:
            return await (await self._opening).over(chunk)
        except SitrepError as error:
            return Done(ended=Ended.by(error))
        except OSError as error:
            return Done(
                ended=Ended("unwritable", f"The results cannot be written: {type(error).__name__}.", UNWRITABLE)
            )

    async def _opened(self) -> Work:
        plan = self._plan
        if not plan.folder.is_the_same():
            raise NotSetUp("DST is not one folder for all nodes.", hint="Name one that they share, or a URL.")
        settings = with_slots(plan.settings, plan.in_flight)
        service = await self._stack.enter_async_context(open_service(settings))
        read = row_reader(settings, plan.published_on)
        return Work(plan.folder, self._claim, service.summarize, read, plan.in_flight, plan.run, plan.sensitive)

    async def _claim(self, chunk: str, ids: Sequence[str]) -> list[str]:
        owners: list[str] = await self._keeper.claim.remote(chunk, list(ids))
        return owners


# The second stage.


def run_dossiers(folder: Folder) -> int:
    """Put the incidents of all records together, and give their number; Ray is `started`. Raises ClusterFailed."""
    _quieten(SHUFFLED_BYTES)
    prefix = dossiers.new_name()
    with _given_up():
        count = _put_together(folder, prefix)
    dossiers.clear(folder, prefix)
    return count


def _put_together(folder: Folder, prefix: str) -> int:
    found = _files(folder).map_batches(partial(_told, folder), batch_size=1, num_cpus=READER_CPUS)
    paired = found.groupby("shard").map_groups(_pairs)
    group_of = ray.put(dossiers.groups((row["one"], row["other"]) for row in paired.iter_rows()))
    grouped = _files(folder).map_batches(partial(_grouped, folder, group_of), batch_size=1, num_cpus=READER_CPUS)
    written = grouped.groupby("bucket").map_groups(partial(_written, folder, prefix))
    return sum(row["count"] for row in written.iter_rows())


def _files(folder: Folder) -> Any:
    names = folder.names()
    return ray.data.from_items([{"name": name} for name in names], override_num_blocks=max(1, min(len(names), 64)))


def _columns(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {name: [value] for name, value in row.items()}


def _told(folder: Folder, batch: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield {"shard": [""], "told": [""]}  # nothing cannot be grouped: it has no columns
    for name in batch["name"]:
        yield from _columns(iter(dossiers.told(folder, str(name))))


def _pairs(group: dict[str, Any]) -> dict[str, Any]:
    found = dossiers.pairs(filter(None, map(str, group["told"])))
    return {"one": [one for one, _ in found], "other": [other for _, other in found]}


def _grouped(folder: Folder, group_of: Any, batch: dict[str, Any]) -> Iterator[dict[str, Any]]:
    known: dict[str, str] = ray.get(group_of)
    yield {"bucket": [0], "group": [""], "record": [""]}  # as above
    for name in batch["name"]:
        yield from _columns(dossiers.grouped(folder, str(name), known))


def _written(folder: Folder, prefix: str, group: dict[str, Any]) -> dict[str, Any]:
    given = zip(map(str, group["group"]), map(str, group["record"]), strict=True)
    rows = [(name, record) for name, record in given if record]
    return {"count": [dossiers.write_bucket(folder, prefix, int(group["bucket"][0]), rows)]}
