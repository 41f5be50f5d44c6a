"""The record of `tests.fakes.service.TEXT`, and corrections of it as they would be kept."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from app import article as articles
from app.review.check import Given, check
from app.review.view import Kept
from app.store.index.packing import digest
from schemas import ArticleSummary, Correction, CorrectionBasis
from tests.fakes.service import TEXT, summary_of

CLAIM = "incidents/0/casualty_claims/0"


@cache
def record() -> ArticleSummary:
    return summary_of(articles.read(TEXT, today=date.max))


def given(path: str, value: Any, quote: str | None = None, basis: CorrectionBasis = "article") -> Given:
    """A correction that comes with the article."""
    return Given(path, value, basis, quote, TEXT)


def kept(*several: Given, of: ArticleSummary | None = None) -> list[Kept]:
    """Corrections, checked one after the other."""
    summary = of or record()
    found: list[Kept] = []
    for number, each in enumerate(several, 1):
        checked = check(summary, digest(summary), found, each)
        said = Correction(
            id=number,
            article_id=summary.article.id,
            path=each.path,
            value=checked.value,
            was=checked.was,
            basis=each.basis,
            quote=each.quote,
            evidence=checked.evidence,
            doubts=checked.doubts,
            note=None,
            client_ref=None,
            key="",
            at=datetime(2024, 1, 6, tzinfo=UTC),
        )
        found.append(Kept(said, digest(summary), checked.anchors))
    return found
