"""The incidents of summaries, each with its article: what clusters are made of."""

from collections.abc import Iterable
from dataclasses import dataclass

from schemas import ArticleRef, ArticleSummary, Incident, Report


@dataclass(frozen=True, slots=True)
class Account:
    """One incident as one article reports it.

    news    newly reported by the article; False: mentioned in its background
    """

    article: ArticleRef
    incident: Incident
    news: bool

    @property
    def report(self) -> Report:
        """Which one it is."""
        return Report(article_id=self.article.id, incident_id=self.incident.id)

    @property
    def rank(self) -> tuple[str, str, bool, str]:
        """Its place in every order of a dossier: by day of publication, undated last, then article, news first."""
        day = self.article.published_on
        return day.isoformat() if day else "~", self.article.id, not self.news, self.incident.id


def accounts(summaries: Iterable[ArticleSummary]) -> tuple[Account, ...]:
    """Every incident of every summary, newly reported and background, in order of rank."""
    found = (
        Account(summary.article, incident, news)
        for summary in summaries
        for news, incidents in ((True, summary.incidents), (False, summary.background))
        for incident in incidents
    )
    return tuple(sorted(found, key=lambda account: account.rank))
