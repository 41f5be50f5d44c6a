"""A record beside its article as the page shows it: cards of values, the article in segments, linked by keys. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from app.present.incident_text import Row, heading, incident_rows
from app.present.text import article_line, provenance_line
from app.web.charts import Bar, Day, bars, timeline
from app.web.map import Picture, picture
from app.web.segments import Mark, Segment, segments
from schemas import ArticleSummary, Evidence, Incident, Question, UnsupportedValue

WANTED: Final = (
    ("what", "What"),
    ("when", "When"),
    ("where", "Where"),
    ("who", "Who did it, according to whom"),
    ("casualties", "Casualties, according to whom"),
    ("weapon", "Weapons"),
    ("target", "Targets"),
)
"""Labels of rows that every incident has a place for: where the article says nothing, the page says so."""
FURTHER: Final = {
    "counted": "Also counted",
    "actor": "Parties and speakers",
    "protest": "Protest",
    "response": "What was done against it",
    "reaction": "Reactions",
}
COMPUTED: Final = ("note", "who says so", "computed")
"""Shown above the values, not among them: they follow from several."""


@dataclass(frozen=True, slots=True)
class Value:
    """One line of a card. `key` is its id on the page; `badges` are `normalised` and `questioned`, where they hold."""

    key: str
    text: str
    quotes: tuple[str, ...] = ()
    badges: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one kind; none: not stated."""

    title: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One incident."""

    title: str
    note: str
    statuses: tuple[str, ...]
    speakers: tuple[str, ...]
    groups: tuple[Group, ...]
    killed: tuple[Bar, ...]
    injured: tuple[Bar, ...]
    map: Picture | None


@dataclass(frozen=True, slots=True)
class View:
    """The whole page of a record."""

    summary: ArticleSummary
    sentences: tuple[Value, ...]
    incidents: tuple[Card, ...]
    background: tuple[Card, ...]
    context: tuple[Value, ...]
    refused: tuple[UnsupportedValue, ...]
    notes: tuple[str, ...]
    days: tuple[Day, ...]
    segments: tuple[Segment, ...]
    article: str
    made: str


@dataclass(slots=True)
class _Keys:
    """Gives each value its key, and keeps the marks of its words."""

    marks: list[Mark] = field(default_factory=list)
    given: int = 0

    def of(self, evidence: Iterable[Evidence]) -> str:
        self.given += 1
        key = f"v{self.given}"
        self.marks.extend(Mark(each.start, each.end, key) for each in evidence)
        return key


def view(summary: ArticleSummary, text: str) -> View:
    """Lay out a record whose offsets count code points of `text`."""
    keys = _Keys()
    doubts = summary.questions
    sentences = tuple(_value(keys, each.text, each.evidence) for each in summary.summary)
    incidents = tuple(
        _card(keys, "Incident", each, f"incidents/{n}", doubts) for n, each in enumerate(summary.incidents)
    )
    background = tuple(
        _card(keys, "Background", each, f"background/{n}", doubts) for n, each in enumerate(summary.background)
    )
    return View(
        summary=summary,
        sentences=sentences,
        incidents=incidents,
        background=background,
        context=tuple(_value(keys, each.text, each.evidence) for each in summary.context),
        refused=summary.unsupported,
        notes=summary.notes,
        days=timeline(summary),
        segments=segments(text, keys.marks),
        article=article_line(summary.article),
        made=provenance_line(summary.provenance),
    )


def _card(keys: _Keys, kind: str, incident: Incident, path: str, questions: tuple[Question, ...]) -> Card:
    rows = list(_labelled(incident_rows(incident)))
    values = [(label, row.path, _row(keys, row, path, questions)) for label, row in rows if label not in COMPUTED]
    claims = {place: value.key for _, place, value in values if place.startswith("casualty_claims/")}
    of_claims = [claims[f"casualty_claims/{n}"] for n in range(len(incident.casualty_claims))]
    return Card(
        title=heading(kind, incident),
        note=incident.note,
        statuses=tuple(
            each.replace("_", " ") for each in (*incident.attribution_status, f"tolls: {incident.toll_status}")
        ),
        speakers=incident.origins,
        groups=tuple(_groups([(label, value) for label, _, value in values])),
        killed=bars(incident, "killed", of_claims),
        injured=bars(incident, "injured", of_claims),
        map=picture(incident.location) if incident.location else None,
    )


def _labelled(rows: Iterable[Row]) -> Iterator[tuple[str, Row]]:
    """Each row with the label that it goes on under."""
    label = ""
    for row in rows:
        label = row.label or label
        yield label, row


def _row(keys: _Keys, row: Row, path: str, questions: tuple[Question, ...]) -> Value:
    whole = f"{path}/{row.path}"
    own = [each for each in questions if row.path and (each.path == whole or each.path.startswith(f"{whole}/"))]
    return _value(keys, row.text, row.evidence, own)


def _value(keys: _Keys, text: str, evidence: tuple[Evidence, ...], questions: Iterable[Question] = ()) -> Value:
    doubts = tuple(each.reason for each in questions)
    normalised = any(each.match == "normalised" for each in evidence)
    badges = tuple(name for name, holds in (("normalised", normalised), ("questioned", doubts)) if holds)
    return Value(keys.of(evidence), text, tuple(dict.fromkeys(each.quote for each in evidence)), badges, doubts)


def _groups(values: list[tuple[str, Value]]) -> Iterator[Group]:
    for label, title in (*WANTED, *FURTHER.items()):
        found = tuple(value for each, value in values if each == label)
        if found or label not in FURTHER:
            yield Group(title, found)
