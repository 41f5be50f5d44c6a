"""One peer over suites: cases one at a time, as the embedded engine has one slot."""

import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

from app.core.settings import Settings
from bench.peers import langextract_child, naive
from bench.peers.engine import Asked, open_endpoint
from bench.peers.outcomes import Peer
from bench.peers.results import PeerCase, PeerName, PeerRun, PeerSuite, suite_of
from eval.cases import Absent, Case, Suite
from eval.run import digest
from eval.stamp import stamp_of

Told = Callable[[PeerRun, PeerCase], None]
"""Told after each case of the run so far, and of the case."""

MAX_TOKENS: Final[dict[PeerName, int]] = {
    "naive": naive.MAX_TOKENS,
    "lists": naive.MAX_TOKENS,
    "langextract": langextract_child.MAX_TOKENS,
}
"""Bound on one answer where none is asked for."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which peer reads what. `max_tokens` None: the peer's own bound. `known` is a run that was stopped; None: none."""

    peer: PeerName
    suites: tuple[Suite | Absent, ...]
    settings: Settings
    max_tokens: int | None = None
    known: PeerRun | None = None

    @property
    def bound(self) -> int:
        """Most tokens of one answer."""
        return self.max_tokens or MAX_TOKENS[self.peer]


@dataclass(frozen=True, slots=True)
class Opened:
    """A peer that is ready, and what its answers depend on."""

    peer: Peer
    options: dict[str, str | int]


async def carry_out(plan: Plan, told: Told) -> PeerRun:
    """Run the peer over all cases that are not known. Raises what `open_endpoint` and the peer's opening raise.

    Raises ValueError where the known run is of another peer, model, machine or options.
    """
    async with open_endpoint(plan.settings) as asked, _open(plan, asked) as opened:
        run = PeerRun(peer=plan.peer, options=opened.options, stamp=stamp_of(model=asked.model, spec=None), suites=())
        known = _known(plan.known, run)
        for suite in plan.suites:
            run = await _read(suite, opened.peer, run, known, told)
    return run


def _known(before: PeerRun | None, run: PeerRun) -> dict[tuple[str, str, str], PeerCase]:
    """The cases of the run before by suite, id and digest of their text."""
    if before is None:
        return {}
    if _conditions(before) != _conditions(run):
        raise ValueError("the run that is there has another peer, model, machine or options")
    return {(suite.name, case.id, case.article): case for suite in before.suites for case in suite.cases}


def _conditions(run: PeerRun) -> tuple[object, ...]:
    return run.peer, run.options, run.stamp.model, run.stamp.machine


async def _read(
    suite: Suite | Absent, peer: Peer, run: PeerRun, known: Mapping[tuple[str, str, str], PeerCase], told: Told
) -> PeerRun:
    """The run with this suite, too."""
    if isinstance(suite, Absent):
        return _with(run, PeerSuite(name=suite.name, absent=suite.reason))
    cases: list[PeerCase] = []
    for case in suite.cases:
        cases.append(known.get((suite.name, case.id, digest(case.text))) or await read_case(case, peer))
        told(_with(run, suite_of(suite.name, cases)), cases[-1])
    return _with(run, suite_of(suite.name, cases))


async def read_case(case: Case, peer: Peer) -> PeerCase:
    """One document by the peer, timed by this clock unless the peer has its own."""
    started_s = time.monotonic()
    outcome = await peer(case)
    took_s = round(time.monotonic() - started_s, 3)
    return PeerCase(
        id=case.id,
        article=digest(case.text),
        seconds=took_s if outcome.seconds is None else outcome.seconds,
        measures=outcome.measures,
        error=outcome.error,
        partial=outcome.partial,
    )


def _with(run: PeerRun, suite: PeerSuite) -> PeerRun:
    return run.model_copy(update={"suites": (*run.suites, suite)})


@asynccontextmanager
async def _open(plan: Plan, asked: Asked) -> AsyncIterator[Opened]:
    options: dict[str, str | int] = {"max_tokens": plan.bound}
    endpoint = await asked.source()  # up before the first case, so that its start is on nobody's clock
    if plan.peer == "langextract":
        async with langextract_child.open_langextract(endpoint, plan.bound) as opened:
            chunk = {"chunk_characters": langextract_child.CHUNK_CHARACTERS}
            yield Opened(opened.peer, {**options, **chunk, "langextract": opened.version})
        return
    open_naive = naive.records if plan.peer == "naive" else naive.lists
    yield Opened(open_naive(asked.source, plan.bound), {**options, "instructor": version("instructor")})
