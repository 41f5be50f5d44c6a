"""What says which reports are of one incident, and makes one record of them: the functions of `app.dossier`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.dossier.accounts import Account
from schemas import ArticleRef, FusedIncident, Report

Verdict = Literal["same", "grey", "different"]
Pairs = frozenset[frozenset[Report]]
"""Two reports each, of which a person said that they are of one incident, or are not."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The functions, by what the index needs of them; all are pure.

    profile       of an account, what is compared, as JSON
    blocks        of a profile: keys that two accounts of one incident share
    days          of a profile: the first and the last possible day, ISO 8601; None: not known
    likeness      of two profiles: 0 to 1, and whether they are of one incident
    clusters      of accounts, with what a person said is the same, and is not
    merged        of the accounts of one cluster
    origins       of articles: id -> id of the article that it repeats, itself if none
    superseded    of articles: id -> id of the newer version
    """

    profile: Callable[[Account], str]
    blocks: Callable[[str], frozenset[str]]
    days: Callable[[str], tuple[str | None, str | None]]
    likeness: Callable[[str, str], tuple[float, Verdict]]
    clusters: Callable[[Sequence[Account], Pairs, Pairs], Iterable[Sequence[Account]]]
    merged: Callable[[Sequence[Account]], FusedIncident]
    origins: Callable[[Iterable[ArticleRef]], Mapping[str, str]]
    superseded: Callable[[Iterable[ArticleRef]], Mapping[str, str]]
