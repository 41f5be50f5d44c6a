"""Labelled articles that may be trained on, and the part of them that is kept for tuning."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from app.article import Article
from eval.cases import Case
from eval.gold import GoldInvalid, load_summary, read_note
from eval.gold_notation import ArticleNote
from schemas import ArticleSummary
from training.labelled import Source, of_eval, read, written

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
        yield from map(opened, of_eval())


def for_tuning(data: Path) -> Iterator[Example]:
    """The articles of `data` by which thresholds and the number of passes are chosen."""
    return (one for one in _written(data) if _is_kept(one.name))


def data_digest(examples: Iterable[Example]) -> str:
    """SHA-256, in lower-case hex, of names, texts and gold records, in the order of the names."""
    digest = sha256()
    for one in sorted(examples, key=lambda each: each.name):
        for part in (one.name, one.text, one.gold.model_dump_json()):
            digest.update(sha256(part.encode()).digest())
    return digest.hexdigest()


def opened(source: Source) -> Example:
    """One labelled article. Raises GoldInvalid, FileNotFoundError."""
    text = source.text.read_bytes().decode()
    article = read(text, read_note(source.note, ArticleNote))
    return Example(source.name.removeprefix("own/"), text, article, load_summary(source.note, text))


def of_case(case: Case) -> Example:
    """A case of a suite with a whole gold record."""
    assert isinstance(case.gold, ArticleSummary)
    return Example(case.id, case.text, read(case.text, case), case.gold)


def _written(data: Path) -> Iterator[Example]:
    """All that the gold loader takes; what is being written beside us may not fit yet."""
    for source in written(data):
        try:
            yield opened(source)
        except (GoldInvalid, FileNotFoundError):
            continue


def _is_kept(name: str) -> bool:
    return sha256(name.encode()).digest()[0] % _TUNED_ON == 0
