"""Records of our own articles as a hosted model's kept answers give them, for tests of what shows records."""

import asyncio
from functools import cache
from pathlib import Path
from typing import Final

from app.core.settings import Settings
from eval.cases import Suite, corpora_folder, load_suite
from eval.out_of_band import by_case, open_answered
from eval.run import in_process
from schemas import ArticleSummary

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
