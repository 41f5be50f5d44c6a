"""Figures of a trained net on labelled articles: pooled, never an article.

python -m training.encoder.score --weights FOLDER --net FOLDER [--suite tuning] [--data training/data]
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import torch

from app.encoder.drafting import drafted
from app.encoder.marked import Marked
from app.encoder.shown import Shown, show
from app.pipeline import derive
from eval.cases import Suite, corpora_folder, load_suite
from eval.score import CaseScores, score, total
from eval.tallies import f1
from schemas import ArticleSummary
from training.encoder.folders import Example, for_training, for_tuning, of_case
from training.encoder.net import Net, Sizes, open_net
from training.encoder.reading import Thresholds, marked
from training.encoder.train import opened_tokenizer

SUITES: Final = ("tuning", "stories-odd", "newswire-even")
MEASURES: Final = (
    *("fields.lenient", "new_fields.lenient", "incidents", "background", "sub_event_type.lenient", "stage.lenient"),
    *("date.lenient", "country_code.lenient", "city.lenient", "site.lenient", "actors.lenient", "attribution.lenient"),
    *("targets.lenient", "weapons.lenient", "casualty_claims.lenient", "tolls.lenient", "victims.lenient"),
    *("reactions.lenient", "memberships.lenient", "nothing_reported", "incident_count"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the measures of a net on a suite."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True, help="folder of the pre-trained encoder")
    parser.add_argument("--net", type=Path, required=True, help="folder of a trained net")
    parser.add_argument("--data", type=Path, default=Path("training/data"))
    parser.add_argument("--suite", choices=SUITES, action="append")
    args = parser.parse_args(arguments)
    torch.set_num_threads(1)
    net, tokenizer = trained(args.weights, args.net), opened_tokenizer(args.weights)
    limits = limits_of(args.net)
    for suite in args.suite or SUITES:
        started = time.monotonic()
        examples = list(examples_of(suite, args.data))
        scores = total(scored(examples, reader(net, tokenizer, limits)))
        print(f"{suite}: {len(examples)} articles, {(time.monotonic() - started) / len(examples):.2f} s each")
        print(*(f"  {name} {value}" for name, value in figures(scores)), sep="\n", flush=True)
    return 0


def trained(weights: Path, folder: Path) -> Net:
    """A trained net, ready to read."""
    net = open_net(weights, Sizes())
    file = folder / "net.pt"
    state = torch.load(file, weights_only=True) if file.is_file() else torch.load(folder / "checkpoint.pt")["net"]
    net.load_state_dict({name: each.float() for name, each in state.items()})
    net.eval()
    return net


def limits_of(folder: Path) -> Thresholds:
    """The thresholds that were tuned for a net, or those by default."""
    file = folder / "thresholds.json"
    return Thresholds(**json.loads(file.read_text())) if file.is_file() else Thresholds()


def reader(net: Net, tokenizer: Any, at: Thresholds) -> Callable[[Example], ArticleSummary]:
    """What the net makes of an example, as the gold record with its incidents in their place."""

    def read(one: Example) -> ArticleSummary:
        shown = show(one.article, tokenizer)
        return summary_of(one, shown, marked(net, shown, at))

    return read


def summary_of(one: Example, shown: Shown, found: Marked) -> ArticleSummary:
    """The record of what is marked, by the code that every draft goes through."""
    record = derive(drafted(shown, found), one.article)
    values = {"incidents": record.incidents, "background": record.background, "context": record.context}
    return one.gold.model_copy(update=values)


def examples_of(suite: str, data: Path) -> Iterator[Example]:
    """The articles of a suite; stories are halved by the number of their folder."""
    if suite == "tuning":
        yield from for_tuning(data)
    elif suite == "training":
        yield from for_training(data)
    else:
        whole = load_suite("stories" if suite == "stories-odd" else suite, corpora_folder())
        assert isinstance(whole, Suite)
        cases = (case for case in whole.cases if suite != "stories-odd" or int(case.id[1:3]) % 2)
        yield from map(of_case, cases)


def scored(examples: Sequence[Example], read: Callable[[Example], ArticleSummary]) -> Iterator[CaseScores]:
    """The scores of each."""
    for one in examples:
        yield score(one.gold, read(one), one.text)


def figures(scores: CaseScores) -> Iterator[tuple[str, str]]:
    """The measures that count, to three places."""
    measures = scores.measures()
    for name in MEASURES:
        measure: Any = measures[name]
        if hasattr(measure, "tp"):
            value = f1(measure)
            yield name, f"{value:.3f} (wrong {measure.fp}, missed {measure.fn})" if value is not None else "-"
        else:
            yield name, f"{measure.hits} of {measure.of}"


if __name__ == "__main__":
    raise SystemExit(main())
