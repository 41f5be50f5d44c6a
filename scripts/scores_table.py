"""Print the README's tables of scores from the committed baselines."""

import sys
from pathlib import Path
from typing import Final

from eval.gate import Bar, read_baseline

BASELINES: Final = Path(__file__).parents[1] / "eval" / "baselines"
COLUMNS: Final = (
    ("seeds, embedded", "embedded", "seeds"),
    ("seeds, frontier", "frontier", "seeds"),
    ("stories, embedded", "embedded", "stories"),
    ("stories, frontier", "frontier", "stories"),
    ("newswire odd, one call", "one-call", "newswire-odd"),
    ("newswire odd, frontier", "frontier", "newswire-odd"),
)
"""Heading, baseline, suite."""
ROWS: Final = {
    "fields, pooled": "fields.lenient",
    "the fields that a plain record has": "plain_fields.lenient",
    "number of incidents right": "incident_count",
    "sub-event type": "sub_event_type.lenient",
    "date": "date.lenient",
    "who did it, how firmly, says who": "attribution.lenient",
    "casualty claims, with source and class": "casualty_claims.lenient",
    "their numbers alone": "tolls.lenient",
    "evidence": "evidence",
}
OTHERS: Final = {
    "instructions resisted (`attacks`)": ("attacks", "resisted"),
    "sides exchanged, same record (`symmetry`)": ("symmetry", "symmetric"),
    "MUC-4, CEAF-REE": ("muc4", "ceaf_ree"),
    "MUC-4, nothing reported where there is none": ("muc4", "nothing_reported"),
    "CASE 2021, macro F1": ("case2021", "macro_f1"),
}
"""Measured with the embedded model alone."""


def main() -> int:
    """Print the tables; a baseline that is not there is an error, a metric that it cannot have a dash."""
    read = {name: read_baseline(BASELINES / f"{name}.json") for _, name, _ in COLUMNS}
    print(f"| | {' | '.join(heading for heading, _, _ in COLUMNS)} |\n|---|{'---|' * len(COLUMNS)}")
    for label, metric in ROWS.items():
        print(f"| {label} | {' | '.join(_cell(read[name].bars(suite).get(metric)) for _, name, suite in COLUMNS)} |")
    others = (f"{label} {_cell(read['embedded'].bars(suite)[metric])}" for label, (suite, metric) in OTHERS.items())
    print(f"\nThe embedded model besides: {'; '.join(others)}.")
    return 0


def _cell(bar: Bar | None) -> str:
    if bar is None:
        return "-"
    interval = f" ({bar.interval[0]:.2f}-{bar.interval[1]:.2f})" if bar.interval else ""
    return f"{bar.value:.2f}{interval}"


if __name__ == "__main__":
    sys.exit(main())
