"""What became of an article and of the values of its record, counted for operators. Pure."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from schemas import ArticleSummary, Evidence


def tally(summary: ArticleSummary) -> Counter[str]:
    """How many of each: names as `app.core.metrics.Counts` has them, no word of the article.

    `articles/<status>`, `answers/stored|asked`, `incidents/news|background`, `evidence/<match>` for each quote,
    `refused/<code>` and `questioned/<code>` (docs/codes.md).
    """
    counted = Counter([f"articles/{summary.status}", f"answers/{'stored' if summary.provenance.cached else 'asked'}"])
    counted["incidents/news"] += len(summary.incidents)
    counted["incidents/background"] += len(summary.background)
    counted.update(f"evidence/{quote.match}" for quote in _quotes(summary))
    counted.update(f"refused/{value.code}" for value in summary.unsupported)
    counted.update(f"questioned/{question.code}" for question in summary.questions)
    return +counted


def _quotes(value: Any) -> Iterator[Evidence]:
    match value:
        case Evidence():
            yield value
        case BaseModel():
            for _, part in value:
                yield from _quotes(part)
        case tuple():
            for part in value:
                yield from _quotes(part)
