"""Records of our own articles as a hosted model's kept answers give them, for tests of what shows records."""

import asyncio
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from app.article import Article
from app.core.settings import Settings
from eval.cases import Suite, corpora_folder, load_suite
from eval.out_of_band import by_case, open_answered
from eval.run import in_process
from schemas import ArticleRef, ArticleSummary
from tests.fakes.service import FakeService, summary_of

ANSWERS: Final = Path(__file__).parents[2] / "eval" / "recordings" / "frontier"


@cache
def seed_summaries() -> dict[str, ArticleSummary]:
    """By the article's text. Not within a running loop."""
    return asyncio.run(_summaries("seeds"))


@cache
def story_summaries() -> dict[str, ArticleSummary]:
    """As `seed_summaries`, of the articles under eval/stories."""
    return asyncio.run(_summaries("stories"))


async def _summaries(name: str) -> dict[str, ArticleSummary]:
    suite = load_suite(name, corpora_folder())
    assert isinstance(suite, Suite)
    async with open_answered(Settings(), ANSWERS) as service:
        read = by_case(in_process(service))
        return {case.text: await read(case) for case in suite.cases}


@dataclass
class RecordedService(FakeService):
    """Answers the seeds with their recorded records, anything else with a made-up one."""

    known: dict[str, ArticleSummary] = field(default_factory=dict)

    async def summarize(self, article: Article) -> ArticleSummary:
        await super().summarize(article)
        known = self.known.get(article.text)
        return known.model_copy(update={"article": _named(known, article)}) if known else summary_of(article)


def _named(known: ArticleSummary, article: Article) -> ArticleRef:
    return known.article.model_copy(update={"title": article.title, "source": article.source})
