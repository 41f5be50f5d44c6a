"""How far two labellings of the same articles agree: the scorer, with one labelling as gold and the other as output.

F1 does not change when the two are swapped, so that it measures agreement (Hripcsak and Rothschild 2005); kappa would
need the number of values that both left out, which free text has not. Evidence is not compared: two labellers may quote
different words for one value.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from app.older import read_summary
from eval import gold
from eval.cases import ROOT
from eval.fields import FIELDS
from eval.results import Tally
from eval.score import score, total
from eval.tallies import f1
from schemas import ArticleSummary, Frozen

LABELLINGS: Final = ("second", "independent")
"""Folders of `eval/gold/` that label some of the stories' articles once more; docs/labelling.md, section 13."""


class FieldAgreement(Frozen):
    """F1 of one field, 0 to 1; None where neither labelling has a value. `values`: how many both have together."""

    strict: float | None
    lenient: float | None
    values: int


class Agreement(Frozen):
    """How far two labellings agree, over all their articles together."""

    articles: int
    incidents: float | None
    pooled: FieldAgreement
    fields: dict[str, FieldAgreement]


def agreement(labellings: Iterable[tuple[ArticleSummary, ArticleSummary]]) -> Agreement:
    """Compare pairs of records of the same article.

    Raises ValueError when the two records of a pair are not of the same article.
    """
    pairs = tuple(labellings)
    if any(one.article.id != other.article.id for one, other in pairs):
        raise ValueError("the two labellings are of different articles")
    scores = total(score(one, other, text="") for one, other in pairs)  # no text: the evidence share is not read
    strict, lenient = scores.pooled("strict"), scores.pooled("lenient")
    return Agreement(
        articles=len(pairs),
        incidents=f1(scores.incidents),
        pooled=FieldAgreement(strict=f1(strict), lenient=f1(lenient), values=_values(strict)),
        fields={
            name: FieldAgreement(strict=f1(one.strict), lenient=f1(one.lenient), values=_values(one.strict))
            for name, one in ((name, scores.fields[name]) for name in FIELDS)
        },
    )


def labelled_twice(labelling: str) -> Iterator[tuple[ArticleSummary, ArticleSummary]]:
    """Gold and the other record of each article that a folder of LABELLINGS labels, by story and name.

    Raises GoldInvalid for a record that does not fit its article, KeyError for an article that gold does not have.
    """
    for folder in sorted((ROOT / "gold" / labelling / "stories").iterdir()):
        texts = ROOT / "stories" / folder.name
        first = gold.load_folder(ROOT / "gold" / "stories" / folder.name, texts).articles
        records = {one.name: one.summary for one in first}
        yield from ((records[one.name], one.summary) for one in gold.load_folder(folder, texts).articles)


def labelling(folder: Path, texts: Path | None = None) -> dict[str, ArticleSummary]:
    """The records of a folder, and of those below it, by article: saved records, or gold in the notation.

    texts: where the articles of gold are, as NAME.txt; None: beside it. Raises GoldInvalid, and ValueError for a file
    that is neither, or an article that comes twice.
    """
    found: dict[str, ArticleSummary] = {}
    for file in sorted(path for path in folder.rglob("*.json") if path.name != gold.DOSSIER):
        record = _record(file, texts or file.parent)
        if record.article.id in found:
            raise ValueError(f"{file}: another file of {folder} has the same article")
        found[record.article.id] = record
    if not found:
        raise ValueError(f"{folder} has no labels: no file ends in .json")
    return found


def in_both(
    one: Mapping[str, ArticleSummary], other: Mapping[str, ArticleSummary]
) -> tuple[tuple[tuple[ArticleSummary, ArticleSummary], ...], int]:
    """The pairs of records of the articles that both label, and how many articles only one does.

    Raises ValueError where they have none in common.
    """
    both = tuple((record, other[article]) for article, record in one.items() if article in other)
    if not both:
        raise ValueError("the two labellings have no article in common")
    return both, len(one) + len(other) - 2 * len(both)


def _record(file: Path, texts: Path) -> ArticleSummary:
    said = json.loads(file.read_text("utf-8"))
    if isinstance(said, dict) and "provenance" in said:  # no note has it
        return read_summary(said)
    text = texts / f"{file.stem}.txt"
    if not text.exists():
        raise gold.GoldInvalid(f"{file}: its article {text} is missing")
    return gold.load_summary(file, text.read_bytes().decode())


def _values(tally: Tally) -> int:
    return 2 * tally.tp + tally.fp + tally.fn
