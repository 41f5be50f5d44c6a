"""How names and phrases of gold and output are compared: strictly (equal once normalised) and leniently (token F1)."""

import re
import unicodedata
from collections import Counter
from typing import Final, Literal

Mode = Literal["strict", "lenient"]
Names = frozenset[str]
"""The normalised names of one thing; any of them stands for it."""

LENIENT_F1: Final = 0.5
"""Token F1 from which two phrases are leniently alike, so that "a US drone" is "drone" and "US air strike" is not."""

_POSSESSIVE: Final = re.compile(r"['\u2019]s\b", re.IGNORECASE)
_INITIAL: Final = re.compile(r"(?<!\w)([^\W\d_])\.")
_APOSTROPHE: Final = re.compile(r"['\u2018\u2019`\u00b4]")
_WORD: Final = re.compile(r"\w+")
_ARTICLES: Final = frozenset({"a", "an", "the"})


def normalise(text: str) -> str:
    """Words in lower case with one blank between them, without accents, punctuation, possessive 's and articles.

    "The U.S. Army's" and "us army" are equal, "Sana'a" and "Sanaa" too. Where nothing is left ("The"), the text itself
    in lower case.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    plain = _APOSTROPHE.sub("", _INITIAL.sub(r"\1", _POSSESSIVE.sub("", plain)))
    words = [word for word in _WORD.findall(plain) if word not in _ARTICLES]
    return " ".join(words) or text.strip().casefold()


def names(*texts: str | None) -> Names:
    """The normalised names of one thing; None is no name."""
    return frozenset(normalise(text) for text in texts if text)


def token_f1(one: str, other: str) -> float:
    """F1 of the words that two normalised texts share, as SQuAD counts it: 0 nothing, 1 the same words in any order."""
    left, right = Counter(one.split()), Counter(other.split())
    shared = (left & right).total()
    return 2 * shared / (left.total() + right.total()) if shared else 0.0


def likeness(one: Names | None, other: Names | None) -> float:
    """The best token F1 of a name of one and a name of the other; None is like None only."""
    if one is None or other is None:
        return float(one is other)
    return max((token_f1(left, right) for left in one for right in other), default=0.0)


def alike(one: Names | None, other: Names | None, mode: Mode) -> bool:
    """Whether they name the same: strictly when they share a name, leniently from a likeness of `LENIENT_F1`."""
    if one is None or other is None:
        return one is other
    return bool(one & other) or (mode == "lenient" and likeness(one, other) >= LENIENT_F1)
