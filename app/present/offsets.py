"""Offsets of a record in the units in which a client's strings count: code points, or JavaScript's UTF-16. Pure.

Inside, offsets count code points. A character beyond U+FFFF, as most emoji, is one of them and two UTF-16 code units:
in "🚨 Four died." the words "Four died." stand at [2, 12) in code points and at [3, 13) in JavaScript.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import BaseModel

from app.present.masking import covered
from schemas import ArticleSummary, CitedEvidence, Dossier, Evidence, Offsets

_ENCODED: Final[dict[Offsets, tuple[str, int]]] = {"codepoints": ("utf-32-le", 4), "utf16": ("utf-16-le", 2)}
"""For each unit the encoding that writes it, and in how many bytes."""


def in_units(summary: ArticleSummary, text: str, unit: Offsets) -> ArticleSummary:
    """A record about `text` whose offsets are in code points, with its offsets in `unit`, which `offsets` names.

    `article.characters` stays the number of code points: it is no offset. Takes time linear in the length of the text.
    """
    if unit == "codepoints":
        return summary
    wide = _wide(text)
    moved: ArticleSummary = _moved(summary, lambda _, offset: offset + bisect_left(wide, offset))
    return moved.model_copy(update={"offsets": unit})


def dossier_in_units(dossier: Dossier, texts: Mapping[str, str], unit: Offsets) -> Dossier:
    """The same of a dossier whose offsets are in code points; `texts` are those of its articles, by their ids."""
    if unit == "codepoints":
        return dossier
    wide = {article: _wide(text) for article, text in texts.items()}

    def move(quote: Evidence, offset: int) -> int:
        return offset + bisect_left(wide[quote.article_id], offset) if isinstance(quote, CitedEvidence) else offset

    moved: Dossier = _moved(dossier, move)
    return moved.model_copy(update={"offsets": unit})


def standing(text: str, unit: Offsets, *, masked: bool = False) -> Callable[[Evidence], bool]:
    """A check whether a quote stands at its offsets in `text`, which are in `unit`; the text is encoded once.

    `masked`: of a record in which characters are masked; those stand for whatever the text has there.
    """
    encoding, width = _ENCODED[unit]
    whole = text.encode(encoding)

    def stands(quote: Evidence) -> bool:
        words = quote.quote.encode(encoding)
        if masked:
            there = whole[quote.start * width : quote.end * width].decode(encoding, "replace")
            if len(there) == len(quote.quote):
                pairs = zip(there, quote.quote, strict=True)
                words = "".join(ours if said == covered(ours) else said for ours, said in pairs).encode(encoding)
        return len(words) == (quote.end - quote.start) * width and whole.startswith(words, quote.start * width)

    return stands


def _wide(text: str) -> list[int]:
    """Where the characters beyond U+FFFF stand, in code points."""
    return [offset for offset, character in enumerate(text) if character > "\uffff"]


def _moved(value: Any, move: Callable[[Evidence, int], int]) -> Any:
    """A value with all evidence in it moved. What the model said, which is JSON, is left as it is."""
    match value:
        case Evidence():
            return value.model_copy(update={"start": move(value, value.start), "end": move(value, value.end)})
        case BaseModel():
            return value.model_copy(update={name: _moved(part, move) for name, part in value})
        case tuple():
            return tuple(_moved(part, move) for part in value)
        case _:
            return value
