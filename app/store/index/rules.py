"""What says which reports are of one incident, and makes one record of them: the functions of `app.dossier`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.dossier import blocks, clusters, copies, likeness, profiles
from app.dossier.accounts import Account
from app.dossier.clusters import Links
from app.dossier.likeness import Verdict
from app.dossier.merge import merged
from app.dossier.profiles import Profile, last_day
from schemas import ArticleRef, FusedIncident


@dataclass(frozen=True, slots=True)
class Rules:
    """The functions, by what the index needs of them; all are pure.

    profile       of an account, what is compared, as JSON
    blocks        of a profile: keys that two accounts of one incident share
    days          of a profile: the first and the last possible day, ISO 8601; None: not known
    likeness      of two profiles: 0 to 1, and whether they are of one incident
    clusters      of accounts, with what a person said of pairs of them
    merged        of the accounts of one cluster
    origins       of articles: id -> id of the article that it repeats, itself if none
    superseded    of articles: id -> id of the newer version
    """

    profile: Callable[[Account], str]
    blocks: Callable[[str], frozenset[str]]
    days: Callable[[str], tuple[str | None, str | None]]
    likeness: Callable[[str, str], tuple[float, Verdict]]
    clusters: Callable[[Sequence[Account], Links], Iterable[Sequence[Account]]]
    merged: Callable[[Sequence[Account]], FusedIncident]
    origins: Callable[[Iterable[ArticleRef]], Mapping[str, str]]
    superseded: Callable[[Iterable[ArticleRef]], Mapping[str, str]]

    def heir(self, old: str, new: Mapping[int, str]) -> int | None:
        """Which account of an article's new record is most like one of its old: profiles, new ones by their number.

        None: the new record does not report that any more.
        """
        found = ((number, self.likeness(old, profile)) for number, profile in sorted(new.items()))
        scores = {number: score for number, (score, verdict) in found if verdict != "different"}
        return max(scores, key=lambda number: scores[number], default=None)


@lru_cache(maxsize=2048)
def _read(written: str) -> Profile:
    return Profile.model_validate_json(written)


def _days(written: str) -> tuple[str | None, str | None]:
    start, last = _read(written).start, last_day(_read(written))
    return start.isoformat() if start else None, last.isoformat() if last else None


def _likeness(one: str, other: str) -> tuple[float, Verdict]:
    found = likeness.likeness(_read(one), _read(other))
    return found.score, found.verdict


STANDARD: Final = Rules(
    profile=lambda account: profiles.profile(account).model_dump_json(),
    blocks=lambda written: blocks.blocks(_read(written)),
    days=_days,
    likeness=_likeness,
    clusters=clusters.clusters,
    merged=merged,
    origins=copies.origins,
    superseded=copies.superseded,
)
"""Those of `app.dossier`."""
