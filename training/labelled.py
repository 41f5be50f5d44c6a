"""The labelled articles that may be trained on: ours under `training/data`, odd newswire, even stories; and no others.

Even newswire numbers, odd stories, the seeds and the corpora are for scoring.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from app import article as articles
from app.article import Article
from eval.cases import Case
from eval.gold import DOSSIER
from eval.gold_notation import ArticleNote

ROOT: Final = Path(__file__).parents[1]
DATA: Final = ROOT / "training" / "data"


@dataclass(frozen=True, slots=True)
class Source:
    """A labelled article: its name here, its text and its note.

    `story` is that of all articles that tell of the same, or the article's own name.
    """

    name: str
    text: Path
    note: Path
    story: str


def written(data: Path = DATA) -> Iterator[Source]:
    """The articles that were written for training, `own/P01/07`; `stories.tsv` says which tell of the same."""
    return map(_own, sorted(data.glob("*/*.json")))


def of_eval() -> Iterator[Source]:
    """Of what the eval harness has the halves that may be learnt from: `newswire/A/01`, `stories/a02/1`."""
    yield from (one for one in _folders("newswire") if int(one.note.stem) % 2)
    yield from (one for one in _folders("stories") if not int(one.note.parent.name[1:]) % 2)


def read(text: str, given: ArticleNote | Case) -> Article:
    """The article of a text with what is given beside it."""
    return articles.read(text, today=date.max, published_on=given.published_on, title=given.title, source=given.source)


def _own(note: Path) -> Source:
    name, listed = f"{note.parent.name}/{note.stem}", note.with_name("stories.tsv")
    rows = listed.read_text("utf-8").splitlines() if listed.exists() else ()
    stories = dict(row.split("\t", 1) for row in rows)
    story = f"{note.parent.name}/{stories[note.stem]}" if note.stem in stories else name
    return Source(f"own/{name}", note.with_suffix(".txt"), note, f"own/{story}")


def _folders(suite: str) -> Iterator[Source]:
    notes, texts = ROOT / "eval" / "gold" / suite, ROOT / "eval" / suite
    for note in sorted(path for path in notes.glob("*/*.json") if path.name != DOSSIER):
        name = f"{note.parent.name}/{note.stem}"
        story = note.parent.name if suite == "stories" else name
        yield Source(f"{suite}/{name}", texts / f"{name}.txt", note, f"{suite}/{story}")
