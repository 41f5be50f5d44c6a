"""The embedded engine: one child process with the model, restarted when it dies, shared by all Sitreps of a user.

Two engines on one machine fight for its cores (18 times slower on two cores), so the process that holds the lock runs
the child and leaves a card with its address for the others; when the holder goes, one of them takes over.
"""

import asyncio
import logging
import os
import platform
import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from filelock import FileLock, Timeout

from app.core.errors import ModelUnavailable
from app.core.settings import Settings
from app.engine.card import Card, EngineEndpoint, private_folder
from app.engine.child import Order, usable_cpus
from app.engine.process import CHILD, ChildError, Pace, is_healthy, knows_key, run_child
from app.engine.weights import stamps
from app.engine.weights.gguf import Weights

log = logging.getLogger(__name__)

State = Literal["starting", "ready", "restarting", "stopped"]
HOPELESS = 3
"""Deaths in a row after which a caller is told at once instead of waiting for the next attempt."""


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of the engine; `hopeless` when waiting for it is no use."""

    state: State
    reason: str = ""
    endpoint: EngineEndpoint | None = None
    hopeless: bool = False


class Engine:
    """Start it, ask it for its `endpoint`, stop it; all from one event loop.

    Args:
        settings: Names the directory of the lock, the context size, the threads and the bound on memory.
        weights: What the engine runs.
        command: The child's command; it keeps the contract that `engine_child` describes.
        pace: How long to wait for what.
    """

    def __init__(
        self, settings: Settings, weights: Weights, *, command: Sequence[str] = CHILD, pace: Pace | None = None
    ) -> None:
        # By machine and user: a home directory may be on many machines, and a model directory may be many users'.
        self._folder = settings.model_dir / f"engine-{platform.node()}-{os.getuid()}"
        self._lock = FileLock(self._folder / "lock", thread_local=False)
        self._order = _order(settings, weights)
        self._weights = weights
        self._model_dir = settings.model_dir
        self._growth_bytes = settings.engine_growth_mib << 20
        self._command = command
        self._pace = pace or Pace()
        self._status = Status("stopped", "it was not started", hopeless=True)
        self._changed = asyncio.Event()
        self._supervisor: asyncio.Task[None] | None = None
        self._reading: asyncio.Task[None] | None = None
        self._stopping = threading.Event()

    @property
    def state(self) -> State:
        """For /readyz."""
        return self._status.state

    @property
    def reason(self) -> str:
        """Why it is in this state, in a few words; empty when that is plain. Holds no article text."""
        return self._status.reason

    async def start(self) -> None:
        """Begin to bring it up; returns at once."""
        self._stopping.clear()
        self._say(Status("starting"))
        self._supervisor = asyncio.create_task(self._supervise())
        self._supervisor.add_done_callback(self._note_end)

    async def stop(self) -> None:
        """End the child, or let go of another process' engine."""
        self._stopping.set()
        if self._reading is not None:
            await asyncio.wait([self._reading])
        await self._end("it was stopped")

    async def _end(self, reason: str) -> None:
        if self._supervisor is not None:
            self._supervisor.cancel()
            await asyncio.wait([self._supervisor])
        self._say(Status("stopped", reason, hopeless=True))

    async def _read_weights_again(self) -> None:
        """See that the file is what was verified: that it looks the same proves little, its bytes much.

        Once, beside the first questions: about 1 s of a core for each GB, for which no start has to wait.
        """
        try:
            found = await asyncio.to_thread(stamps.read_again, self._weights.path, self._stopping)
        except OSError as error:
            log.warning("the weights cannot be read again: %s", error.strerror)
            return
        if found is not None and found != self._weights.sha256:
            log.error("%s is not what was verified: its SHA-256 is %s", self._weights.path, found)
            stamps.remove_stamp(self._weights.path, self._model_dir)
            await self._end("its weights are not those that were verified")

    async def endpoint(self) -> EngineEndpoint:
        """Wait until it serves, and say where.

        Raises:
            ModelUnavailable: It does not, for the reason given.
        """
        try:
            async with asyncio.timeout(self._pace.patience_s):
                while not (self._status.endpoint or self._status.hopeless):
                    await self._changed.wait()
        except TimeoutError:
            log.info("a caller waited %s s for the engine", self._pace.patience_s)
        if self._status.endpoint is None:
            reason = self.reason or "the model is being loaded"  # may name files and processes
            raise ModelUnavailable(f"The engine is {self.state}: {reason}.", outside=f"The engine is {self.state}.")
        return self._status.endpoint

    def _note_end(self, supervisor: asyncio.Task[None]) -> None:
        """A fault in the supervisor must not leave callers waiting."""
        if not supervisor.cancelled() and (error := supervisor.exception()):
            log.error("the engine's supervisor failed", exc_info=error)
            self._say(Status("stopped", f"its supervisor failed: {type(error).__name__}", hopeless=True))

    def _say(self, status: Status) -> None:
        if status != self._status:
            log.info("engine %s %s", status.state, status.reason)
            self._status = status
            self._changed.set()
            self._changed = asyncio.Event()

    async def _supervise(self) -> None:
        try:
            while not self._claim():
                self._say(await self._look_at_the_other())
                await asyncio.sleep(self._pace.follow_every_s)
            self._say(Status(self._waiting_state))
            await self._hold()
        except OSError as error:
            self._say(Status("stopped", f"{error.filename}: {error.strerror}", hopeless=True))
        finally:
            self._lock.release()

    def _claim(self) -> bool:
        try:
            with private_folder(self._folder):  # raises where others may look into it
                self._lock.acquire(blocking=False)
        except Timeout:
            return False
        return True

    async def _look_at_the_other(self) -> Status:
        card = Card.read(self._folder)
        if card is None:
            return Status(self._waiting_state, "another Sitrep of this user is loading the model")
        if card.model != self._weights.identity or card.context_tokens < self._order.context_tokens:
            return Status(
                "stopped",
                f"process {card.pid}, another Sitrep of this user, runs the engine with another model or a smaller "
                "context, and a machine bears one engine; stop that one, or give both the same settings",
                hopeless=True,
            )
        if await self._is_trusted(card) and await is_healthy(card.base_url, self._pace.health_timeout_s):
            return Status("ready", f"shared with process {card.pid}", card.endpoint)
        return Status(self._waiting_state, f"the engine of process {card.pid} does not answer")

    async def _is_trusted(self, card: Card) -> bool:
        """Whether who listens there knows the card's key; asked once for each card."""
        if self._status.endpoint != card.endpoint:
            return await knows_key(card.base_url, card.api_key, self._pace.health_timeout_s)
        return True

    @property
    def _waiting_state(self) -> State:
        return "starting" if self.state == "starting" else "restarting"

    async def _hold(self) -> None:
        deaths = 0
        while True:
            reason, served_s = await self._serve()
            deaths = 1 if served_s >= self._pace.calm_s else deaths + 1
            log.warning("the engine is restarted: %s", reason)
            self._say(Status("restarting", reason, hopeless=deaths >= HOPELESS))
            await asyncio.sleep(restart_delay_s(deaths, self._pace))

    async def _serve(self) -> tuple[str, float]:
        """Run a child for as long as it serves; return why it does not any more, and for how many seconds it did."""
        began = None
        order = replace(self._order, api_key=secrets.token_urlsafe(32))
        try:
            async with run_child(self._command, order, self._pace) as child:
                endpoint = EngineEndpoint(f"{await child.address()}/v1", order.api_key)
                began = time.monotonic()
                self._publish(endpoint)
                reason = await child.watch(endpoint.base_url, self._growth_bytes)
        except (ChildError, OSError) as error:
            reason = str(error)
        finally:
            Card.remove(self._folder)
        return reason, time.monotonic() - began if began else 0.0

    def _publish(self, endpoint: EngineEndpoint) -> None:
        card = Card(
            base_url=endpoint.base_url,
            api_key=endpoint.api_key,
            pid=os.getpid(),
            model=self._weights.identity,
            context_tokens=self._order.context_tokens,
        )
        card.write(self._folder)
        if self._reading is None:
            self._reading = asyncio.create_task(self._read_weights_again())
        self._say(Status("ready", endpoint=endpoint))


def restart_delay_s(deaths: int, pace: Pace) -> float:
    """Seconds before the attempt after so many deaths in a row (at least 1): doubled each time, up to a bound."""
    doublings = min(deaths - 1, 16)  # a float has no room for thousands of them
    return float(min(pace.restart_longest_s, pace.restart_first_s * 2**doublings))


def _order(settings: Settings, weights: Weights) -> Order:
    return Order(
        model_path=str(weights.path.resolve()),
        model_name=weights.shown,
        context_tokens=settings.context_tokens,
        answer_tokens=settings.max_output_tokens,
        threads=settings.engine_threads or usable_cpus(),
        api_key="",
        adapter_path=str(weights.adapter.path.resolve()) if weights.adapter else "",
    )
