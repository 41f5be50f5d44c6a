"""Several articles at once: each is summarised, and all together are one dossier. One that fails stops no other."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field

from app.article import Article
from app.core.errors import SitrepError
from app.core.progress import Audience, Step, audience, heard_by
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


@dataclass(frozen=True, slots=True)
class OnTheWay(Step):
    """A step of one of several articles. `position` counts from 0; `finished` of all `articles` are done, or failed."""

    position: int
    articles: int
    finished: int
    step: Step


@dataclass(frozen=True, slots=True)
class Finished(Step):
    """One more is done, or has failed: then `so_far`, what was gathered up to now, is None."""

    position: int
    articles: int
    finished: int
    so_far: Gathered | None


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
    outcomes = await _all(service, _Reading(articles, audience()), place)
    failed = [outcome for outcome in outcomes if isinstance(outcome, _Failed)]
    if failed and len(failed) == len(articles):
        raise failed[0].error
    return _gathered(articles, dict(enumerate(outcomes)))


def _gathered(articles: Sequence[Submitted], outcomes: Mapping[int, _Outcome]) -> Gathered:
    """What came of those that have ended, in the order in which they were sent."""
    ended = [(position, articles[position], outcomes[position]) for position in sorted(outcomes)]
    done = [(each, outcome) for _, each, outcome in ended if not isinstance(outcome, _Failed)]
    return Gathered(
        tuple(summary.model_copy(update={"client_ref": each.client_ref}) for each, (_, summary) in done),
        {article.id: article.text for _, (article, _) in done},
        tuple(_failures(ended)),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """The articles, and who hears what becomes of each."""

    articles: Sequence[Submitted]
    everybody: Audience
    outcomes: dict[int, _Outcome] = field(default_factory=dict)

    def heard(self, position: int) -> AbstractContextManager[object]:
        """Within, the steps of one article are told as such; where nobody listens, none is."""
        if not self.everybody.listens:
            return nullcontext()
        told = self.everybody.tell
        of, ended = len(self.articles), self.outcomes
        return heard_by(Audience(lambda step: told(OnTheWay(position, of, len(ended), step))))

    def note_end(self, position: int, outcome: _Outcome) -> None:
        """One has ended."""
        self.outcomes[position] = outcome
        if self.everybody.listens:
            so_far = None if isinstance(outcome, _Failed) else _gathered(self.articles, self.outcomes)
            self.everybody.tell(Finished(position, len(self.articles), len(self.outcomes), so_far))


async def _all(service: Service, reading: _Reading, place: Place) -> list[_Outcome]:
    """What came of each. The places that are held are given back when an article is done, or the work is cancelled."""
    tasks: list[asyncio.Task[_Outcome]] = []
    running: set[asyncio.Task[_Outcome]] = set()
    async with asyncio.TaskGroup() as group:
        for position in range(len(reading.articles)):
            held = ExitStack()
            while running and not held.enter_context(place()):
                held.close()
                _, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            tasks.append(group.create_task(_one(service, reading, position, held)))
            running.add(tasks[-1])
    return [task.result() for task in tasks]


async def _one(service: Service, reading: _Reading, position: int, held: ExitStack) -> _Outcome:
    with held, reading.heard(position):
        outcome = await _outcome(service, reading.articles[position])
    reading.note_end(position, outcome)
    return outcome


async def _outcome(service: Service, submitted: Submitted) -> _Outcome:
    article = None
    try:
        article = await asyncio.to_thread(submitted.read)
        return article, await service.summarize(article)
    except SitrepError as error:
        return _Failed(error, article)


def _failures(ended: Iterable[tuple[int, Submitted, _Outcome]]) -> Iterable[FailedArticle]:
    for position, each, outcome in ended:
        if isinstance(outcome, _Failed):
            yield FailedArticle(
                position=position,
                client_ref=each.client_ref,
                article_id=outcome.article.id if outcome.article else None,
                code=outcome.error.code,
                detail=outcome.error.outside,
            )
