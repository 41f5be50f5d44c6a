"""Find the model's words in the article. Pure.

A quote is looked for exactly first, then with white space, quotation marks, dashes and case made alike. What is kept is
always the article's own wording, so `article.text[start:end] == quote` for any text and any draft; where it would end
within a grapheme cluster, it is widened to hold the whole of it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.article import graphemes
from schemas.evidence import Evidence, Match

ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    }
)
_SPACE = re.compile(r"\s")
_GAP = re.compile(r"\s\s")
DETERMINER = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """Words of the article: `text[start:end] == words`; half-open code point offsets."""

    words: str
    start: int
    end: int
    match: Match = "exact"

    @property
    def evidence(self) -> Evidence:
        """The same, as the public record has it."""
        return Evidence(quote=self.words, start=self.start, end=self.end, match=self.match)


def locate(text: str, quote: str, start: int = 0, end: int | None = None) -> Found | None:
    """Find `quote` in text[start:end]; None when it is not there or holds no letter or digit.

    A quote that begins or ends inside a word is not found: "US" is not in "trust". A leading article may differ,
    since models write "the drone" for "a drone". The window is taken to cut no grapheme cluster.
    """
    end = len(text) if end is None else end
    wanted = quote.strip()
    if not any(character.isalnum() for character in wanted):
        return None
    return (
        _exactly(text, wanted, start, end)
        or _alike(text, wanted, start, end)
        or _alike(text, DETERMINER.sub("", wanted), start, end)
    )


def slice_of(text: str, start: int, end: int) -> Found:
    """The words that stand at [start, end), without white space at their ends."""
    words = text[start:end]
    left = start + len(words) - len(words.lstrip())
    return _found(text, left, left + len(words.strip()), "exact")


def widened(text: str, quote: Evidence) -> Evidence:
    """The same quote of a text, or the least one around it that cuts no grapheme cluster, then `normalised`."""
    whole = _found(text, quote.start, quote.end, quote.match)
    return quote if (whole.start, whole.end) == (quote.start, quote.end) else whole.evidence


def _found(text: str, start: int, end: int, match: Match) -> Found:
    """What stands at [start, end), widened: what is more than the words that were looked for is `normalised`."""
    first, last = graphemes.widen(text, start, end)
    return Found(text[first:last], first, last, match if (first, last) == (start, end) else "normalised")


def _exactly(text: str, wanted: str, start: int, end: int) -> Found | None:
    position = text.find(wanted, start, end)
    while position >= 0 and not _whole_words(text, position, position + len(wanted)):
        position = text.find(wanted, position + 1, end)
    return _found(text, position, position + len(wanted), "exact") if position >= 0 else None


def _alike(text: str, wanted: str, start: int, end: int) -> Found | None:
    folded, origin = fold(text[start:end])
    target, _ = fold(wanted)
    target = target.strip()
    position = folded.find(target) if target else -1
    while position >= 0:
        first, last = start + origin[position], start + origin[position + len(target) - 1] + 1
        if _whole_words(text, first, last):
            return _found(text, first, last, "normalised")
        position = folded.find(target, position + 1)
    return None


def fold(text: str) -> tuple[str, Sequence[int]]:
    """Make white space, quotation marks, dashes and case alike; for each character, the offset it came from."""
    if not _GAP.search(text):
        plain = _SPACE.sub(" ", text).translate(ALIKE).casefold()
        if len(plain) == len(text):  # casefold makes nothing shorter: one for one
            return plain, range(len(text))
    return _folded_singly(text)


def _folded_singly(text: str) -> tuple[str, Sequence[int]]:
    """What `fold` gives for any text. A third of all that checking took was done here."""
    characters: list[str] = []
    origin: list[int] = []
    for offset, character in enumerate(text):
        plain = " " if character.isspace() else character.translate(ALIKE).casefold()
        if plain == " " and characters and characters[-1] == " ":
            continue
        characters.extend(plain)
        origin.extend([offset] * len(plain))
    return "".join(characters), origin


def _whole_words(text: str, start: int, end: int) -> bool:
    return not (_joins(text, start) or _joins(text, end))


def _joins(text: str, boundary: int) -> bool:
    """Whether a word runs across the boundary between text[boundary - 1] and text[boundary]."""
    return 0 < boundary < len(text) and text[boundary - 1].isalnum() and text[boundary].isalnum()
