"""A Dossier as text for a terminal: one incident at a time, with who says what in which article. Pure."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from app.present.headline import composed
from app.present.incident_text import OWN_VOICE, Row, count_words, heading, incident_rows
from app.present.text import BESIDE, WIDTH, WITHHELD, article_line, block, printable
from schemas import ArticleRef, CitedEvidence, Conflict, Count, Dossier, Evidence, FusedIncident, Position
from schemas.dossier import ConflictKind, ConflictPath

_LETTERS: Final = 26
_FIRST: Final = ("what", "when", "where", "casualties", "computed", "who", "who says so")
"""Labels of what stands before the conflicts."""
_SAID: Final = ("casualty_claims/", "attribution/")
"""Paths of values that have a speaker, or are said in an article's own voice; of others the record does not tell."""
KINDS: Final[Mapping[ConflictKind, str]] = {
    "numeric": "the numbers differ",
    "attribution": "who did it",
    "status": "what became of it",
    "place": "the places differ",
    "time": "the dates differ",
    "scope": "not said by all, or not of the same",
    "identity": "names that may not be the same",
}
Letters = Mapping[str, str]
"""An article's id -> the letters that it has in the text."""


def render(dossier: Dossier) -> str:
    """Write a dossier for a person, at most 100 characters a line, without control characters of the articles.

    Articles have letters, in the order of the dossier; a value is followed by those of the articles that have it. Short
    quotes stand beside their value; sentences stand once, at the end, under the numbers that the lines give.
    """
    letters = letters_of(dossier)
    sections = [
        ("Incident", [] if dossier.incidents else [Row("", "No incident is reported.")]),
        *(section for incident in dossier.incidents for section in _headed(incident, letters)),
        *(section for incident in dossier.background for section in _incident(incident, letters, "Background")),
        ("Not summarised", [Row("", each) for each in failed(dossier)]),
        ("Withheld", [Row("", WITHHELD)] if dossier.withheld else []),
    ]
    numbers = _numbered((row for _, rows in sections for row in rows), list(letters))
    quoted = [Row(f"[{number}]", f"{letters[article]} “{quote}”") for quote, (number, article) in numbers.items()]
    known = {quote: number for quote, (number, _) in numbers.items()}
    blocks = [
        block("Articles", list(_articles(dossier, letters)), known),
        *(_titled(title, rows, known) for title, rows in sections),
        block("Words of the articles", quoted, known),
    ]
    return "\n\n".join("\n".join(each) for each in blocks if each)


def letters_of(dossier: Dossier) -> Letters:
    """A, B, C … of the articles, the copies and the older versions, in this order; by id, in their order."""
    return {each.id: _letters(number) for number, each in enumerate(_all(dossier))}


def _all(dossier: Dossier) -> Iterator[ArticleRef]:
    yield from dossier.articles
    yield from (copy.article for copy in dossier.copies)
    yield from (older.article for older in dossier.superseded)


def _letters(number: int) -> str:
    """A to Z, then AA, AB and so on."""
    before, last = divmod(number, _LETTERS)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def _articles(dossier: Dossier, letters: Letters) -> Iterator[Row]:
    for each in dossier.articles:
        partial = "; its summary is partial" if each.id in dossier.partial else ""
        yield Row(letters[each.id], article_line(each) + partial)
    yield from set_aside(dossier, letters)


def set_aside(dossier: Dossier, letters: Letters) -> Iterator[Row]:
    """Articles that tell nothing of their own, by letter: copies of others and older versions."""
    for copy in dossier.copies:
        origin = letters[copy.origin_id]
        yield Row(letters[copy.article.id], f"{article_line(copy.article)}; repeats {origin}, and is no second source")
    for older in dossier.superseded:
        newer = letters[older.newer_id]
        yield Row(letters[older.article.id], f"{article_line(older.article)}; an older version of {newer}")


def failed(dossier: Dossier) -> Iterator[str]:
    """Say which articles could not be summarised, and why."""
    return (f"article {each.position + 1}: {each.code}: {each.detail}" for each in dossier.failures)


def _headed(incident: FusedIncident, letters: Letters) -> Iterator[tuple[str, list[Row]]]:
    yield f"= {composed(incident)}", []
    yield from _incident(incident, letters, "Incident")


def _incident(incident: FusedIncident, letters: Letters, kind: str) -> Iterator[tuple[str, list[Row]]]:
    """Who says what of the tolls and of the doer, where they differ, and then everything else."""
    rows = _groups(incident, letters)
    policy = [Row("", f"best by policy: {incident.toll_policy}")] if incident.toll_policy else []
    rows["computed"] += policy
    yield heading(kind, incident), [row for label in _FIRST for row in rows.pop(label, [])]
    for conflict in incident.conflicts:
        yield _conflict_title(conflict), [_position(each, conflict.path, letters) for each in conflict.positions]
    yield "Further", [row for label, group in rows.items() if label != "note" for row in group]


def _groups(incident: FusedIncident, letters: Letters) -> dict[str, list[Row]]:
    """The incident's values by their label, each with the articles that have it."""
    groups: dict[str, list[Row]] = {}
    label = ""
    for row in incident_rows(incident):
        label = row.label or label
        said = Row(row.label, f"{row.text}{_in(row.evidence, letters)}", row.evidence)
        groups.setdefault(label, []).append(said)
    return groups


def _in(evidence: Iterable[Evidence], letters: Letters) -> str:
    """The letters of the articles that have a value."""
    ids = {each.article_id for each in evidence if isinstance(each, CitedEvidence)}
    return f" ({', '.join(own for article, own in letters.items() if article in ids)})" if ids else ""


def _conflict_title(conflict: Conflict) -> str:
    can = "all can be true" if conflict.compatible else "they cannot all be true"
    note = f": {conflict.note}" if conflict.note else ""
    return f"Differs: {conflict.path}, {KINDS[conflict.kind]}; {can}{note}"


def position_words(position: Position, path: ConflictPath) -> str:
    """Say what one side has, and who says so where the value has a speaker."""
    if position.value is None:
        return "says nothing of it"
    said = count_words(position.value) if isinstance(position.value, Count) else position.value
    by = position.asserted_by or (OWN_VOICE if path.startswith(_SAID) else None)
    return f"{said}, according to {by}" if by else said


def _position(position: Position, path: ConflictPath, letters: Letters) -> Row:
    return Row(letters.get(position.article_id, "?"), position_words(position, path), position.evidence)


def _titled(title: str, rows: list[Row], numbers: Mapping[str, int]) -> list[str]:
    """A block; one whose title begins with = is a headline, and has no rows."""
    if title.startswith("= "):
        return [*textwrap.wrap(printable(title[2:]), WIDTH), "=" * WIDTH]
    return block(title, rows, numbers)


def _numbered(rows: Iterable[Row], articles: list[str]) -> dict[str, tuple[int, str]]:
    """A number, and the article, of each quote too long to stand beside its value: by article, in its order."""
    quotes = {each for row in rows for each in row.evidence if len(each.quote) > BESIDE}
    cited = [each for each in quotes if isinstance(each, CitedEvidence)]
    ordered = sorted(cited, key=lambda each: (articles.index(each.article_id), each.start, each.end))
    first: dict[str, str] = {}
    for each in ordered:
        first.setdefault(printable(each.quote), each.article_id)
    return {quote: (number, article) for number, (quote, article) in enumerate(first.items(), 1)}
