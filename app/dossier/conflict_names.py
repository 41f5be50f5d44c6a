"""Names as they are compared over articles: by the form of their words and by the table of countries. Pure.

A word's form is its consonants where it is long enough ("Hashd" and "Hashed", "Houthi" and "Houthis" are alike), and a
country's code for its name, its adjective and its seat of government.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final

from app.values.gazetteer import CountryWord, country_keys
from app.values.names import Words, party_key, split

_VOWELS: Final = frozenset("aeiouy")
_LONG: Final = 5
"""Letters: from here on a word may be spelt in two ways; "Iran" and "Iraq" are too short for that."""
_SKELETON: Final = 3
"""Consonants that two spellings of a word must have in common."""
_MOST_WORDS: Final = 5
"""Words of a country's longest name that is looked up."""


@dataclass(frozen=True, slots=True)
class Form:
    """A name for comparison.

    words       forms of its words; countries are left out
    proper      of these, the ones written with a capital that is not merely the name's first letter
    countries   ISO 3166-1 alpha-2 codes of the countries that it is of: "Afghan border forces"
    beside      codes of the countries in a compound, of which it is not: "US-led coalition"
    plain       the name in lower case, without accents, punctuation and leading article
    last        the form of its last word, which is as a rule the noun: "Palestine street"; None: a country alone
    """

    words: frozenset[str]
    proper: frozenset[str]
    countries: frozenset[str]
    beside: frozenset[str]
    plain: str
    last: str | None

    @property
    def key(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """Equal for spellings of one name, with the articles or without."""
        return self.words, self.countries, self.beside


@lru_cache(maxsize=8192)
def form(name: str) -> Form:
    """The form of a name.

    >>> form("Hashed al-Shaabi").key == form("the Hashd al Shaabi").key
    True
    """
    words = split(name)
    spans = dict(_countries(words))
    taken = {index for start, (end, _) in spans.items() for index in range(start, end)}
    kept = [index for index in range(len(words)) if index not in taken]
    forms = {index: _of_word(words.keys[index]) for index in kept}
    long = [index for index in kept if len(words.keys[index]) > 2] or kept  # noqa: PLR2004 (particles: al, of, el)
    plain = party_key(name)
    digits = {part for part in plain.split() if any(character.isdigit() for character in part)}
    return Form(
        words=frozenset(forms[index] for index in long if words.keys[index] != "the") | digits,
        proper=frozenset(forms[index] for index in long if index and words.word(index)[0].isupper()),
        countries=frozenset(word.code for start, (end, word) in spans.items() if not _in_compound(words, start, end)),
        beside=frozenset(word.code for start, (end, word) in spans.items() if _in_compound(words, start, end)),
        plain=plain,
        last=forms[long[-1]] if long else None,
    )


def _of_word(word: str) -> str:
    plural = word[:-1] if word.endswith("s") and len(word) > _LONG else word
    if len(plural) < _LONG:
        return plural
    skeleton = "".join(letter for letter, _ in groupby(plural) if letter not in _VOWELS)
    return skeleton if len(skeleton) >= _SKELETON else plural


def _countries(words: Words) -> Iterator[tuple[int, tuple[int, CountryWord]]]:
    """Where a country's word begins, the word after it, and the country; the longest at each place."""
    index = 0
    while index < len(words):
        found = _country_at(words, index)
        if found:
            yield index, found
        index = found[0] if found else index + 1


def _country_at(words: Words, start: int) -> tuple[int, CountryWord] | None:
    for end in range(min(start + _MOST_WORDS, len(words)), start, -1):
        known = country_keys().get(" ".join(words.keys[start:end]))
        if known is None or (known.upper and not words.text[words.starts[start] : words.ends[end - 1]].isupper()):
            continue
        if known.sort != "metonym" or end - start == len(words):  # "Moscow" is Russia, "eastern Baghdad" is not Iraq
            return end, known
    return None


def _in_compound(words: Words, start: int, end: int) -> bool:
    """Whether a hyphen ties the country's word to another: "US-led", "anti-Russian"."""
    return "-" in {words.gap(end - 1) if end < len(words) else "", words.gap(start - 1) if start else ""}


@dataclass(frozen=True, slots=True)
class Wording:
    """How the articles of a cluster write words: in lower case somewhere, or with a capital within a sentence."""

    lower: frozenset[str]
    capital: frozenset[str]

    @classmethod
    def of(cls, quotes: Iterable[str]) -> "Wording":
        """From the quotes of all values; the first word of a quote and after a full stop says nothing."""
        lower: set[str] = set()
        capital: set[str] = set()
        for words in map(split, dict.fromkeys(quotes)):
            for index in range(len(words)):
                if not words.word(index)[0].isupper():
                    lower.add(words.keys[index])
                elif index and words.joined(index - 1):
                    capital.add(words.keys[index])
        return cls(frozenset(lower), frozenset(capital))

    def is_name(self, name: str) -> bool:
        """Whether it is a proper name, and no description ("gunmen", "Gunmen" at the head of a sentence)."""
        known, first = form(name), split(name).keys[:1]
        if known.proper or not first:
            return True
        if known.countries or known.beside:
            return not known.words
        return first[0] in self.capital and first[0] not in self.lower


def alike(one: str, other: str) -> bool:
    """Whether two names may be spellings of one, or one is the other with further words: "courthouse gate".

    >>> alike("courthouse", "courthouse gate"), alike("Palestine street", "Rashid street")
    (True, False)
    """
    return _are_alike(form(one), form(other))


def alike_among(names: Iterable[str]) -> dict[str, set[str]]:
    """Each of the names, and which of them are alike to it, itself among them.

    >>> sorted(alike_among(["courthouse", "courthouse gate", "market"])["courthouse"])
    ['courthouse', 'courthouse gate']
    """
    forms = {name: form(name) for name in names}
    by_word: dict[str, list[str]] = defaultdict(list)
    for name, known in forms.items():
        for word in (*known.words, known.plain):
            by_word[word].append(name)
    found = {name: {name} for name in forms}
    for name, known in forms.items():
        rarest = min(known.words, key=lambda word: (len(by_word[word]), word), default=known.plain)
        for other in (*by_word[rarest], *by_word[known.plain]):  # a name that holds this one has all of its words
            if _are_alike(known, forms[other]):
                found[name].add(other)
                found[other].add(name)
    return found


def _are_alike(one: Form, other: Form) -> bool:
    return one.plain == other.plain or one.key == other.key or _is_part(one, other) or _is_part(other, one)


def _is_part(one: Form, other: Form) -> bool:
    return bool(one.words) and one.words <= other.words and one.countries <= other.countries


def exclude_each_other(one: str, other: str) -> bool:
    """Whether two names are of two things of one kind: the last word is the same and each has another before it.

    >>> exclude_each_other("Palestine street", "Rashid street"), exclude_each_other("bus stop", "market")
    (True, False)
    """
    left, right = form(one), form(other)
    ours, theirs = left.words | left.countries, right.words | right.countries
    return left.last == right.last is not None and bool(ours - theirs) and bool(theirs - ours)
