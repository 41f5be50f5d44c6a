"""Outcomes as a Markdown table. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import Final

from bench.rows import Outcome, Row, ratio_of

HEAD: Final = ("| measured | Sitrep | beside it | ratio (95 %) | meant |", "|---|---|---|---|---|")
DIGITS: Final = 3


def render(outcomes: Sequence[Outcome], *, beside: bool = False) -> str:
    """The table of all rows, with the days, kinds of machine and revisions that they are of below it.

    `beside`: only rows that stand beside something.
    """
    rows = [row for outcome in outcomes for row in outcome.rows if row.peer or not beside]
    return "\n".join((*HEAD, *map(_line, rows), "", _stood(outcomes)))


def details(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """A line for each row with all that was measured besides, for the terminal."""
    for outcome in outcomes:
        for row in outcome.rows:
            figures = "; ".join(f"{name}: {number(value)}" for name, value in row.figures.items())
            yield f"{outcome.bench} ({outcome.seconds:.0f} s): {row.what}: {len(row.ours)} rounds" + (
                f"; {figures}" if figures else ""
            )


def _line(row: Row) -> str:
    beside = f"{number(median(row.theirs))} ({row.peer})" if row.theirs else row.peer or "-"
    return f"| {row.what} | {number(median(row.ours))} {row.unit} | {beside} | {_ratio(row)} | {_meant(row)} |"


def _ratio(row: Row) -> str:
    ratio = ratio_of(row)
    if ratio is None:
        return "-"
    interval = f" ({ratio.low:.2f}-{ratio.high:.2f})" if ratio.low is not None and ratio.high is not None else ""
    return f"{ratio.value:.2f}{interval}"


def _meant(row: Row) -> str:
    ratio = ratio_of(row)
    if row.reach is None or ratio is None:
        return "-"
    return f"{row.reach}: {'met' if row.reach.is_met(ratio.value) else 'not met'}"


def number(value: float) -> str:
    """Three digits that count, with commas.

    Example:
        >>> number(1234.5), number(0.01234)
        ('1,230', '0.0123')
    """
    if abs(value) >= 10**DIGITS:
        return f"{float(f'{value:.{DIGITS}g}'):,.0f}"
    return f"{value:.{DIGITS}g}"


def _stood(outcomes: Iterable[Outcome]) -> str:
    stood = dict.fromkeys(f"{one.started_at:%Y-%m-%d}, {one.machine}, revision {one.revision}" for one in outcomes)
    return "Medians of rounds, the ratio within each round. " + "; ".join(stood) + "."
