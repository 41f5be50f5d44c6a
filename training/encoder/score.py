"""Figures of a trained net on labelled articles: pooled, never an article.

python -m training.encoder.score --file FILE.npz [--suite tuning] [--data training/data] [--card]
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from app.encoder.card import EncoderCard, EncoderFile
from app.encoder.propose import draft_of
from app.encoder.weights import Encoder, opened
from app.pipeline import derive
from app.records.draft import Draft
from eval.cases import Suite, corpora_folder, load_suite
from eval.score import CaseScores, score, total
from eval.tallies import f1
from schemas import ArticleSummary
from training.encoder.folders import Example, for_training, for_tuning, of_case

SUITES: Final = ("tuning", "stories-odd", "newswire-even")
MEASURES: Final = (
    *("fields.lenient", "new_fields.lenient", "incidents", "background", "sub_event_type.lenient", "stage.lenient"),
    *("date.lenient", "country_code.lenient", "city.lenient", "site.lenient", "actors.lenient", "attribution.lenient"),
    *("targets.lenient", "weapons.lenient", "casualty_claims.lenient", "tolls.lenient", "victims.lenient"),
    *("reactions.lenient", "memberships.lenient", "nothing_reported", "incident_count"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the measures of an encoder's file on a suite."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, required=True, help="what training.encoder.export wrote")
    parser.add_argument("--data", type=Path, default=Path("training/data"))
    parser.add_argument("--suite", choices=SUITES, action="append")
    parser.add_argument("--card", action="store_true", help="write the pooled figures into the card of the file")
    args = parser.parse_args(arguments)
    read = reader(opened(EncoderFile(args.file, args.file.stem, "")))
    pooled: dict[str, float] = {}
    for suite in args.suite or SUITES:
        started = time.monotonic()
        examples = list(examples_of(suite, args.data))
        scores = total(scored(examples, read))
        print(f"{suite}: {len(examples)} articles, {(time.monotonic() - started) / len(examples):.2f} s each")
        print(*(f"  {name} {value}" for name, value in figures(scores)), sep="\n", flush=True)
        pooled[f"{suite}/fields.lenient"] = round(f1(scores.pooled("lenient")) or 0.0, 3)
    if args.card:
        _note(args.file.with_suffix(".json"), pooled)
    return 0


def _note(card: Path, scores: dict[str, float]) -> None:
    known = EncoderCard.model_validate_json(card.read_bytes())
    noted = known.model_copy(update={"scores": known.scores | scores})
    card.write_text(noted.model_dump_json(indent=1) + "\n")


def reader(encoder: Encoder) -> Callable[[Example], ArticleSummary]:
    """What the encoder makes of an example, as the gold record with its incidents in their place."""

    def read(one: Example) -> ArticleSummary:
        return summary_of(one, draft_of(encoder, one.article))

    return read


def summary_of(one: Example, draft: Draft) -> ArticleSummary:
    """The record of a draft, by the code that every draft goes through."""
    record = derive(draft, one.article)
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
