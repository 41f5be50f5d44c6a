"""Which summaries a dossier has to look at together, found shard by shard, where there are too many for one memory.

Each incident is in the shards of its countries and months. Within a shard all pairs are compared as in the whole
dossier; articles that any shard links, over however many others, are one group, and each group is a dossier of its own.
So what a shard does not hold is a pair that is not found, and never an incident that is told twice.

Pairs that no shard holds, and that stay apart although the whole dossier might join them:

- one report names the country and the other names none, or another one;
- one gives no day, and was published more than a month after the other's;
- copies of one article, and versions of one page, whose incidents have no country and month in common.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Final

from app.dossier.accounts import accounts
from app.dossier.clusters import edges
from app.dossier.copies import origins, superseded
from app.dossier.likeness import NEIGHBOURS
from app.dossier.profiles import Profile, last_day, profile
from schemas import ArticleRef, ArticleSummary, Frozen

Pair = tuple[str, str]
"""Two articles, by their ids."""
NOWHERE: Final = "--"
UNDATED: Final = "undated"
_BEFORE: Final = timedelta(days=31)
"""Before publication, where a report gives no day."""
_MOST_MONTHS: Final = 36
"""Of one incident, the first ones."""


class Told(Frozen):
    """What a shard has of one article: enough to compare it."""

    article: ArticleRef
    profiles: tuple[Profile, ...]


def shards(summary: ArticleSummary) -> Iterator[tuple[str, Told]]:
    """The shards of a summary, each with what it has of it; none for a summary without incidents.

    Example: an attack in Colombia on 30 January 2024 is in `CO 2024-01` and `CO 2024-02`, as the next day's reports.
    """
    found: dict[str, list[Profile]] = {}
    for account in accounts((summary,)):
        compared = profile(account)
        for name in _names(compared):
            found.setdefault(name, []).append(compared)
    for name, profiles in found.items():
        yield name, Told(article=summary.article, profiles=tuple(profiles))


def linked(told: Iterable[Told]) -> set[Pair]:
    """The pairs of articles of one shard that the dossier may put together: by an incident, as copies, as versions."""
    known = list(told)
    profiles = {each.report: each for one in known for each in one.profiles}
    articles = [each.article for each in known]
    pairs = {(one.article_id, other.article_id) for found in edges(profiles) for one, other in found}
    pairs |= {(one, other) for one, other in origins(articles).items() if one != other}
    return pairs | set(superseded(articles).items())


def _names(compared: Profile) -> Iterator[str]:
    countries: Sequence[str] = compared.countries or (NOWHERE,)
    months = list(_months(compared))
    yield from (f"{country} {month}" for country in countries for month in months)


def _months(compared: Profile) -> Iterator[str]:
    """The months of the days that may be those of the deed, and of the day before and after."""
    first, last = compared.start, last_day(compared)
    if first is None and compared.published is not None:
        first, last = compared.published - _BEFORE, last or compared.published
    if first is None:
        return iter((UNDATED,))
    beside = timedelta(days=NEIGHBOURS)
    return islice(_between(first - beside, (last or first) + beside), _MOST_MONTHS)


def _between(first: date, last: date) -> Iterator[str]:
    month = first.replace(day=1)
    while month <= last:
        yield f"{month:%Y-%m}"
        month = (month + timedelta(days=31)).replace(day=1)
