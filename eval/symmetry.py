"""Articles in which one side acts on another, and their twins with the two names exchanged. Pure but for the file.

A reading must not depend on which side bears which name: with the names exchanged back, the twin's record must have
the same codes, the same numbers, and the same attributions on the same basis. Place, date and the rest are not held to
it, as a name may tell where something happened.

    symmetric   share of articles in which all of HELD are strictly the same; one without an incident is not
    the fields  of each of HELD, items that agree, as F1
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter

from eval.results import FieldRow, Measure, Share
from eval.rows import field_rows
from eval.score import score
from schemas import ArticleSummary, Frozen, Incident

HELD: Final = ("sub_event_type", "stage", "attribution", "casualty_claims")
"""Fields that must be the same (`eval.fields`); the event type and the tolls follow from them."""
Names = tuple[tuple[str, str], ...]
Record = ArticleSummary | None
"""None: the article was not answered."""


class SidedArticle(Frozen):
    """An article about two sides of one kind. `names`: each name of the one beside that of the other."""

    id: str = Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
    published_on: date
    names: Annotated[Names, Field(min_length=1)]
    paragraphs: Annotated[tuple[str, ...], Field(min_length=1)]

    @property
    def text(self) -> str:
        """The article as it is written."""
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Sides:
    """The names that were exchanged in a case's text."""

    names: Names


def load_articles(folder: Path) -> tuple[SidedArticle, ...]:
    """The articles. Raises OSError, or pydantic's ValidationError for a file that is none."""
    return _ARTICLES.validate_json((folder / "articles.json").read_bytes())


def exchange(text: str, names: Names) -> str:
    """The text with each name, as whole words, in the place of its counterpart; done twice, it is the text again.

    The longest name at each place counts.
    """
    other = {one: two for left, right in names for one, two in ((left, right), (right, left))}
    longest_first = sorted(other, key=len, reverse=True)
    pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"
    return re.sub(pattern, lambda found: other[found[0]], text)


def exchanged(record: ArticleSummary, names: Names) -> ArticleSummary:
    """The record with the names of its incidents exchanged; the quotes stay, as offsets hold for them."""
    parts = ("incidents", "background")
    return record.model_copy(update={part: tuple(_incidents(getattr(record, part), names)) for part in parts})


def measures(sides: Sides, first: Record, twin: Record) -> dict[str, Measure]:
    """By the names of the reports; `first` is of the article as it is written. One that failed is not symmetric."""
    if first is None:
        return {"symmetric": Share(hits=0, of=1)}
    back = exchanged(twin, sides.names) if twin else None
    fields = score(_bare(first), back and _bare(back), text="").fields  # no text: the evidence share is not read
    tallies = {name: fields[name].strict for name in HELD}
    same = bool(first.incidents) and not any(tally.fp or tally.fn for tally in tallies.values())
    return {"symmetric": Share(hits=int(same), of=1), **tallies}


def rows(sides: Sides, first: Record, twin: Record) -> tuple[FieldRow, ...]:
    """The record of the article as it is written as gold, that of its twin, exchanged back, as output."""
    return field_rows(first, exchanged(twin, sides.names) if twin else None) if first else ()


def _bare(record: ArticleSummary) -> ArticleSummary:
    """The record without aliases: "the Front" for either side would make the two the same party."""
    return record.model_copy(update={"incidents": tuple(_without_aliases(incident) for incident in record.incidents)})


def _without_aliases(incident: Incident) -> Incident:
    actors = tuple(actor.model_copy(update={"aliases": ()}) for actor in incident.actors)
    return incident.model_copy(update={"actors": actors})


def _incidents(incidents: tuple[Incident, ...], names: Names) -> Iterator[Incident]:
    for incident in incidents:
        yield Incident.model_validate(_swapped(incident.model_dump(mode="json"), partial(exchange, names=names)))


def _swapped(value: Any, swap: "partial[str]") -> Any:
    """Every text of a dumped record exchanged, but for its quotes."""
    if isinstance(value, str):
        return swap(value)
    if isinstance(value, list):
        return [_swapped(part, swap) for part in value]
    if isinstance(value, dict):
        return {key: part if key == "evidence" else _swapped(part, swap) for key, part in value.items()}
    return value


_ARTICLES: Final = TypeAdapter(tuple[SidedArticle, ...])
