"""Outcomes as a picture: the ratio of each row with its interval, and what it is meant to reach."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.rows import Outcome, Ratio, Row, ratio_of

INCHES: Final = 0.6
"""Of a row's height."""
SEED: Final = "sitrep"


def draw(outcome: Outcome, folder: Path) -> Path | None:
    """Write `NAME.svg` into the folder; None: no row of it has a peer. The same outcome gives the same file."""
    rows = [(row, ratio) for row in outcome.rows if (ratio := ratio_of(row))]
    if not rows:
        return None
    rcParams["svg.hashsalt"] = SEED
    figure = Figure(figsize=(8, 1.2 + INCHES * len(rows)), layout="constrained")
    axes = figure.add_subplot()
    _draw_all(axes, rows)
    axes.set_title(f"{outcome.bench}: {outcome.started_at:%Y-%m-%d}, {outcome.machine}", loc="left", fontsize=9)
    path = folder / f"{outcome.bench}.svg"
    figure.savefig(path, metadata={"Date": None})
    return path


def _draw_all(axes: Axes, rows: Sequence[tuple[Row, Ratio]]) -> None:
    for at, (row, ratio) in enumerate(rows):
        each = [ours / theirs for ours, theirs in zip(row.ours, row.theirs, strict=True)]
        axes.scatter(each, [at] * len(each), s=12, color="0.6", zorder=2, label="a round" if not at else None)
        if ratio.low is not None and ratio.high is not None:
            axes.plot([ratio.low, ratio.high], [at, at], color="C0", linewidth=3, zorder=3)
        axes.scatter([ratio.value], [at], s=40, color="C0", zorder=4, label="all, 95 %" if not at else None)
        if row.reach:
            axes.scatter([row.reach.bound], [at], marker="|", s=400, color="C3", zorder=5)
    axes.axvline(1.0, color="0.8", linewidth=1, zorder=1)
    axes.set_yticks(range(len(rows)), [f"{row.what}\n/ {row.peer}" for row, _ in rows], fontsize=8)
    axes.set_xlim(left=0)
    axes.set_xlabel("Sitrep over what stands beside it; red: what it is meant to reach", fontsize=8)
    axes.legend(fontsize=7, loc="upper left", bbox_to_anchor=(1, 1))
    axes.invert_yaxis()
