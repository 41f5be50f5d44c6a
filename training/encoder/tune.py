"""Choose the thresholds of a trained net on the articles kept for tuning, one after the other, by pooled fields.

python -m training.encoder.tune --weights FOLDER --net FOLDER [--data training/data]
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

import torch

from app.encoder.codes import TAGGED
from app.encoder.drafting import drafted
from app.encoder.reading import Reading, Thresholds
from app.encoder.shown import show
from app.encoder.weights import TOKENIZER, tokenizer_of
from eval.score import score, total
from eval.tallies import f1
from training.encoder.export import for_reading
from training.encoder.folders import for_tuning
from training.encoder.score import summary_of
from training.encoder.trained import trained

TRIED: Final = {
    **dict.fromkeys(TAGGED, (0.2, 0.3, 0.4, 0.6, 0.7)),
    "opens": (0.35, 0.5, 0.65, 0.8),
    "opens_as_member": (0.6, 0.8, 0.9, 0.97),
    "blame": (0.2, 0.3, 0.4, 0.5, 0.6, 0.7),
    "act": (0.2, 0.3, 0.4, 0.5, 0.6, 0.7),
    "who": (0.2, 0.3, 0.4, 0.5),
    "other": (0.2, 0.3, 0.4, 0.6, 0.7),
    **{f"of_{kind}": (0.2, 0.35, 0.65, 0.8) for kind in ("target", "weapon", "victim", "number")},
    "member": (0.4, 0.5, 0.6),
}
"""In the order in which they are chosen."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the best thresholds beside the net."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True, help="folder of the pre-trained encoder")
    parser.add_argument("--net", type=Path, required=True, help="folder of a trained net")
    parser.add_argument("--data", type=Path, default=Path("training/data"))
    args = parser.parse_args(arguments)
    torch.set_num_threads(1)
    best, reached = chosen(judge(args.weights, args.net, args.data), Thresholds())
    (args.net / "thresholds.json").write_text(json.dumps(asdict(best), indent=1) + "\n")
    print(f"fields {reached:.3f} with {best}")
    return 0


def judge(weights: Path, net: Path, data: Path) -> Callable[[Thresholds], float]:
    """Pooled fields of the articles kept for tuning at given thresholds; each is read once."""
    ready, tokenizer = for_reading(trained(weights, net)), tokenizer_of((weights / TOKENIZER).read_text("utf-8"))
    shown = [(one, show(one.article, tokenizer)) for one in for_tuning(data)]
    read = [(one, Reading(ready, given, Thresholds())) for one, given in shown]

    def fields(at: Thresholds) -> float:
        drafts = ((one, drafted(each.shown, each.marked(at))) for one, each in read)
        scores = (score(one.gold, summary_of(one, draft), one.text) for one, draft in drafts)
        return f1(total(scores).pooled("lenient")) or 0.0

    return fields


def chosen(fields: Callable[[Thresholds], float], start: Thresholds) -> tuple[Thresholds, float]:
    """The best of each threshold with the others as they are, in turn; and what they reach."""
    best, reached = start, fields(start)
    for name, values in TRIED.items():
        for value in values:
            tried = replace(best, **{name: value})
            if tried != best and (found := fields(tried)) > reached:
                best, reached = tried, found
    return best, reached


if __name__ == "__main__":
    raise SystemExit(main())
