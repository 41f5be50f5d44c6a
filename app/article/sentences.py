"""Where sentences begin and end: sentencex, with what it gets wrong in news put right."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import sentencex

from app.article import graphemes, layout

_TITLES = (
    "Adm|Amb|Atty|Brig|Capt|Cmdr|Col|Cpl|Dr|Eng|Fr|Ft|Gen|Gov|Gral|Lic|Lieut|Lt|Maj|Mr|Mrs|Ms|Mt|Prof|Rep|Rev|Secy|Sen|"
    "Sgt|Spc|Sra|approx"
)
_NO_END: Final = re.compile(rf"(?:^|[\s(\[\"'\u201c])(?:{_TITLES})\.\s*$")
_CLOCK: Final = re.compile(r"\b[ap]\.m\.\s*$")
_AFTER_CLOCK: Final = re.compile(
    r"[a-z\d(]|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:GMT|UTC|E[SD]?T|C[ES]?T|P[SD]?T|BST|IST)\b"
)
_LIST_NUMBER: Final = re.compile(r"\(?\d{1,2}\.\s*$")
_OPENING: Final = re.compile(r"(?<=\s)[\"'\u201c\u2018«(\[]+$")
_CLOSING: Final = re.compile(r"(?:[\u201d\u2019»)\]]{1,24}+|[\"']{1,24}+)(?=\s|$)")
_TRAILING_LABEL: Final = re.compile(r"(?<!\b[Aa]n)(?<!\b[Tt]he)\s+(?=(?:Advertisement|ADVERTISEMENT)\s*$)")
_LABEL_TAIL: Final = 24  # characters: the label and a few blanks
_LOOK_BACK: Final = 16  # characters: longer than any title
_GAP: Final = re.compile(" {25,}")
"""White space as between columns or in a broken table, which no sentence holds."""
LONGEST: Final = 1_500
"""Characters of a sentence: 400 tokens of English, under 1500 of any script. No sentence of prose is as long."""


_CHUNK: Final = 20_000  # characters: sentencex takes time quadratic in unmatched quotation marks


def spans(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """The sentences within `[start, end)`, which cuts no grapheme cluster; nor do they.

    They have no white space at their ends, but what is part of a cluster. None is longer than `LONGEST` characters, but
    for a single cluster, and none holds more than 24 characters of white space in a row: a text without full stops
    comes in stretches that end between words. What reads a sentence may so take time with the square of its length.
    """
    # sentencex 1.x slices inside a character, and panics, where wide white space stands before a full stop.
    flat = re.sub(r"\s", " ", text[start:end])
    cuts = {_cut(flat, boundary) for boundary in _boundaries(flat, language) if boundary < len(flat)}
    if label := _TRAILING_LABEL.search(flat, max(0, len(flat) - _LABEL_TAIL)):
        cuts.add(label.end())
    cuts.update(gap.end() for gap in _GAP.finditer(flat))
    edges = {start, *(graphemes.end_of(text, start + cut) for cut in cuts if cut is not None), end}
    for left, right in pairwise(sorted(edges)):
        yield from _stretches(text, left, right)


def _stretches(text: str, left: int, right: int) -> Iterator[tuple[int, int]]:
    """What is no white space of [left, right): one span, or several where it is too long for one."""
    first, last = layout.trim(text, left, right)
    while last - first > LONGEST:
        cut = _between_words(text, first)
        yield layout.trim(text, first, cut)
        first, last = layout.trim(text, cut, last)
    if first < last:
        yield first, last


def _between_words(text: str, first: int) -> int:
    """The last place within reach where a word ends; where none does, where a grapheme cluster ends."""
    head, *rest = text[first : first + LONGEST].rsplit(maxsplit=1)
    cut = first + (len(head) if rest else LONGEST)
    before = graphemes.start_of(text, cut)
    return before if before > first else graphemes.end_of(text, cut)


def _boundaries(flat: str, language: str) -> Iterator[int]:
    """Where sentences end, as sentencex has it; the last of a chunk is read again with what follows."""
    start = 0
    while start < len(flat):
        stop = _chunk_end(flat, start)
        found = sentencex.get_sentence_boundaries(language, flat[start:stop])
        ends = [start + boundary["end_index"] for boundary in found]
        if stop < len(flat) and len(ends) > 1:
            ends.pop()
        yield from ends
        start = ends[-1]


def _chunk_end(flat: str, start: int) -> int:
    """Where the next chunk ends: between words, where there is white space."""
    stop = start + _CHUNK
    if stop >= len(flat):
        return len(flat)
    return flat.rfind(" ", start, stop) + 1 or stop


def _cut(flat: str, cut: int) -> int | None:
    """Where sentencex's boundary belongs: quotation marks stay with their sentence; None after an abbreviation."""
    before = flat[max(0, cut - _LOOK_BACK) : cut]
    if _NO_END.search(before) or (_CLOCK.search(before) and _AFTER_CLOCK.match(flat, cut)):
        return None
    if cut < _LOOK_BACK and _LIST_NUMBER.match(before):
        return None
    if opening := _OPENING.search(before):
        return cut - len(opening[0])
    closing = _CLOSING.match(flat, cut) if not before[-1:].isspace() else None
    return closing.end() if closing else cut
