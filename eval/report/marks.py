"""An article with the words marked that carry a value, in gold, in the output or in both. All text is escaped."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Final, Literal

from eval.evidence import quotes_of
from schemas import ArticleSummary

_WHOLE: Final = re.compile(r"(?:summary|incidents|background)/\d+")
Side = Literal["gold", "output"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One piece of evidence: [start, end) of the article carries the value at `path` on this side."""

    start: int
    end: int
    side: Side
    path: str


def marked(text: str, marks: Iterable[Mark]) -> str:
    """The article as HTML: stretches with the same marks are one `<mark>`, which names the values they carry."""
    kept = tuple(marks)
    ends = {min(max(end, 0), len(text)) for mark in kept for end in (mark.start, mark.end)}
    cuts = sorted(ends | {0, len(text)})
    return "".join(_stretch(text[start:end], _over(kept, start, end)) for start, end in pairwise(cuts))


def marks_of(record: ArticleSummary | None, side: Side) -> Iterator[Mark]:
    """The evidence of a record's values; none for no record.

    That of whole incidents and of the summary is left out: it is whole sentences, and would cover what matters.
    """
    for path, evidence in quotes_of(record):
        if not _WHOLE.fullmatch(path):
            yield Mark(evidence.start, evidence.end, side, path)


def _over(marks: Iterable[Mark], start: int, end: int) -> list[Mark]:
    return [mark for mark in marks if mark.start <= start and end <= mark.end]


def _stretch(text: str, marks: list[Mark]) -> str:
    if not marks:
        return escape(text)
    sides = {mark.side for mark in marks}
    kind = "both" if len(sides) > 1 else sides.pop()
    said = "\n".join(dict.fromkeys(f"{mark.side}: {mark.path}" for mark in marks))
    return f'<mark class="{kind}" title="{escape(said)}">{escape(text)}</mark>'
