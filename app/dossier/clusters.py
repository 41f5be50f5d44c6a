"""Which accounts are of one incident. Pure: independent of order, of duplicates, and of batches."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
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
    """What a person said of two reports: the same incident (`must`), not the same (`cannot`).

    `must` goes before everything, `cannot` too; a pair in both is the same. Reports that are not there are passed over.
    """

    must: frozenset[Link] = frozenset()
    cannot: frozenset[Link] = frozenset()


NO_LINKS: Final = Links()


def clusters(
    accounts: Sequence[Account], links: Links = NO_LINKS, tie: Tie | None = None
) -> tuple[tuple[Account, ...], ...]:
    """The accounts of each incident, in order of rank, and the incidents in the order of their first."""
    known = _one_of_each(accounts)
    profiles = {report: profile(account) for report, account in known.items()}
    groups = _Groups(profiles, links)
    for link in links.must:
        groups.must(link)
    same, grey = _edges(profiles)
    for one, other in same:
        groups.may(one, other)
    shared = groups.by_article()
    for one, other in grey:
        company = shared[one.article_id] & shared[other.article_id]
        if company or (tie is not None and tie(known[one], known[other])):
            groups.may(one, other)
    found = (tuple(sorted((known[report] for report in group), key=_rank)) for group in groups.all())
    return tuple(sorted(found, key=lambda cluster: cluster[0].rank))


def _rank(account: Account) -> tuple[str, str, bool, str]:
    return account.rank


def _one_of_each(accounts: Iterable[Account]) -> dict[Report, Account]:
    """One account of each report; of several that differ, the same whatever their order."""
    found: dict[Report, Account] = {}
    for account in accounts:
        had = found.setdefault(account.report, account)
        if had != account:
            found[account.report] = min(had, account, key=lambda one: (one.rank, one.incident.model_dump_json()))
    return found


def _edges(profiles: Mapping[Report, Profile]) -> tuple[list[Edge], list[Edge]]:
    """Pairs that are of one incident by their likeness, and those of the grey band; each the likeliest first."""
    found: dict[Verdict, list[tuple[float, tuple[str, str], tuple[str, str], Edge]]] = {"same": [], "grey": []}
    for one, other in _pairs(profiles):
        likely = likeness(profiles[one], profiles[other])
        if likely.verdict in found:
            one, other = sorted((one, other), key=_name)
            found[likely.verdict].append((-likely.score, _name(one), _name(other), (one, other)))
    same, grey = ([edge for *_, edge in sorted(found[verdict])] for verdict in ("same", "grey"))
    return same, grey


def _name(report: Report) -> tuple[str, str]:
    return report.article_id, report.incident_id


def _pairs(profiles: Mapping[Report, Profile]) -> Iterator[Edge]:
    """Each pair of reports of two articles that share a key and whose days do not exclude each other, once.

    In order of the first day, the undated ones before: what was over by then meets none of those that follow, and is
    dropped from its keys.
    """
    going_on: dict[str, list[tuple[date, Report]]] = defaultdict(list)
    for report in sorted(profiles, key=lambda each: (profiles[each].start or date.min, _name(each))):
        start, end = profiles[report].start or date.min, last_day(profiles[report]) or date.max
        met: set[Report] = set()
        for name in blocks(profiles[report]):
            still = [one for one in going_on[name] if (start - one[0]).days <= NEIGHBOURS]
            met.update(one for _, one in still)
            going_on[name] = [*still, (end, report)]
        yield from ((one, report) for one in met if one.article_id != report.article_id)


@dataclass(slots=True)
class _Group:
    """Reports of one incident, with what keeps others out."""

    reports: list[Report]
    articles: set[str]
    latest_start: date | None
    earliest_end: date | None

    def excludes(self, other: "_Group") -> bool:
        """Whether a day of one excludes a day of the other, or one article has a report in both."""
        return bool(self.articles & other.articles) or any(
            a.latest_start is not None
            and b.earliest_end is not None
            and (a.latest_start - b.earliest_end).days > NEIGHBOURS
            for a, b in ((self, other), (other, self))
        )


class _Groups:
    """Groups of reports that grow by joining."""

    def __init__(self, profiles: Mapping[Report, Profile], links: Links) -> None:
        self._of = {
            report: _Group([report], {report.article_id}, each.start, last_day(each))
            for report, each in profiles.items()
        }
        self._cannot: dict[Report, set[Report]] = defaultdict(set)
        for link in links.cannot:
            for one in link:
                self._cannot[one] |= link - {one}

    def must(self, link: Link) -> None:
        """Join what a person said is one."""
        known = [report for report in link if report in self._of]
        for other in known[1:]:
            self._join(known[0], other)

    def may(self, one: Report, other: Report) -> None:
        """Join two groups unless something forbids it."""
        first, second = self._of[one], self._of[other]
        if first is second or first.excludes(second):
            return
        if any(self._cannot[report].intersection(second.reports) for report in first.reports if report in self._cannot):
            return
        self._join(one, other)

    def _join(self, one: Report, other: Report) -> None:
        first, second = self._of[one], self._of[other]
        if first is second:
            return
        starts = [day for day in (first.latest_start, second.latest_start) if day]
        ends = [day for day in (first.earliest_end, second.earliest_end) if day]
        whole = _Group(
            first.reports + second.reports,
            first.articles | second.articles,
            max(starts, default=None),
            min(ends, default=None),
        )
        self._of |= dict.fromkeys(whole.reports, whole)

    def by_article(self) -> Mapping[str, frozenset[int]]:
        """The incidents that each article reports, by numbers that hold until the next joining."""
        found: dict[str, set[int]] = defaultdict(set)
        for number, group in enumerate(self._all()):
            for article in group.articles:
                found[article].add(number)
        return {article: frozenset(numbers) for article, numbers in found.items()}

    def all(self) -> Iterator[list[Report]]:
        """The groups, each once."""
        return (group.reports for group in self._all())

    def _all(self) -> Iterable[_Group]:
        return {id(group): group for group in self._of.values()}.values()
