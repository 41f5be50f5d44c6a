"""Print the README's words about reliability from the shipped figures: `paragraph`, or `table` by field.

Which model is for what is ours to say; every number in it is read from app/present/data/reliability.json.
"""

import sys
import textwrap
from collections.abc import Sequence
from typing import Final

from app.present.reliability import measured
from schemas import Counted, MeasuredSuite, ModelReliability

EMBEDDED, FRONTIER = "embedded", "frontier"
SHARED: Final = "stories"
"""The suite on which both are compared in words."""
CLAIMS: Final = "casualty_claims"
WIDTH: Final = 120


def main() -> int:
    """Print one of the two."""
    entries = {entry.name: entry for entry in measured().models}
    lines = table(tuple(entries.values())) if sys.argv[1:] == ["table"] else [paragraph(entries)]
    print("\n".join(lines))
    return 0


def paragraph(entries: dict[str, ModelReliability]) -> str:
    """Say what the embedded model is for and what to use for coding, with figures of both on the same articles."""
    small, large = entries[EMBEDDED], entries[FRONTIER]
    articles = _suite(small).articles
    said = (
        "**Which model for what.** The embedded model (1.5 billion parameters, on a laptop CPU) is for triage and "
        f"demonstration, not for coding: on {articles} hand-labelled articles (`{SHARED}`), {_errors(_suite(small))}. "
        "For coding, point Sitrep at a frontier-class endpoint (below): the same pipeline with such a model, on the "
        f"same articles: {_errors(_suite(large))}. Of casualty claims, on all articles with gold ({small.articles} and "
        f"{large.articles}): embedded, {_errors(_claims(small))}; frontier-class, {_errors(_claims(large))}. [The "
        "table](docs/measured.md) says it by field; `GET /v1/reliability` and the text of each record say it of the "
        "model that you run, or that it was never measured."
    )
    return textwrap.fill(said, WIDTH, break_long_words=False, break_on_hyphens=False)


def table(entries: tuple[ModelReliability, ...]) -> list[str]:
    """A row for each field: of each model the values shown that are wrong, and those of gold that are missed."""
    heads = [f"{entry.name}: {what}" for entry in entries for what in ("wrong of shown", "missed of gold")]
    rows = [
        _row("incidents", [entry.incidents for entry in entries]),
        *(_row(fields[0].measure, fields) for fields in zip(*(entry.fields for entry in entries), strict=True)),
    ]
    return [f"| | {' | '.join(heads)} |", f"|---|{'---|' * len(heads)}", *rows]


def _row(name: str, found: Sequence[Counted]) -> str:
    cells = [cell for each in found for cell in (_part(each.wrong, each.shown), _part(each.missed, each.gold))]
    return f"| {name} | {' | '.join(cells)} |"


def _part(part: int | None, whole: int | None) -> str:
    return "not scored" if part is None else f"{part} of {whole}"


def _errors(counted: Counted) -> str:
    wrong, missed = _part(counted.wrong, counted.shown), _part(counted.missed, counted.gold)
    shares = _share(counted.wrong, counted.shown), _share(counted.missed, counted.gold)
    return f"{wrong} values shown were wrong{shares[0]} and {missed} missed{shares[1]}"


def _share(part: int | None, whole: int | None) -> str:
    return "" if part is None or not whole else f" ({part / whole:.0%})".replace("%", " %")


def _claims(entry: ModelReliability) -> Counted:
    return next(field for field in entry.fields if field.measure == CLAIMS)


def _suite(entry: ModelReliability) -> MeasuredSuite:
    return next(suite for suite in entry.suites if suite.name == SHARED)


if __name__ == "__main__":
    sys.exit(main())
