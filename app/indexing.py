"""A service whose summaries are put into the index, whoever asks for them and by whichever way."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.article import Article
from app.core.caller import caller
from app.core.metrics import Figures, Readiness
from app.service import Service
from app.store.index.index import Index
from schemas import ArticleSummary, Verification


@dataclass(frozen=True, slots=True)
class Indexed:
    """A `Service` that notes each summary for the key that asked."""

    service: Service
    index: Index

    async def summarize(self, article: Article) -> ArticleSummary:
        """Read one article, and note what was read: no failure of the index fails the answer. Raises as the service."""
        begun = datetime.now(UTC)
        summary = await self.service.summarize(article)
        self.index.note(caller().id, summary, article.text, begun)
        return summary

    async def verify(self, saved: ArticleSummary, text: str) -> Verification:
        """As the service."""
        return await self.service.verify(saved, text)

    async def readiness(self) -> Readiness:
        """As the service."""
        return await self.service.readiness()

    def figures(self) -> Figures:
        """The service's, with what went wrong with the index."""
        figures = self.service.figures()
        return replace(figures, faults={**figures.faults, **self.index.counts.read()})


def indexed(service: Service, index: Index | None) -> Service:
    """The service with its index, where there is one."""
    return service if index is None else Indexed(service, index)
