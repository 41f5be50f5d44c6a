"""A dossier beside its articles as the page shows it: fused incidents, and tables of their conflicts. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from app.present.dossier_text import KINDS, Letters, failed, letters_of, position_words, set_aside
from app.present.headline import composed
from app.present.text import article_line
from app.web.cards import Card, Layout, Value
from app.web.charts import Day, timeline
from app.web.segments import Segment, segments
from schemas import Conflict, Dossier, FusedIncident
from schemas.dossier import ConflictPath

FIELDS: Final[Mapping[ConflictPath, str]] = {
    "sub_event_type": "What it was",
    "stage": "Done, tried or planned",
    "date/start": "Day",
    "location/city": "Place",
    "location/site": "Place within the town",
    "actors": "Names of parties",
    "attribution/actor": "Who did it",
    "attribution/basis": "Claimed by the doer",
    "targets": "Targets",
    "weapons": "Weapons",
    "weapons/count": "Number of weapons",
    "casualty_claims/killed": "Killed",
    "casualty_claims/injured": "Injured",
    "casualty_claims/victims": "Victims",
}
"""What the rows of a table are called."""
Side = Literal["differs", "silent", "same", "none"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one article has in a conflict. `words` says how it stands to the others; `none`: it is no part of it."""

    letter: str
    side: Side
    words: str
    positions: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One conflict as a row of the table, a cell for each article."""

    key: str
    field: str
    kind: str
    compatible: bool
    note: str | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Fused:
    """One fused incident: its card, and the table of its conflicts. `columns`: an article's letter and its source."""

    headline: str
    card: Card
    columns: tuple[tuple[str, str], ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One article: its text in segments, none where the page has no text; `made` says how its record was made."""

    letter: str
    id: str
    line: str
    language: str | None
    partial: bool
    segments: tuple[Segment, ...]
    made: str


@dataclass(frozen=True, slots=True)
class DossierView:
    """The whole page of a dossier. `aside`: letters and lines of articles that tell nothing of their own."""

    title: str
    articles: tuple[Told, ...]
    incidents: tuple[Fused, ...]
    background: tuple[Fused, ...]
    aside: tuple[tuple[str, str], ...]
    failures: tuple[str, ...]
    days: tuple[Day, ...]
    withheld: bool


def dossier_view(dossier: Dossier, texts: Mapping[str, str], made: Mapping[str, str]) -> DossierView:
    """Lay out a dossier whose offsets count code points of `texts`; those, and how records were `made`, by id."""
    letters = letters_of(dossier)
    layout = Layout(letters)
    sources = {each.id: each.source or "" for each in dossier.articles}
    incidents = tuple(_fused(layout, "Incident", each, sources) for each in dossier.incidents)
    background = tuple(_fused(layout, "Background", each, sources) for each in dossier.background)
    return DossierView(
        title=_title(dossier),
        articles=tuple(_told(layout, dossier, texts, made)),
        incidents=incidents,
        background=background,
        aside=tuple((row.label, row.text) for row in set_aside(dossier, letters)),
        failures=tuple(failed(dossier)),
        days=timeline(dossier.articles, dossier.incidents, dossier.background, letters),
        withheld=bool(dossier.withheld),
    )


def _title(dossier: Dossier) -> str:
    found = [conflict for incident in dossier.incidents for conflict in incident.conflicts]
    hard = sum(not each.compatible for each in found)
    parts = (
        _number(len(dossier.articles), "article"),
        _number(len(dossier.incidents), "incident"),
        _number(len(found), "difference"),
        _number(hard, "contradiction"),
    )
    return ", ".join(parts)


def _number(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def _told(layout: Layout, dossier: Dossier, texts: Mapping[str, str], made: Mapping[str, str]) -> Iterator[Told]:
    for each in dossier.articles:
        text = texts.get(each.id)
        yield Told(
            layout.letters[each.id],
            each.id,
            article_line(each),
            each.language,
            each.id in dossier.partial,
            segments(text, layout.marks.get(each.id, ())) if text else (),
            made.get(each.id, ""),
        )


def _fused(layout: Layout, kind: str, incident: FusedIncident, sources: Mapping[str, str]) -> Fused:
    card = layout.card(kind, incident)
    ids = {each.article_id for each in incident.reports}
    ids |= {position.article_id for conflict in incident.conflicts for position in conflict.positions}
    columns = {each: letter for each, letter in layout.letters.items() if each in ids}
    rows = tuple(_difference(layout, conflict, columns) for conflict in incident.conflicts)
    heads = tuple((letter, sources.get(article, "")) for article, letter in columns.items())
    return Fused(composed(incident), card, heads, rows)


def _difference(layout: Layout, conflict: Conflict, columns: Letters) -> Difference:
    sides = {letter: _values(conflict, article) for article, letter in columns.items()}
    cells = []
    for article, letter in columns.items():
        own = [each for each in conflict.positions if each.article_id == article]
        positions = tuple(layout.value(position_words(each, conflict.path), each.evidence) for each in own)
        cells.append(Cell(letter, *_side(letter, sides), positions))
    key = f"c{layout.given}"
    field, kind = FIELDS[conflict.path], KINDS[conflict.kind]
    said = "" if kind == field.lower() else kind
    return Difference(key, field, said, conflict.compatible, conflict.note, tuple(cells))


def _values(conflict: Conflict, article: str) -> frozenset[object]:
    return frozenset(each.value for each in conflict.positions if each.article_id == article)


def _side(letter: str, sides: Mapping[str, frozenset[object]]) -> tuple[Side, str]:
    """How an article's values stand to those of the others that have any."""
    own = sides[letter]
    if not own:
        return "none", "not compared"
    if own == {None}:
        return "silent", "silent"
    speaking = {each: values for each, values in sides.items() if each != letter and values - {None}}
    others = [each for each, values in speaking.items() if values != own]
    return ("differs", f"differs from {_list(others)}") if others else ("same", _same(list(speaking)))


def _same(letters: Sequence[str]) -> str:
    return f"as in {_list(letters)}" if letters else "said here alone"


def _list(letters: Sequence[str]) -> str:
    return ", ".join(letters)
