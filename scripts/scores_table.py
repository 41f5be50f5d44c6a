"""Print the README's table of scores from the committed baseline."""

import sys
from pathlib import Path
from typing import Final

from eval.gate import Bar, read_baseline

BASELINE: Final = Path(__file__).parents[1] / "eval" / "baselines" / "embedded.json"
SHOWN: Final = {
    "seeds": ("fields.lenient", "casualty_claims.lenient", "null_values", "background_kept_apart", "evidence"),
    "stories": (
        "fields.lenient",
        "incidents",
        "sub_event_type.lenient",
        "date.lenient",
        "city.lenient",
        "attribution.lenient",
        "casualty_claims.lenient",
        "null_values",
        "background_kept_apart",
        "evidence",
    ),
    "attacks": ("resisted", "unchanged"),
    "symmetry": ("symmetric",),
    "muc4": ("ceaf_ree", "nothing_reported"),
    "case2021": ("accuracy", "macro_f1"),
}


def main() -> int:
    """Print the table; a metric that the baseline does not have is an error."""
    baseline = read_baseline(BASELINE).root
    print("| suite | measure | score | 95 % interval | cases |\n|---|---|---|---|---|")
    for suite, metrics in SHOWN.items():
        for metric in metrics:
            print(_row(suite, metric, baseline[suite][metric]))
    return 0


def _row(suite: str, metric: str, bar: Bar) -> str:
    interval = f"{bar.interval[0]:.2f} to {bar.interval[1]:.2f}" if bar.interval else "one case"
    name = metric.removesuffix(".lenient").replace("_", " ")
    return f"| `{suite}` | {name} | {bar.value:.2f} | {interval} | {bar.cases} |"


if __name__ == "__main__":
    sys.exit(main())
