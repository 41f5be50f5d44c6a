"""Which accounts are of one incident: the same set of accounts gives the same clusters, in whatever order it comes.

Accounts that share a key (`blocks`) are compared (`likeness`), and those that are the same are joined, the likeliest
first (Kruskal's algorithm), unless that would put together what cannot be one incident: two incidents of one article,
days that exclude each other, or what a person said is not the same. So a chain of likely pairs ends where its ends
exclude each other.

Then the grey band, of which the evidence alone cannot tell: two articles that report one incident together are about
one matter, and their grey pairs are joined; of others a `Tie` may be asked, and without one they stay apart.

Clusters of accounts that share no key with each other do not depend on each other: a store may cluster anew what a new
article touches and leave the rest.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Final

from app.dossier.accounts import Account
from app.dossier.blocks import blocks
from app.dossier.likeness import NEIGHBOURS, Verdict, likeness
from app.dossier.profiles import Profile, last_day, profile
from app.dossier.ties import Tie
from schemas import Report

Link = frozenset[Report]
Edge = tuple[Report, Report]


@dataclass(frozen=True, slots=True)
class Links:
    """What a person said of pairs of reports: `must` are of one incident, `cannot` are not.

    `must` goes before everything, a pair in both is one, and what must be one with the same report is one, even of one
    article and of days that exclude each other. Reports that are not among the accounts are passed over.
    """

    must: frozenset[Link] = frozenset()
    cannot: frozenset[Link] = frozenset()


NO_LINKS: Final = Links()


def clusters(
    accounts: Sequence[Account], links: Links = NO_LINKS, tie: Tie | None = None
) -> tuple[tuple[Account, ...], ...]:
    """The accounts of each incident in order of rank, the incidents in the order of their first accounts.

    Args:
        accounts: of articles that are no copies and not superseded; one that comes twice counts once.
        links: what a person said.
        tie: asked of pairs in the grey band of articles that report nothing else together, the likeliest first; None:
            nobody is asked.
    """
    known = _one_of_each(accounts)
    groups, grey = _joined(known, links)
    for one, other in grey:
        if tie is not None and groups.may_join((one, other)) and tie(known[one], known[other]):
            groups.join((one, other))
    found = (tuple(sorted((known[report] for report in each), key=_rank)) for each in groups.all())
    return tuple(sorted(found, key=lambda cluster: cluster[0].rank))


def grey_pairs(accounts: Sequence[Account], links: Links = NO_LINKS) -> tuple[tuple[Account, Account], ...]:
    """The pairs of which `clusters` may ask a tie, the likeliest first."""
    known = _one_of_each(accounts)
    groups, grey = _joined(known, links)
    return tuple((known[one], known[other]) for one, other in grey if groups.may_join((one, other)))


def _joined(known: Mapping[Report, Account], links: Links) -> tuple["_Groups", list[Edge]]:
    """What is joined without a tie, and the grey pairs that are left."""
    profiles = {report: profile(account) for report, account in known.items()}
    groups = _Groups(profiles, links)
    same, grey = edges(profiles)
    for edge in same:
        groups.join(edge)
    reported = groups.by_article()
    left = []
    for one, other in grey:
        if reported[one.article_id].isdisjoint(reported[other.article_id]):
            left.append((one, other))
        else:
            groups.join((one, other))
    return groups, left


def _rank(account: Account) -> tuple[str, str, bool, str]:
    return account.rank


def _one_of_each(accounts: Iterable[Account]) -> dict[Report, Account]:
    """One account of each report; of several that differ, the same one whatever their order."""
    found: dict[Report, Account] = {}
    for account in accounts:
        had = found.setdefault(account.report, account)
        if had != account:
            found[account.report] = min(had, account, key=_whole)
    return found


def _whole(account: Account) -> tuple[object, ...]:
    return account.rank, account.incident.model_dump_json(), account.article.model_dump_json()


# Pairs.


def edges(profiles: Mapping[Report, Profile]) -> tuple[list[Edge], list[Edge]]:
    """Pairs that are the same by their likeness, and those of the grey band; each the likeliest first."""
    found: dict[Verdict, list[tuple[float, tuple[str, str], tuple[str, str], Edge]]] = {"same": [], "grey": []}
    for edge in _pairs(profiles):
        likely = likeness(profiles[edge[0]], profiles[edge[1]])
        if likely.verdict in found:
            found[likely.verdict].append((-likely.score, _name(edge[0]), _name(edge[1]), edge))
    same, grey = ([edge for *_, edge in sorted(found[verdict])] for verdict in ("same", "grey"))
    return same, grey


def _pairs(profiles: Mapping[Report, Profile]) -> Iterator[Edge]:
    """Each pair of reports of two articles that share a key and whose days do not exclude each other, once.

    In order of the first day, the undated ones before: what was over by then meets none of those that follow, and is
    dropped from its keys.
    """
    going_on: dict[str, list[tuple[date, Report]]] = defaultdict(list)
    for report in sorted(profiles, key=lambda each: (profiles[each].start or date.min, _name(each))):
        start, end = profiles[report].start or date.min, last_day(profiles[report]) or date.max
        met: set[Report] = set()
        for key in blocks(profiles[report]):
            still = [one for one in going_on[key] if (start - one[0]).days <= NEIGHBOURS]
            met.update(one for _, one in still)
            going_on[key] = [*still, (end, report)]
        yield from (_edge(one, report) for one in met if one.article_id != report.article_id)


def _edge(one: Report, other: Report) -> Edge:
    return (one, other) if _name(one) < _name(other) else (other, one)


def _name(report: Report) -> tuple[str, str]:
    return report.article_id, report.incident_id


# Groups.


@dataclass(frozen=True, slots=True)
class _Group:
    """Reports of one incident, with what keeps others out: their articles, their latest first and earliest last day."""

    reports: tuple[Report, ...]
    articles: frozenset[str]
    first: date
    last: date

    def excludes(self, other: "_Group") -> bool:
        """Whether an article reports both, or a day of the one excludes a day of the other."""
        apart = max(self.first - other.last, other.first - self.last).days
        return apart > NEIGHBOURS or not self.articles.isdisjoint(other.articles)

    def with_all(self, other: "_Group") -> "_Group":
        """Both as one."""
        days = max(self.first, other.first), min(self.last, other.last)
        return _Group(self.reports + other.reports, self.articles | other.articles, *days)


class _Groups:
    """Groups of reports that grow by joining; at first each report alone, but for what a person joined."""

    def __init__(self, profiles: Mapping[Report, Profile], links: Links) -> None:
        self._profiles = profiles
        self._differing: dict[tuple[tuple[Report, ...], tuple[Report, ...]], bool] = {}
        self._of = {report: _alone(each) for report, each in profiles.items()}
        for link in links.must:
            known = [report for report in link if report in profiles]
            for other in known[1:]:
                self._join(known[0], other)
        self._cannot: dict[Report, set[Report]] = defaultdict(set)
        for link in links.cannot:
            for report in link:
                self._cannot[report] |= link - {report}

    def may_join(self, edge: Edge) -> bool:
        """Whether the groups of two reports are two, and nothing forbids that they are one."""
        one, other = (self._of[report] for report in edge)
        if one is other or one.excludes(other):
            return False
        forbidden = (self._cannot[report] for report in one.reports if report in self._cannot)
        return all(map(set(other.reports).isdisjoint, forbidden)) and not self._differ(one, other)

    def _differ(self, one: _Group, other: _Group) -> bool:
        """Whether more pairs of two groups are different than are the same."""
        key = (one.reports, other.reports)
        if key not in self._differing:
            verdicts = Counter(
                likeness(self._profiles[report], self._profiles[another]).verdict for report, another in product(*key)
            )
            self._differing[key] = verdicts["different"] > verdicts["same"]
        return self._differing[key]

    def join(self, edge: Edge) -> None:
        """Make the groups of two reports one, unless that is forbidden."""
        if self.may_join(edge):
            self._join(*edge)

    def _join(self, one: Report, other: Report) -> None:
        first, second = self._of[one], self._of[other]
        if first is not second:
            whole = first.with_all(second)
            self._of |= dict.fromkeys(whole.reports, whole)

    def all(self) -> list[tuple[Report, ...]]:
        """The reports of each group."""
        return [group.reports for group in self._each()]

    def by_article(self) -> Mapping[str, frozenset[int]]:
        """The groups in which each article has a report, by numbers that hold until the next joining."""
        found: dict[str, set[int]] = defaultdict(set)
        for number, group in enumerate(self._each()):
            for article in group.articles:
                found[article].add(number)
        return {article: frozenset(numbers) for article, numbers in found.items()}

    def _each(self) -> Iterable[_Group]:
        return {id(group): group for group in self._of.values()}.values()


def _alone(one: Profile) -> _Group:
    days = one.start or date.min, last_day(one) or date.max
    return _Group((one.report,), frozenset({one.report.article_id}), *days)
