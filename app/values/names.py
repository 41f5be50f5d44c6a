"""How names are compared: words with their offsets, and a folding that makes spellings of one name equal."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_LETTERS = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*"
_WORD: Final = re.compile(rf"{_LETTERS}(?:['’‘`´]{_LETTERS})*")
_POSSESSIVES: Final = ("'s", "’s", "'S", "’S")
_UNDECOMPOSED: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ə": "a", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "n"}
)
_JOINT: Final = re.compile(r"[ \t\u00a0]*(?:\r?\n)?[ \t\u00a0]*|[-‐‑–]")
_ABBREVIATED: Final = frozenset({"st", "ste", "mt", "ft"})


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in order: word i is `text[starts[i]:ends[i]]`, `keys[i]` its folded form, without 's."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    keys: Sequence[str]

    def __len__(self) -> int:
        return len(self.keys)

    def word(self, index: int) -> str:
        """Word `index` as it stands in the text."""
        return self.text[self.starts[index] : self.ends[index]]

    def gap(self, index: int) -> str:
        """What stands between word `index` and the next; to the text's edge for -1 and for the last word."""
        start = self.ends[index] if index >= 0 else 0
        end = self.starts[index + 1] if index + 1 < len(self.keys) else len(self.text)
        return self.text[start:end]

    def joined(self, index: int) -> bool:
        """Whether word `index` and the next may belong to one name: a blank, a line break, a hyphen, "St. "."""
        gap = self.gap(index)
        if gap.startswith("."):
            return self._abbreviates(index) and _JOINT.fullmatch(gap, 1) is not None
        return gap == " " or (gap != "" and _JOINT.fullmatch(gap) is not None)

    def possessive(self, index: int) -> bool:
        """Whether 's and a blank stand between word `index` and the next: "People's Republic"."""
        return self.gap(index) in {"'s ", "’s ", "'S ", "’S "}

    def _abbreviates(self, index: int) -> bool:
        return len(self.keys[index]) == 1 or self.keys[index] in _ABBREVIATED


def split(text: str) -> Words:
    """The words of a text: runs of letters with their accents and inner apostrophes; digits belong to no word."""
    starts, ends, keys = [], [], []
    for match in _WORD.finditer(text):
        word = match.group()
        if word.endswith(_POSSESSIVES):
            word = word[:-2]
        starts.append(match.start())
        ends.append(match.start() + len(word))
        keys.append(fold(word))
    return Words(text, starts, ends, keys)


def fold(word: str) -> str:
    """Lower case, without accents and apostrophes: "Sana'a" and "Sanaa", "Concepción" and "Concepcion" are equal."""
    if word.isascii() and word.isalpha():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word).casefold().translate(_UNDECOMPOSED)
    return "".join(letter for letter in plain if unicodedata.category(letter) in {"Ll", "Lo"})


def key(name: str) -> str:
    """A name's folded words, one blank between them."""
    return " ".join(split(name).keys)


_APOSTROPHES: Final = re.compile(r"['’‘`´]")
_INITIAL: Final = re.compile(r"(?<!\w)([^\W\d_])\.")
_ENDING: Final = re.compile(r"['’]s\b", re.IGNORECASE)
_ALPHANUMERIC: Final = re.compile(r"[^\W_]+")
_ARTICLES: Final = ("the", "a", "an")


def party_key(name: str) -> str:
    """A party's name for comparison: lower case, without accents, punctuation, leading article and possessive 's.

    Digits count, unlike in `key`: "M23" is not "M". "The U.S. Army's" and "US army" are equal. Where nothing is left,
    the text itself in lower case.
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    words = _ALPHANUMERIC.findall(_APOSTROPHES.sub("", _INITIAL.sub(r"\1", _ENDING.sub("", plain))))
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words) or name.strip().casefold()
