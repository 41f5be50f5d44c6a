"""The cases of each suite: an article, what is right about it, and where both come from.

`seeds`, `stories`, `newswire`, `attacks` and `symmetry` are this project's own; in the last two a changed text is held
against what is read in the unchanged one. `newswire-odd` and `newswire-even` are the halves of `newswire` by the number
in an article's name: what Sitrep reads may be improved by the odd ones, and is only scored on the even ones, which
nobody who works on it reads. `muc4` and `case2021` are other people's texts: they are read from a folder beside the
repository, and where that is absent the suite is, too.
"""

import errno
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

from eval import attacks, gold, symmetry
from eval.attacks import Planted
from eval.symmetry import Sides
from schemas import ArticleSummary

ROOT: Final = Path(__file__).parent
Gold = ArticleSummary | Mapping[str, Any]
"""A whole record for `seeds` and `stories`; for a corpus, its own row without the text; empty where nobody labelled."""


@dataclass(frozen=True, slots=True)
class Twin:
    """What a case is held against instead of gold: a case of its suite, by `id`, and how its own text differs."""

    id: str
    change: Planted | Sides


@dataclass(frozen=True, slots=True)
class Case:
    """One article and what is right about it. `published_on`, `title` and `source` are what a caller would send."""

    id: str
    suite: str
    text: str
    gold: Gold
    published_on: date | None = None
    title: str | None = None
    source: str | None = None
    twin: Twin | None = None


@dataclass(frozen=True, slots=True)
class Suite:
    """Cases in a fixed order."""

    name: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Absent:
    """A suite that cannot be read here, and why."""

    name: str
    reason: str


def corpora_folder() -> Path:
    """Where other people's texts are: $SITREP_CORPORA, else `../shared/corpora` beside the repository."""
    given = os.environ.get("SITREP_CORPORA")
    return Path(given) if given else ROOT.parents[1] / "shared" / "corpora"


def load_suite(name: str, corpora: Path, limit: int | None = None) -> Suite | Absent:
    """The first `limit` cases of a suite, or all of them.

    Raises KeyError for a name that is not in SUITES, ValueError for a damaged corpus, GoldInvalid for a gold record
    that does not fit its article.
    """
    try:
        return Suite(name, tuple(islice(SUITES[name](corpora), limit)))
    except FileNotFoundError as error:
        return Absent(name, f"{error.filename} is not there")


@dataclass(frozen=True, slots=True)
class Together:
    """The cases of a folder whose gold has a dossier. `id`: the folder's name, "" for all of a suite."""

    id: str
    cases: tuple[str, ...]
    gold: gold.Folder


def dossiers(suite: str) -> tuple[Together, ...]:
    """The labelled dossiers of a suite, in the order of its cases; none for a suite that has none.

    Raises FileNotFoundError where the gold is not there, and as `load_suite`.
    """
    if suite == "seeds":
        found = [_together("", ROOT / "gold" / "seeds", ROOT / "articles")]
    elif suite == "stories":
        folders = sorted(path for path in (ROOT / "gold" / suite).iterdir() if path.is_dir())
        found = [_together(folder.name, folder, ROOT / suite / folder.name) for folder in folders]
    else:
        found = []
    return tuple(each for each in found if each.gold.dossier)


def _together(name: str, folder: Path, texts: Path) -> Together:
    known = _folder(folder, texts)
    return Together(name, tuple(f"{name}/{one.name}" if name else one.name for one in known.articles), known)


@cache
def _folder(folder: Path, texts: Path) -> gold.Folder:
    """Gold is read once: its texts are parsed, and its quotes found."""
    return gold.load_folder(folder, texts)


def _seeds(_corpora: Path) -> Iterator[Case]:
    yield from _labelled("seeds", ROOT / "gold" / "seeds", ROOT / "articles", "")


def _stories(_corpora: Path) -> Iterator[Case]:
    yield from _folders("stories", "stories")


def _newswire(_corpora: Path) -> Iterator[Case]:
    yield from _folders("newswire", "newswire")


def _newswire_odd(_corpora: Path) -> Iterator[Case]:
    yield from (case for case in _folders("newswire-odd", "newswire") if _number(case) % 2)


def _newswire_even(_corpora: Path) -> Iterator[Case]:
    yield from (case for case in _folders("newswire-even", "newswire") if not _number(case) % 2)


def _number(case: Case) -> int:
    """7 of `A/07`."""
    return int(case.id.rpartition("/")[2])


def _folders(suite: str, home: str) -> Iterator[Case]:
    """The cases in the folders of a suite's home, `folder/name` each."""
    for folder in sorted(path for path in (ROOT / "gold" / home).iterdir() if path.is_dir()):
        yield from _labelled(suite, folder, ROOT / home / folder.name, f"{folder.name}/")


def _labelled(suite: str, folder: Path, texts: Path, prefix: str) -> Iterator[Case]:
    if not folder.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))
    for one in _folder(folder, texts).articles:
        note = one.note
        yield Case(f"{prefix}{one.name}", suite, one.text, one.summary, note.published_on, note.title, note.source)


def _muc4(corpora: Path) -> Iterator[Case]:
    for row in _rows(corpora / "muc4" / "dev.jsonl"):
        published_on = date.fromisoformat(row["published_on"]) if row.get("published_on") else None
        yield Case(row["docid"], "muc4", row["text"], _without_text(row), published_on)


def _case2021(corpora: Path) -> Iterator[Case]:
    for row in _rows(corpora / "case2021" / "dev.jsonl"):
        yield Case(row["id"], "case2021", row["text"], _without_text(row))


def _attacks(_corpora: Path) -> Iterator[Case]:
    """The clean articles first, so that a limit leaves no attack without what it is held against."""
    folder = ROOT / "attacks"
    carriers = attacks.load_carriers(folder)
    for name, carrier in carriers.items():
        yield Case(_clean(name), "attacks", attacks.clean(carrier), {}, carrier.published_on)
    for kind, attack in attacks.load_attacks(folder):
        carrier = carriers[attack.carrier]
        text, planted = attacks.plant(kind, attack, carrier)
        twin = Twin(_clean(attack.carrier), planted)
        yield Case(f"{kind}/{attack.id}", "attacks", text, {}, carrier.published_on, twin=twin)


def _clean(carrier: str) -> str:
    return f"clean/{carrier}"


def _symmetry(_corpora: Path) -> Iterator[Case]:
    for one in symmetry.load_articles(ROOT / "symmetry"):
        exchanged, twin = symmetry.exchange(one.text, one.names), Twin(one.id, Sides(one.names))
        yield Case(one.id, "symmetry", one.text, {}, one.published_on)
        yield Case(f"{one.id}/exchanged", "symmetry", exchanged, {}, one.published_on, twin=twin)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _without_text(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "text"}


SUITES: Final[dict[str, Callable[[Path], Iterator[Case]]]] = {
    "seeds": _seeds,
    "stories": _stories,
    "newswire": _newswire,
    "newswire-odd": _newswire_odd,
    "newswire-even": _newswire_even,
    "muc4": _muc4,
    "case2021": _case2021,
    "attacks": _attacks,
    "symmetry": _symmetry,
}
"""What reads each suite."""
HALVES: Final = {"newswire-odd": "newswire", "newswire-even": "newswire"}
"""Suites that are a part of another, with its name."""
WHOLE: Final = tuple(name for name in SUITES if name not in HALVES)
"""The suites that are run where none is named: each case once."""


def home(suite: str) -> str:
    """The suite under whose name files about a suite's cases are kept: a half shares those of the whole."""
    return HALVES.get(suite, suite)
