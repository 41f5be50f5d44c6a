"""What a benchmark finds: rows of raw rounds, the ratio of two sides with its interval, and the file they are kept in.

Absolute figures are noise on a machine that others use, too: the sides of a row are measured in turn in one run,
A B A B, and what counts is the ratio within each round.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np
from pydantic import NonNegativeFloat

from eval.results import write_whole
from eval.stamp import stamp_of
from schemas import Frozen

RESULTS: Final = Path(__file__).with_name("results")
"""Where the outcomes of the committed tables are."""
RESAMPLES: Final = 2000
SEED: Final = 20240104
_ENDS: Final = (2.5, 97.5)
_FEWEST: Final = 2


class Reach(Frozen):
    """What the ratio is meant to be: at least, or at most."""

    bound: float
    at_most: bool = False

    def is_met(self, ratio: float) -> bool:
        """Whether a ratio is on the right side."""
        return ratio <= self.bound if self.at_most else ratio >= self.bound

    def __str__(self) -> str:
        return f"{'at most' if self.at_most else 'at least'} {self.bound:g}"


class Row(Frozen):
    """One measurement, a number for each round.

    what     what was measured, in a few words
    unit     of `ours` and `theirs`
    peer     what stands beside it; empty: nothing does
    reach    of ours over theirs; None: nothing is promised
    figures  what else was measured, e.g. percentiles in ms, by name with the unit
    """

    what: str
    unit: str
    ours: tuple[NonNegativeFloat, ...]
    peer: str = ""
    theirs: tuple[NonNegativeFloat, ...] = ()
    reach: Reach | None = None
    figures: Mapping[str, float] = {}


class Outcome(Frozen):
    """One run of one benchmark, with the kind of machine and the revision that it ran on."""

    bench: str
    started_at: datetime
    seconds: NonNegativeFloat
    machine: str
    revision: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Ratio:
    """Ours over theirs: the geometric mean over the rounds, and the 95 % interval [low, high] of it.

    `low` and `high` are None for fewer than two rounds.
    """

    value: float
    low: float | None
    high: float | None


def ratio_of(row: Row) -> Ratio | None:
    """The ratio of a row, by the percentile bootstrap over its rounds (Efron 1979), seeded.

    None: it has no peer, or one of them measured nothing, of which there is no ratio.

    Example:
        >>> ratio_of(Row(what="x", unit="s", ours=(1.0, 2.0), peer="y", theirs=(2.0, 4.0)))
        Ratio(value=0.5, low=0.5, high=0.5)
    """
    if not row.theirs or not all((*row.ours, *row.theirs)):
        return None
    logs = np.log(np.array(row.ours) / np.array(row.theirs))
    value = float(np.exp(logs.mean()))
    if len(logs) < _FEWEST:
        return Ratio(value, None, None)
    drawn = np.random.default_rng(SEED).integers(len(logs), size=(RESAMPLES, len(logs)))
    low, high = np.exp(np.percentile(logs[drawn].mean(axis=1), _ENDS))
    return Ratio(value, float(low), float(high))


def carried_out(bench: str, measure: Callable[[], tuple[Row, ...]]) -> Outcome:
    """Run a benchmark, and stamp what comes of it."""
    stamp, began = stamp_of(model="none", spec=None), time.monotonic()
    rows = measure()
    return Outcome(
        bench=bench,
        started_at=stamp.started_at,
        seconds=round(time.monotonic() - began, 1),
        machine=f"{stamp.machine.platform}, {stamp.machine.cpus} CPUs, Python {stamp.machine.python}",
        revision=(stamp.git_revision or "none")[:9] + ("+" if stamp.git_dirty else ""),
        rows=rows,
    )


def write(outcome: Outcome, folder: Path = RESULTS) -> Path:
    """Keep an outcome as `NAME.json` in the folder, whole or not at all; its path."""
    path = folder / f"{outcome.bench}.json"
    write_whole(outcome, path)
    return path


def read(folder: Path = RESULTS) -> tuple[Outcome, ...]:
    """The outcomes of a folder, by name. Raises pydantic's ValidationError for a file that is none of ours."""
    return tuple(Outcome.model_validate_json(path.read_text("utf-8")) for path in sorted(folder.glob("*.json")))
