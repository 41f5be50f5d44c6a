"""How far two labellings of the same articles agree: the scorer, with one labelling as gold and the other as output.

F1 does not change when the two are swapped, so that it measures agreement (Hripcsak and Rothschild 2005); kappa would
need the number of values that both left out, which free text has not. Evidence is not compared: two labellers may quote
different words for one value.
"""

from collections.abc import Iterable

from eval.fields import FIELDS
from eval.results import Tally
from eval.score import score, total
from eval.tallies import f1
from schemas import ArticleSummary, Frozen


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


def _values(tally: Tally) -> int:
    return 2 * tally.tp + tally.fp + tally.fn
