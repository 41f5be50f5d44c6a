"""Several articles at once: one that fails stops no other, and no more are worked at than there are places."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import pytest

from app.article import Article
from app.core.errors import ArticleNotText, DraftInvalid, ModelUnavailable
from app.dossiers import Gathered, Submitted, gather, of_records
from schemas import ArticleSummary
from tests.app.drafts import read
from tests.eval.records import summary
from tests.fakes.service import TEXT, FakeService, summary_of


@dataclass
class Flaky(FakeService):
    """Fails on texts with "fail" in them; counts how many it works at."""

    now: int = 0
    most: int = 0

    async def summarize(self, article: Article) -> ArticleSummary:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await asyncio.sleep(0.001)
            if "fail" in article.text:
                raise DraftInvalid("inside", outside="outside")
            return summary_of(article)
        finally:
            self.now -= 1


@dataclass
class Places:
    """As many as a key may have, of which the request itself has one."""

    free: int
    given: list[bool] = field(default_factory=list)

    @contextmanager
    def __call__(self) -> Iterator[bool]:
        may = self.free > 0
        self.given.append(may)
        self.free -= may
        try:
            yield may
        finally:
            self.free += may


def sent(*texts: str) -> list[Submitted]:
    return [Submitted(partial(read, text), f"row {number}") for number, text in enumerate(texts)]


def refused() -> Article:
    raise ArticleNotText("no text")


def gathered(service: FakeService, articles: list[Submitted], *more: Places) -> Gathered:
    return asyncio.run(gather(service, articles, *more))


def test_one_that_fails_is_listed_and_the_rest_is_merged() -> None:
    found = gathered(Flaky(), [*sent(TEXT, "It may fail."), Submitted(refused)])
    assert [each.client_ref for each in found.summaries] == ["row 0"]
    assert [(each.position, each.client_ref, each.code, each.detail) for each in found.failures] == [
        (1, "row 1", "draft-invalid", "outside"),
        (2, None, "article-not-text", "no text"),
    ]
    assert [each.article_id for each in found.failures] == [read("It may fail.").id, None]
    made = found.dossier(None)
    assert len(made.incidents) == 1
    assert made.failures == found.failures


def test_where_all_fail_it_is_the_first_ones_error() -> None:
    with pytest.raises(ArticleNotText):
        gathered(Flaky(error=ModelUnavailable("away")), [Submitted(refused), *sent("It may fail.")])


@pytest.mark.parametrize(("free", "most"), [(0, 1), (2, 3)])
def test_no_more_are_worked_at_than_there_are_places_and_the_requests_own(free: int, most: int) -> None:
    service, places = Flaky(), Places(free)
    found = gathered(service, sent(*(f"Text {number}." for number in range(12))), places)
    assert (len(found.summaries), service.most, places.free) == (12, most, free)


def test_places_are_given_back_when_the_work_is_cancelled() -> None:
    places = Places(3)

    async def begin() -> None:
        work = asyncio.create_task(gather(FakeService(delay_s=60), sent("One.", "Two.", "Three."), places))
        await asyncio.sleep(0.05)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(begin())
    assert (places.free, True in places.given) == (3, True)


def test_records_of_two_units_are_refused() -> None:
    with pytest.raises(ValueError, match="record 2"):
        of_records([summary(), summary(text="Another.", offsets="utf16")])
