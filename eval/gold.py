"""Gold files to records: reads what a person wrote, derives the rest, refuses what does not fit.

The notation: docs/labelling.md, section 12.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from app import article as articles
from app.article.reference import reference
from eval import gold_dossier, gold_incident
from eval.gold_dossier_notation import DossierNote
from eval.gold_notation import ArticleNote, IncidentNote
from eval.quotes import GoldInvalid, Spot
from schemas import SCHEMA_VERSION, ArticleSummary, Dossier, Fact, Incident, Provenance, SummarySentence

__all__ = ["BY_HAND", "Folder", "GoldInvalid", "Labelled", "load_folder", "load_summary", "read_note"]

NoteT = TypeVar("NoteT", bound=BaseModel)

DOSSIER: Final = "dossier.json"
BY_HAND: Final = Provenance(
    model="a person",
    backend="endpoint",
    proposer="model",
    prompt_version="docs/labelling.md",
    schema_version=SCHEMA_VERSION,
    pipeline_version="gold",
    created_at=datetime(2024, 1, 1, tzinfo=UTC),
    cached=False,
    attempts=0,
    input_tokens=0,
    output_tokens=0,
    duration_s=0,
)
"""The provenance of every gold record; nothing in it is measured."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article and its gold record. `text` as it would be submitted; `note` as it was written by hand."""

    name: str
    text: str
    note: ArticleNote
    summary: ArticleSummary


@dataclass(frozen=True, slots=True)
class Folder:
    """The gold of one folder, by file name without `.json`; `dossier` is None where the folder has none."""

    articles: tuple[Labelled, ...]
    dossier: Dossier | None


def load_folder(gold: Path, texts: Path) -> Folder:
    """All gold files of a folder (its own, not those below) with the articles of the same names.

    Raises:
        GoldInvalid: see `load_summary` and `gold_dossier.build`; an article that is missing.
    """
    files = sorted(path for path in gold.glob("*.json") if path.name != DOSSIER)
    labelled = tuple(_labelled(file, texts / f"{file.stem}.txt") for file in files)
    return Folder(articles=labelled, dossier=_dossier(gold / DOSSIER, labelled))


def load_summary(file: Path, text: str) -> ArticleSummary:
    """The gold record of one article.

    Raises:
        GoldInvalid: see `read_note`; a quote that the article does not have, a name that is no actor, an actor that no
            incident names, a place that the gazetteer does not know.
    """
    return _summary(read_note(file, ArticleNote), Spot(file, text))


def read_note(file: Path, kind: type[NoteT]) -> NoteT:
    """A gold file as it was written.

    Raises:
        GoldInvalid: not JSON; unknown or missing fields, values of the wrong kind: all of them are named.
    """
    try:
        return kind.model_validate(json.loads(file.read_text("utf-8")))
    except json.JSONDecodeError as error:
        raise GoldInvalid(f"{file}: not JSON: {error}") from error
    except ValidationError as error:
        wrong = (f"/{'/'.join(map(str, found['loc']))}: {found['msg']}" for found in error.errors())
        raise GoldInvalid(f"{file}: " + "; ".join(wrong)) from error


def _labelled(file: Path, article: Path) -> Labelled:
    if not article.is_file():
        raise GoldInvalid(f"{file}: its article {article} is missing")
    text = article.read_bytes().decode()  # read_text would turn \r\n into \n, and move the offsets
    note = read_note(file, ArticleNote)
    return Labelled(name=file.stem, text=text, note=note, summary=_summary(note, Spot(file, text)))


def _dossier(file: Path, labelled: tuple[Labelled, ...]) -> Dossier | None:
    if not file.is_file():
        return None
    sources = {one.name: gold_dossier.Labels(one.summary, Spot(file, one.text)) for one in labelled}
    return gold_dossier.build(read_note(file, DossierNote), sources, Spot(file, ""))


def _summary(note: ArticleNote, spot: Spot) -> ArticleSummary:
    read = articles.read(
        spot.text, today=date.max, published_on=note.published_on, title=note.title, source=note.source
    )
    _check_actors(note, spot)
    return ArticleSummary(
        article=reference(read),
        headline=note.headline,
        summary=tuple(
            SummarySentence(text=sentence.text, evidence=spot.at("summary", index).quoted(sentence.evidence))
            for index, sentence in enumerate(note.summary)
        ),
        incidents=tuple(_incidents(note, read.id, spot, "incidents")),
        background=tuple(_incidents(note, read.id, spot, "background")),
        context=tuple(_facts(note, spot)),
        unsupported=(),
        status="complete",
        provenance=BY_HAND,
    )


def _check_actors(note: ArticleNote, spot: Spot) -> None:
    """Every actor is listed once and named by an incident."""
    names = [actor.name for actor in note.actors]
    if twice := {name for name in names if names.count(name) > 1}:
        raise spot.at("actors").invalid(f"listed twice: {', '.join(sorted(twice))}")
    if strangers := {actor.of for actor in note.actors if actor.of} - set(names):
        raise spot.at("actors").invalid(f"`of` is no actor: {', '.join(sorted(strangers))}")
    used = frozenset[str]().union(*(incident.named() for incident in (*note.incidents, *note.background)))
    used |= {actor.of for actor in note.actors if actor.of}
    if idle := set(names) - used:
        raise spot.at("actors").invalid(f"named by no incident: {', '.join(sorted(idle))}")


def _incidents(note: ArticleNote, article_id: str, spot: Spot, kind: str) -> Iterator[Incident]:
    """The incidents of one kind; positions count from 1 over the new ones and then the background."""
    notes: tuple[IncidentNote, ...] = getattr(note, kind)
    before = len(note.incidents) if kind == "background" else 0
    actors = {actor.name: actor for actor in note.actors}
    for index, incident in enumerate(notes):
        identifier = f"{article_id[:16]}-{before + index + 1}"
        yield gold_incident.build(incident, actors, identifier, spot.at(kind, index))


def _facts(note: ArticleNote, spot: Spot) -> Iterator[Fact]:
    for index, quote in enumerate(note.context):
        evidence = spot.at("context", index).quoted(quote)
        yield Fact(text=evidence[0].quote, evidence=evidence)
