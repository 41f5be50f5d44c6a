"""Which accounts are of one incident. Pure: independent of order, of duplicates, and of batches."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Final

from app.dossier.accounts import Account
from app.dossier.blocks import blocks
from app.dossier.likeness import last_day, likeness
from app.dossier.profiles import Profile, profile
from app.dossier.ties import Tie
from schemas import Report

Link = frozenset[Report]


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
    for one, other in _edges(known, profiles, tie):
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


def _edges(
    known: Mapping[Report, Account], profiles: Mapping[Report, Profile], tie: Tie | None
) -> Iterator[tuple[Report, Report]]:
    """Pairs that are of one incident, the likeliest first; of the grey ones those of which `tie` says so come last."""
    grey, same = [], []
    for one, other in _pairs(profiles):
        found = likeness(profiles[one], profiles[other])
        if found.verdict == "same":
            same.append((-found.score, _name(one), _name(other), one, other))
        elif found.verdict == "grey" and tie is not None:
            grey.append((-found.score, _name(one), _name(other), one, other))
    yield from ((one, other) for *_, one, other in sorted(same, key=lambda edge: edge[:3]))
    for *_, one, other in sorted(grey, key=lambda edge: edge[:3]):
        if tie is not None and tie(known[one], known[other]):
            yield one, other


def _name(report: Report) -> tuple[str, str]:
    return report.article_id, report.incident_id


def _pairs(profiles: Mapping[Report, Profile]) -> Iterator[tuple[Report, Report]]:
    """Each pair of reports of two articles that share a key, once, the lower one first."""
    buckets: dict[str, list[Report]] = defaultdict(list)
    for report, each in sorted(profiles.items(), key=lambda item: _name(item[0])):
        for name in blocks(each):
            buckets[name].append(report)
    seen: set[tuple[Report, Report]] = set()
    for bucket in buckets.values():
        for one, other in combinations(bucket, 2):
            if one.article_id != other.article_id and (one, other) not in seen:
                seen.add((one, other))
                yield one, other


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
            a.latest_start is not None and b.earliest_end is not None and (a.latest_start - b.earliest_end).days > 1
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
        first, *others = [report for report in sorted(link, key=_name) if report in self._of] or [None]
        for other in others:
            self._join(first, other)

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

    def all(self) -> Iterator[list[Report]]:
        """The groups, each once."""
        return (group.reports for group in {id(group): group for group in self._of.values()}.values())
