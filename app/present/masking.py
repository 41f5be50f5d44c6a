"""Names masked in a text: one sign for each character, so that lengths and offsets stand. Pure.

Where in doubt, more is masked: a word of a name goes wherever it stands with a capital, another's or a month's, too.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.values import names

MASK: Final = "\u2588"
WIDE_MASK: Final = "\U0001f532"
"""For a character beyond U+FFFF, which is two UTF-16 code units: so the mask is two, too."""
_ARTICLES: Final = frozenset({"the", "a", "an"})
_SHORTEST: Final = 2  # letters of a word that is masked by itself: an initial stands for too many
_LONGEST: Final = 64  # words of a name, characters of one without case: a bound on work, for records of anyone's making

Span = tuple[int, int]
"""Half-open, in code points of one string."""


def covered(text: str) -> str:
    """The text with all but its white space masked."""
    return "".join(each if each.isspace() else MASK if each <= "\uffff" else WIDE_MASK for each in text)


@dataclass(frozen=True, slots=True)
class Names:
    """What is looked for. Words are compared folded: without case and accents (`values.names.fold`).

    whole      texts that are a name and nothing else
    phrases    the words of a whole name, one after the other, in any case
    words      words of a name, wherever they are not all in lower case: "Rose", not "rose"
    anyhow     the same in any case: names that are written in lower case themselves
    uncased    names and words of a script without capitals, wherever the characters stand, within words, too
    """

    whole: frozenset[str] = frozenset()
    phrases: frozenset[tuple[str, ...]] = frozenset()
    words: frozenset[str] = frozenset()
    anyhow: frozenset[str] = frozenset()
    uncased: frozenset[str] = frozenset()

    @classmethod
    def of(cls, given: Iterable[str], shared: frozenset[str] = frozenset()) -> "Names":
        """Look for these names; `shared` are folded words that are also a country's, and tell nobody by themselves."""
        whole = frozenset(name for name in given if covered(name) != name)
        cased = {name: _keys(name) for name in whole if (key := names.fold(name)) != key.upper()}
        common = shared.difference(*(keys for keys in cased.values() if len(keys) == 1))
        low = {name for name in cased if name.islower()}
        return cls(
            whole,
            frozenset(keys for keys in cased.values() if 1 < len(keys) <= _LONGEST),
            frozenset(key for name in cased for word, key in _parts(name) if not word.islower()) - common,
            frozenset(key for name in low for _, key in _parts(name)),
            frozenset(part for name in whole.difference(cased) for part in _uncased(name)),
        )

    def hide(self, text: str, *, any_case: bool = False) -> str:
        """The text with the names masked. The same again changes nothing; `any_case`: words in lower case go, too."""
        if text in self.whole:
            return covered(text)
        hidden = list(text)
        for start, end in self._found(text, any_case=any_case):
            hidden[start:end] = covered(text[start:end])
        return "".join(hidden)

    def _found(self, text: str, *, any_case: bool) -> Iterator[Span]:
        runs = list(_runs(text))
        keys = [names.fold(text[start:end]) for start, end in runs]
        lengths = {len(phrase) for phrase in self.phrases}
        for first in range(len(keys)):
            for length in lengths:
                if tuple(keys[first : first + length]) in self.phrases:
                    yield from runs[first : first + length]
        for run in runs:
            yield from (span for span in (run, *_humps(text, run)) if self._is_word(text, span, any_case=any_case))
        for length in {len(part) for part in self.uncased}:
            starts = range(len(text) - length + 1)
            yield from ((at, at + length) for at in starts if text[at : at + length] in self.uncased)

    def _is_word(self, text: str, span: Span, *, any_case: bool) -> bool:
        """Whether a word is one of a name, or several of that name: "the Khans"."""
        word = text[span[0] : span[1]]
        known = self.words | self.anyhow if any_case or not word.islower() else self.anyhow
        key = names.fold(word)
        return key in known or key.removesuffix("s") in known


def _keys(name: str) -> tuple[str, ...]:
    """The folded words of a name, without a leading article."""
    keys = tuple(key for start, end in _runs(name) if (key := names.fold(name[start:end])))
    return keys[1:] if len(keys) > 1 and keys[0] in _ARTICLES else keys


def _parts(name: str) -> Iterator[tuple[str, str]]:
    """The words of a name that say enough to be masked by themselves, each with its folded form."""
    for run in _runs(name):
        for start, end in (run, *_humps(name, run)):
            key = names.fold(name[start:end])
            if len(key) >= _SHORTEST and key not in _ARTICLES:
                yield name[start:end], key


def _uncased(name: str) -> Iterator[str]:
    words = (word for word in name.split() if len(word) >= _SHORTEST and covered(word) != word)
    yield from (part for part in (name, *words) if len(part) <= _LONGEST)


def _runs(text: str) -> Iterator[Span]:
    """Runs of letters, with their marks and with what has no width: `names.split` ends a Devanagari word at a mark."""
    start = None
    for offset, character in enumerate(text):
        if _is_of_a_word(character):
            start = offset if start is None else start
        elif start is not None:
            yield start, offset
            start = None
    if start is not None:
        yield start, len(text)


def _humps(text: str, run: Span) -> Iterator[Span]:
    """The words of a run that is written together, as in a hashtag: "JusticeForAisha"."""
    inner = [at for at in range(run[0] + 1, run[1]) if text[at].isupper() and text[at - 1].islower()]
    if inner:
        yield from zip((run[0], *inner), (*inner, run[1]), strict=True)


@lru_cache(maxsize=4096)
def _is_of_a_word(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LM" or category == "Cf"
