"""A service each of whose articles has a span, around the spans of the calls to a model that it takes."""

from dataclasses import dataclass

from app.article import Article
from app.core.metrics import Figures, Readiness
from app.core.tracing import span
from app.service import Service
from schemas import ArticleSummary, Verification


@dataclass(frozen=True, slots=True)
class Traced:
    """A `Service` whose work can be followed. `lengths`: whether spans say how long articles are."""

    service: Service
    lengths: bool = False

    async def summarize(self, article: Article) -> ArticleSummary:
        """Read one article; what its span tells of it are codes and numbers. Raises as the service."""
        with span("summarize") as own:
            if self.lengths:
                own.note({"sitrep.article.characters": len(article.text)})
            summary = await self.service.summarize(article)
            own.note(
                {
                    "sitrep.status": summary.status,
                    "sitrep.cached": summary.provenance.cached,
                    "sitrep.attempts": summary.provenance.attempts,
                    "sitrep.incidents": len(summary.incidents),
                    "sitrep.refused": len(summary.unsupported),
                    "sitrep.questioned": len(summary.questions),
                }
            )
            return summary

    async def verify(self, saved: ArticleSummary, text: str) -> Verification:
        """As the service."""
        return await self.service.verify(saved, text)

    async def readiness(self) -> Readiness:
        """As the service."""
        return await self.service.readiness()

    def figures(self) -> Figures:
        """As the service."""
        return self.service.figures()
