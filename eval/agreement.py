"""How far two labellings of the same articles agree: the scorer, with one labelling as gold and the other as output.

F1 does not change when the two are swapped, so that it measures agreement (Hripcsak and Rothschild 2005); kappa would
need the number of values that both left out, which free text has not. Evidence is not compared: two labellers may quote
different words for one value.
"""

from collections.abc import Iterable, Iterator
from typing import Final

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


def _values(tally: Tally) -> int:
    return 2 * tally.tp + tally.fp + tally.fn
