"""Pictures of scores as inline SVG: bars with intervals, and a run against its baseline. Colours are the page's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from eval.gate import Bar
from eval.results import Score

LABEL, PLOT, FIGURE = 190, 320, 76
"""Widths in pixels: the metrics' names, the plot, the numbers beside it."""
ROW, TOP = 22, 20
TICKS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
LEAST_SPAN: Final = 0.1
"""The smallest difference at the edge of the second picture: below it, noise would look like news."""


@dataclass(frozen=True, slots=True)
class Axis:
    """From scores in [low, high] to pixels."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """The place of a score; one beyond the ends stands at the end."""
        inside = min(max(value, self.low), self.high)
        return round(LABEL + PLOT * (inside - self.low) / (self.high - self.low), 1)


def scores(measured: Mapping[str, Score], bars: Mapping[str, Bar]) -> str:
    """A bar for each score with its 95 % interval, and a mark where its baseline stands."""
    axis = Axis(0, 1)
    rows = (_score(number, name, score, bars.get(name), axis) for number, (name, score) in enumerate(measured.items()))
    return _picture("Scores with their 95 % intervals", len(measured), axis, TICKS, rows)


def changes(measured: Mapping[str, Score], bars: Mapping[str, Bar]) -> str:
    """Each score minus its baseline, with the 95 % interval and the margin; empty when nothing can be compared."""
    both = {name: (score, bars[name]) for name, score in measured.items() if name in bars and score.value is not None}
    if not both:
        return ""
    span = max(LEAST_SPAN, *(abs((score.value or 0) - bar.value) * 1.2 for score, bar in both.values()))
    axis = Axis(-span, span)
    rows = (_change(number, name, *pair, axis) for number, (name, pair) in enumerate(both.items()))
    return _picture("This run minus its baseline", len(both), axis, (-span, -span / 2, 0, span / 2, span), rows)


def _picture(title: str, rows: int, axis: Axis, ticks: tuple[float, ...], drawn: Iterator[str]) -> str:
    width, height = LABEL + PLOT + FIGURE, TOP + rows * ROW + 6
    grid = "".join(_tick(axis, tick, height, signed=axis.low < 0) for tick in ticks)
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">'
        f"<title>{escape(title)}</title>{grid}{''.join(drawn)}</svg>"
    )


def _tick(axis: Axis, value: float, height: int, *, signed: bool) -> str:
    x, text = axis.at(value), f"{value:+.2f}" if signed and value else f"{value:g}"
    kind = "zero" if value == 0 else "tick"
    return (
        f'<line class="{kind}" x1="{x}" x2="{x}" y1="{TOP - 4}" y2="{height}"/>'
        f'<text class="axis" x="{x}" y="{TOP - 8}" text-anchor="middle">{text}</text>'
    )


def _score(number: int, name: str, score: Score, bar: Bar | None, axis: Axis) -> str:
    y = TOP + number * ROW
    if score.value is None:
        return _name(name, y) + _figure("not scored", y)
    mark = _upright("baseline", axis.at(bar.value), y) if bar else ""
    body = _rect("score", axis.at(0), axis.at(score.value), y)
    return _name(name, y) + body + _whisker(axis, score.low, score.high, y) + mark + _figure(f"{score.value:.3f}", y)


def _change(number: int, name: str, score: Score, bar: Bar, axis: Axis) -> str:
    y, change = TOP + number * ROW, round((score.value or 0) - bar.value, 5) + 0.0  # + 0.0: no negative zero
    kind = "fell" if change < -bar.margin else "rose" if change > bar.margin else "held"
    margin = _rect("margin", axis.at(-bar.margin), axis.at(bar.margin), y)
    left, right = sorted((axis.at(0), axis.at(change)))
    body = _rect(kind, left, right, y)
    low, high = (None if end is None else end - bar.value for end in (score.low, score.high))
    return _name(name, y) + margin + body + _whisker(axis, low, high, y) + _figure(f"{change:+.3f}", y)


def _rect(kind: str, left: float, right: float, y: int) -> str:
    return f'<rect class="{kind}" x="{left}" y="{y + 3}" width="{max(right - left, 1):.1f}" height="{ROW - 8}"/>'


def _whisker(axis: Axis, low: float | None, high: float | None, y: int) -> str:
    if low is None or high is None:
        return ""
    left, right, middle = axis.at(low), axis.at(high), y + ROW / 2 - 1
    ends = "".join(
        f'<line class="whisker" x1="{x}" x2="{x}" y1="{middle - 3}" y2="{middle + 3}"/>' for x in (left, right)
    )
    return f'<line class="whisker" x1="{left}" x2="{right}" y1="{middle}" y2="{middle}"/>{ends}'


def _upright(kind: str, x: float, y: int) -> str:
    return f'<line class="{kind}" x1="{x}" x2="{x}" y1="{y + 1}" y2="{y + ROW - 3}"/>'


def _name(name: str, y: int) -> str:
    return f'<text x="{LABEL - 8}" y="{y + 14}" text-anchor="end">{escape(name)}</text>'


def _figure(text: str, y: int) -> str:
    return f'<text x="{LABEL + PLOT + 8}" y="{y + 14}">{escape(text)}</text>'
