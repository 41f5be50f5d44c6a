"""An incident as a card of the page: its values under their titles, each linked with its words by a key. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.present.incident_text import Row, heading, incident_rows
from app.web.charts import Bar, bars
from app.web.forms import ADDING
from app.web.map import Picture, picture
from app.web.segments import Mark
from schemas import CitedEvidence, Evidence, Grounded, Incident, Question

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
NULL: Final = {"when": "date", "where": "location"}
"""Rows that stand there also where the record has null: their places in the incident."""
COMPUTED: Final = ("note", "who says so", "computed")
"""Shown above the values, not among them: they follow from several."""


@dataclass(frozen=True, slots=True)
class Quote:
    """An article's words. `letter` says which article; empty where there is one alone."""

    text: str
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """One line of a card. `key` is its id on the page; `badges` are `normalised` and `questioned`, where they hold.

    path  its place in the record, `incidents/0/date`; empty where it has none, or there is no one record
    """

    key: str
    text: str
    letters: str = ""
    quotes: tuple[Quote, ...] = ()
    badges: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    path: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one kind; none: not stated. `path`: of the list that they are from, as a value's."""

    title: str
    values: tuple[Value, ...]
    path: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says something of the incident; `letters` of the articles in which."""

    name: str
    letters: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One incident; `path` as a value's."""

    path: str
    title: str
    note: str
    statuses: tuple[str, ...]
    speakers: tuple[Speaker, ...]
    groups: tuple[Group, ...]
    killed: tuple[Bar, ...]
    injured: tuple[Bar, ...]
    map: Picture | None


@dataclass(slots=True)
class Layout:
    """Makes the values of a page: gives each a key of its own, and keeps where its words stand in which article.

    `letters`: by an article's id, where there are several; the marks are kept by that id, or by "" for the only one.
    """

    letters: Mapping[str, str] = field(default_factory=dict)
    marks: dict[str, list[Mark]] = field(default_factory=dict)
    given: int = 0

    def value(
        self, text: str, evidence: tuple[Evidence, ...], questions: Iterable[Question] = (), path: str = ""
    ) -> Value:
        """A value and its words."""
        doubts = tuple(each.reason for each in questions)
        normalised = any(each.match == "normalised" for each in evidence)
        badges = tuple(name for name, holds in (("normalised", normalised), ("questioned", doubts)) if holds)
        quotes = tuple(dict.fromkeys(Quote(each.quote, self._letter(each)) for each in evidence))
        return Value(self._key(evidence), text, self.letters_in(evidence), quotes, badges, doubts, path)

    def letters_in(self, evidence: Iterable[Evidence]) -> str:
        """The letters of the articles that words stand in, in their order: "A, B"."""
        found = {self._letter(each) for each in evidence} - {""}
        return ", ".join(each for each in self.letters.values() if each in found)

    def card(self, kind: str, incident: Incident, path: str = "", questions: tuple[Question, ...] = ()) -> Card:
        """An incident; `path` is its place in the record, by which questions are found; empty: it is of several."""
        rows = list(_labelled(incident_rows(incident)))
        values = [
            (label, row.path, self._row(label, row, path, questions)) for label, row in rows if label not in COMPUTED
        ]
        claims = {place: value for _, place, value in values if place.startswith("casualty_claims/")}
        of_claims = [claims[f"casualty_claims/{n}"] for n in range(len(incident.casualty_claims))]
        marks = [(each.key, each.letters) for each in of_claims]
        return Card(
            path=path,
            title=heading(kind, incident),
            note=incident.note,
            statuses=tuple(
                each.replace("_", " ") for each in (*incident.attribution_status, f"tolls: {incident.toll_status}")
            ),
            speakers=tuple(Speaker(name, self.letters_in(_said_by(name, incident))) for name in incident.origins),
            groups=tuple(_groups([(label, value) for label, _, value in values], path)),
            killed=bars(incident, "killed", marks),
            injured=bars(incident, "injured", marks),
            map=picture(incident.location) if incident.location else None,
        )

    def _row(self, label: str, row: Row, path: str, questions: tuple[Question, ...]) -> Value:
        whole = f"{path}/{row.path}"
        own = [each for each in questions if row.path and (each.path == whole or each.path.startswith(f"{whole}/"))]
        place = row.path or NULL.get(label, "")
        return self.value(row.text, row.evidence, own, f"{path}/{place}" if path and place else "")

    def _letter(self, evidence: Evidence) -> str:
        return self.letters.get(evidence.article_id, "") if isinstance(evidence, CitedEvidence) else ""

    def _key(self, evidence: Iterable[Evidence]) -> str:
        self.given += 1
        key = f"v{self.given}"
        for each in evidence:
            article = each.article_id if isinstance(each, CitedEvidence) else ""
            self.marks.setdefault(article, []).append(Mark(each.start, each.end, key))
        return key


def _said_by(name: str, incident: Incident) -> Iterator[Evidence]:
    """The words of what somebody says of an incident."""
    said: Sequence[Grounded] = (*incident.attribution, *incident.casualty_claims, *incident.other_counts)
    for each in said:
        if getattr(each, "asserted_by", None) == name:
            yield from each.evidence


def _labelled(rows: Iterable[Row]) -> Iterator[tuple[str, Row]]:
    """Each row with the label that it goes on under."""
    label = ""
    for row in rows:
        label = row.label or label
        yield label, row


def _groups(values: list[tuple[str, Value]], path: str) -> Iterator[Group]:
    for label, title in (*WANTED, *FURTHER.items()):
        found = tuple(value for each, value in values if each == label)
        if found or label not in FURTHER:
            yield Group(title, found, f"{path}/{ADDING[label]}" if path and label in ADDING else "")
