"""Several articles at once: each is summarised, and all together are one dossier. One that fails stops no other."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass

from app.article import Article
from app.core.errors import SitrepError
from app.dossier.build import build
from app.service import Service
from schemas import ArticleSummary, Dossier, FailedArticle, TollPolicy

Place = Callable[[], AbstractContextManager[bool]]
"""A place for one more article while it is worked at; False: there is none now."""


def unbounded() -> AbstractContextManager[bool]:
    """A place, always: the queue before the model bounds what waits."""
    return nullcontext(enter_result=True)


@dataclass(frozen=True, slots=True)
class Submitted:
    """One article as it was sent. `read` may take time, and raises ArticleRejected; `client_ref`: the caller's own."""

    read: Callable[[], Article]
    client_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came of the articles that were sent, in their order; `texts` of those that were summarised, by id."""

    summaries: tuple[ArticleSummary, ...]
    texts: Mapping[str, str]
    failures: tuple[FailedArticle, ...] = ()

    def dossier(self, policy: TollPolicy | None) -> Dossier:
        """The dossier of the summaries, with what failed listed."""
        return build(self.summaries, policy, failures=self.failures)


def of_records(saved: Sequence[ArticleSummary]) -> Gathered:
    """Records of articles that were summarised before. Raises ValueError where their offsets count in several units."""
    different = next((index for index, each in enumerate(saved) if each.offsets != saved[0].offsets), None)
    if different is not None:
        raise ValueError(f"the offsets of record {different + 1} count in another unit than those of the first")
    return Gathered(tuple(saved), {})


@dataclass(frozen=True, slots=True)
class _Failed:
    error: SitrepError
    article: Article | None


_Outcome = tuple[Article, ArticleSummary] | _Failed


async def gather(service: Service, articles: Sequence[Submitted], place: Place = unbounded) -> Gathered:
    """Summarise articles, as many at once as there are places, and one at least.

    Raises:
        SitrepError: All of them fail; it is the first one's.
    """
    outcomes = await _all(service, articles, place)
    failed = [outcome for outcome in outcomes if isinstance(outcome, _Failed)]
    if failed and len(failed) == len(articles):
        raise failed[0].error
    done = [
        (each, outcome) for each, outcome in zip(articles, outcomes, strict=True) if not isinstance(outcome, _Failed)
    ]
    return Gathered(
        tuple(summary.model_copy(update={"client_ref": each.client_ref}) for each, (_, summary) in done),
        {article.id: article.text for _, (article, _) in done},
        tuple(_failures(articles, outcomes)),
    )


async def _all(service: Service, articles: Sequence[Submitted], place: Place) -> list[_Outcome]:
    """What came of each. The places that are held are given back when an article is done, or the work is cancelled."""
    tasks: list[asyncio.Task[_Outcome]] = []
    running: set[asyncio.Task[_Outcome]] = set()
    async with asyncio.TaskGroup() as group:
        for each in articles:
            held = ExitStack()
            while running and not held.enter_context(place()):
                held.close()
                _, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            tasks.append(group.create_task(_one(service, each, held)))
            running.add(tasks[-1])
    return [task.result() for task in tasks]


async def _one(service: Service, submitted: Submitted, held: ExitStack) -> _Outcome:
    article = None
    with held:
        try:
            article = await asyncio.to_thread(submitted.read)
            return article, await service.summarize(article)
        except SitrepError as error:
            return _Failed(error, article)


def _failures(articles: Iterable[Submitted], outcomes: Iterable[_Outcome]) -> Iterable[FailedArticle]:
    for position, (each, outcome) in enumerate(zip(articles, outcomes, strict=True)):
        if isinstance(outcome, _Failed):
            yield FailedArticle(
                position=position,
                client_ref=each.client_ref,
                article_id=outcome.article.id if outcome.article else None,
                code=outcome.error.code,
                detail=outcome.error.outside,
            )
