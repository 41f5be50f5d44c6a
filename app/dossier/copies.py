"""Articles that repeat another: copies of one origin, and older versions of one page. Pure, by `ArticleRef` alone.

A copy has the same text as its origin but for agency line, headline, a paragraph or a few words. How alike two texts
are is estimated from their fingerprints (`app.article.fingerprint`), and only of articles whose fingerprints have a
band in common: nothing is compared all with all. A record without a fingerprint is a copy of the same text alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Final

from app.article.fingerprint import PERMUTATIONS, signature
from app.dossier.sets import DisjointSets
from schemas import ArticleRef

ALIKE: Final = 0.5
"""Least share of equal numbers in two fingerprints that makes one text a copy of the other (bench/results.md)."""
_BAND: Final = 2
"""Numbers in a band: of two texts at `ALIKE`, one pair in ten thousand has no band of two in common."""


def origins(articles: Iterable[ArticleRef]) -> dict[str, str]:
    """The origin of each article by its id: the article that it repeats, itself if none.

    The origin of copies is the earliest published, undated ones last; of one day the longest, since copies are cut,
    then the one with the lowest id. Where it is superseded, the version that stands takes its place. Copies of copies
    are copies of one origin, in whatever order they come.
    """
    known = _by_id(articles)
    newer, groups = superseded(known.values()), DisjointSets(known)
    signatures = {name: signature(each.fingerprint) for name, each in known.items() if each.fingerprint}
    for one, other in _neighbours(signatures):
        if groups.of(one) != groups.of(other) and _share(signatures[one], signatures[other]) >= ALIKE:
            groups.join(one, other)
    earliest = {min(group, key=lambda each: _age(known[each])) for group in groups.all()}
    for first in earliest & newer.keys():
        groups.join(first, newer[first])
    found: dict[str, str] = {}
    for group in groups.all():
        first = min(group, key=lambda each: _age(known[each]))
        found |= dict.fromkeys(group, newer.get(first, first))
    return found


def superseded(articles: Iterable[ArticleRef]) -> dict[str, str]:
    """The version that stands, by the id of each older one: articles with the same `url` and another text.

    The latest published stands, an undated one before none; of one day the longest, since reports grow, then the one
    with the highest id: in which order they came is not known here. Articles without `url` have no versions.
    """
    pages: dict[str, list[ArticleRef]] = defaultdict(list)
    for article in _by_id(articles).values():
        if article.url:
            pages[article.url].append(article)
    found: dict[str, str] = {}
    for versions in pages.values():
        newest = max(versions, key=_newness).id
        found |= {version.id: newest for version in versions if version.id != newest}
    return found


def likeness_of_texts(one: str, other: str) -> float:
    """The estimated share of word triples that two fingerprints' texts have in common, 0 to 1."""
    return _share(signature(one), signature(other))


def _by_id(articles: Iterable[ArticleRef]) -> Mapping[str, ArticleRef]:
    """One of each text; of several records of one, the same whatever their order."""
    found: dict[str, ArticleRef] = {}
    for article in articles:
        had = found.get(article.id)
        if had is None or (had != article and article.model_dump_json() < had.model_dump_json()):
            found[article.id] = article
    return found


def _age(article: ArticleRef) -> tuple[str, int, str]:
    return article.published_on.isoformat() if article.published_on else "~", -article.characters, article.id


def _newness(article: ArticleRef) -> tuple[str, int, str]:
    return article.published_on.isoformat() if article.published_on else "", article.characters, article.id


def _neighbours(signatures: Mapping[str, tuple[int, ...]]) -> Iterator[tuple[str, str]]:
    """Pairs with a band in common; some come several times."""
    bands: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for name, numbers in signatures.items():
        for first in range(0, PERMUTATIONS, _BAND):
            bands[first, *numbers[first : first + _BAND]].append(name)
    for alike in bands.values():
        yield from combinations(alike, 2)


def _share(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    return sum(map(int.__eq__, one, other)) / PERMUTATIONS
