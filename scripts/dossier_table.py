"""Print how well dossiers are put together: from gold's own records, and from the outputs of measured models."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from eval.gate import Bar, read_baseline
from eval.results import Score
from eval.together import TOGETHER, told_together

BASELINES: Final = Path(__file__).parents[1] / "eval" / "baselines"
MODELS: Final = ("frontier", "embedded")
ROWS: Final = {
    "incidents": "dossier.incidents",
    "which reports are of one incident": "dossier.clusters",
    "conflicts": "dossier.conflicts.lenient",
    "conflicts, strict": "dossier.conflicts.strict",
    "casualty claims": "dossier.casualty_claims.lenient",
    "who did it": "dossier.attribution.lenient",
}


def main() -> int:
    """Print the table; a baseline that was made before there were dossiers has a dash."""
    gold = told_together(TOGETHER)
    columns: dict[str, Mapping[str, Score | Bar]] = {f"{suite}, gold's records": gold[suite] for suite in TOGETHER}
    measured = {name: read_baseline(BASELINES / f"{name}.json") for name in MODELS}
    columns |= {f"{suite}, {name}": read.bars(suite) for name, read in measured.items() for suite in TOGETHER}
    print(f"| | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
    for label, metric in ROWS.items():
        print(f"| {label} | {' | '.join(_cell(scores, metric) for scores in columns.values())} |")
    return 0


def _cell(scores: Mapping[str, Score | Bar], metric: str) -> str:
    score = scores.get(metric)
    return "-" if score is None or score.value is None else f"{score.value:.2f}"


if __name__ == "__main__":
    sys.exit(main())
