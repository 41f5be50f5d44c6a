"""Labelled articles that may be trained on, and the part of them that is kept for tuning."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final

from app import article as articles
from app.article import Article
from eval.cases import Case
from eval.gold import GoldInvalid, load_summary, read_note
from eval.gold_notation import ArticleNote
from schemas import ArticleSummary

ROOT: Final = Path(__file__).parents[2]
_TUNED_ON: Final = 8
"""One in so many of the articles written for training is kept for tuning."""


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled article: `name` is its folder and file, as `P01/07`."""

    name: str
    text: str
    article: Article
    gold: ArticleSummary


def for_training(data: Path, *, own: bool = True) -> Iterator[Example]:
    """What may be learnt from: of `data` all but what `for_tuning` gives; with `own`, newswire odd and stories even."""
    yield from (one for one in _written(data) if not _is_kept(one.name))
    if own:
        yield from _of_eval("newswire", odd=True)
        yield from _of_eval("stories", odd=False)


def for_tuning(data: Path) -> Iterator[Example]:
    """The articles of `data` by which thresholds and the number of passes are chosen."""
    return (one for one in _written(data) if _is_kept(one.name))


def opened(name: str, note: Path, text: Path) -> Example:
    """One labelled article. Raises GoldInvalid, FileNotFoundError."""
    words = text.read_bytes().decode()
    head = read_note(note, ArticleNote)
    read = articles.read(words, today=date.max, published_on=head.published_on, title=head.title, source=head.source)
    return Example(name, words, read, load_summary(note, words))


def of_case(case: Case) -> Example:
    """A case of a suite with a whole gold record."""
    assert isinstance(case.gold, ArticleSummary)
    read = articles.read(
        case.text, today=date.max, published_on=case.published_on, title=case.title, source=case.source
    )
    return Example(case.id, case.text, read, case.gold)


def _written(data: Path) -> Iterator[Example]:
    """All that the gold loader takes; what is being written beside us may not fit yet."""
    for note in sorted(data.glob("*/*.json")):
        try:
            yield opened(f"{note.parent.name}/{note.stem}", note, note.with_suffix(".txt"))
        except (GoldInvalid, FileNotFoundError):
            continue


def _is_kept(name: str) -> bool:
    return sha256(name.encode()).digest()[0] % _TUNED_ON == 0


def _of_eval(suite: str, *, odd: bool) -> Iterator[Example]:
    """The half of a suite that may be trained on: newswire by the number of the file, stories by that of the folder."""
    for note in sorted((ROOT / "eval" / "gold" / suite).glob("*/*.json")):
        digits = note.stem if suite == "newswire" else note.parent.name[1:]
        if note.stem.isdigit() and int(digits) % 2 == int(odd):
            text = ROOT / "eval" / suite / note.parent.name / f"{note.stem}.txt"
            yield opened(f"{suite}/{note.parent.name}/{note.stem}", note, text)
