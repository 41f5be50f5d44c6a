"""Summaries to a dossier, in whatever order and batches they come. Pure.

duplicates      an article that comes twice is one
superseded      of an article with the same address and another text only the newest tells; the others are listed
copies          an article that repeats another tells nothing of its own; it is listed
clusters        the accounts of all others, of newly reported incidents and of those in the background alike
incidents       clusters that one article at least newly reports; the others are the dossier's background
"""

from collections.abc import Iterable, Sequence

from app.dossier.accounts import Account, accounts
from app.dossier.clusters import NO_LINKS, Links, clusters
from app.dossier.copies import origins, superseded
from app.dossier.merge import merged
from app.dossier.ties import Tie
from schemas import (
    ArticleRef,
    ArticleSummary,
    Dossier,
    FailedArticle,
    GivenRef,
    Offsets,
    SupersededVersion,
    SyndicatedCopy,
    TollPolicy,
)


def build(
    summaries: Iterable[ArticleSummary],
    policy: TollPolicy | None = None,
    links: Links = NO_LINKS,
    tie: Tie | None = None,
    failures: Iterable[FailedArticle] = (),
) -> Dossier:
    """The dossier of summaries whose offsets all count in one unit; none at all make an empty one.

    Args:
        summaries: Of today's schema. What no record holds, as the model's draft, is not looked at.
        policy: By which convention `best` of the estimates is chosen where claims disagree; None: by none.
        links: What a person said of which reports are the same incident, and which are not.
        tie: Decides between accounts that may be of one incident or of two; None: nobody does, they stay two.
        failures: Articles that could not be summarised; listed in the order of their positions.

    Raises:
        ValueError: The summaries' offsets count in several units.
    """
    given = tuple(summaries)
    told = _once_each(given)
    articles = [each.article for each in told]
    older, origin = superseded(articles), origins(articles)
    current = [each for each in told if each.article.id not in older]
    own = [each for each in current if origin[each.article.id] == each.article.id]
    groups = clusters(accounts(own), links, tie)
    return Dossier(
        offsets=_unit(told),
        incidents=tuple(merged(group, policy) for group in groups if _is_news(group)),
        background=tuple(merged(group, policy) for group in groups if not _is_news(group)),
        articles=tuple(each.article for each in own),
        copies=tuple(
            SyndicatedCopy(article=each.article, origin_id=origin[each.article.id])
            for each in current
            if origin[each.article.id] != each.article.id
        ),
        superseded=tuple(
            SupersededVersion(article=each.article, newer_id=older[each.article.id])
            for each in told
            if each.article.id in older
        ),
        failures=tuple(sorted(failures, key=lambda failure: failure.position)),
        partial=tuple(each.article.id for each in told if each.status == "partial"),
        client_refs=_refs(given, told),
    )


def _once_each(given: Iterable[ArticleSummary]) -> list[ArticleSummary]:
    """One summary of each article, in order of publication; of several the one that is complete, then the newest."""
    best: dict[str, ArticleSummary] = {}
    for summary in given:
        kept = best.setdefault(summary.article.id, summary)
        if summary is not kept and _preference(summary) > _preference(kept):
            best[summary.article.id] = summary
    return sorted(best.values(), key=lambda summary: _published(summary.article))


def _preference(summary: ArticleSummary) -> tuple[bool, float, str]:
    bare = summary.model_copy(update={"client_ref": None})
    return summary.status == "complete", summary.provenance.created_at.timestamp(), bare.model_dump_json()


def _published(article: ArticleRef) -> tuple[str, str]:
    """The place of an article, as in `Account.rank`."""
    return article.published_on.isoformat() if article.published_on else "~", article.id


def _is_news(cluster: Iterable[Account]) -> bool:
    return any(account.news for account in cluster)


def _unit(told: Sequence[ArticleSummary]) -> Offsets:
    units = sorted({each.offsets for each in told})
    if len(units) > 1:
        raise ValueError(f"the offsets of the summaries count in several units: {', '.join(units)}")
    return units[0] if units else "codepoints"


def _refs(given: Iterable[ArticleSummary], told: Sequence[ArticleSummary]) -> tuple[GivenRef, ...]:
    """The callers' references, in the order of the articles, those of one article by themselves in the alphabet's."""
    place = {each.article.id: index for index, each in enumerate(told)}
    refs = {(place[each.article.id], each.client_ref): each.article.id for each in given if each.client_ref is not None}
    return tuple(GivenRef(client_ref=ref, article_id=article) for (_, ref), article in sorted(refs.items()))
