"""The gazetteer's names in a text: spans of words, and what each may mean."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.values.gazetteer import CountryWord, Entry, Gazetteer, gazetteer, guards
from app.values.names import Words


@dataclass(frozen=True, slots=True)
class Span:
    """Words [start, end) of a text, and their joined key."""

    words: Words
    start: int
    end: int
    key: str

    @property
    def text(self) -> str:
        """The characters that the words cover."""
        return self.words.text[self.words.starts[self.start] : self.words.ends[self.end - 1]]

    @property
    def before(self) -> int | None:
        """The word just before, in the same run of words; None at a break."""
        index = self.start - 1
        joined = index >= 0 and (self.words.joined(index) or self._ends_title(index))
        return index if joined else None

    @property
    def after(self) -> int | None:
        """The word just after, in the same run of words; None at a break."""
        return self.end if self.end < len(self.words) and self.words.joined(self.end - 1) else None

    @property
    def in_capitals(self) -> bool:
        """Whether the words around are all in capitals, so that a capital says nothing."""
        around = [self.words.word(index) for index in range(max(0, self.start - 2), min(len(self.words), self.end + 2))]
        return len(around) > self.end - self.start and all(word.isupper() for word in around)

    def _ends_title(self, index: int) -> bool:
        return self.words.gap(index) == ". " and self.words.keys[index] in guards()["title"]


@dataclass(frozen=True, slots=True)
class Name:
    """A known name in a text.

    `entries` are the places that it may mean, none for an adjective; `word` is the country that it stands for, if any.
    """

    span: Span
    entries: tuple[Entry, ...]
    word: CountryWord | None


def known_names(words: Words) -> Iterator[Name]:
    """The longest known names, left to right; phrases that only contain a place's name are passed over."""
    index = 0
    while index < len(words):
        span = known_name(words, index)
        if span is not None and span.key not in guards()["phrase"]:
            yield as_name(span)
        index = span.end if span is not None else index + 1


def known_name(words: Words, start: int) -> Span | None:
    """The longest known name or phrase that starts at a word; None when there is none."""
    if not _starts_like_name(words, start):
        return None
    table = gazetteer()
    end, last = start + 1, min(len(words), start + table.longest.get(words.keys[start], 1))
    while end < last and (words.joined(end - 1) or words.possessive(end - 1)):
        end += 1
    for stop in range(end, start, -1):
        span = Span(words, start, stop, " ".join(words.keys[start:stop]))
        if _is_known(span, table) and _continues_name(words, range(start + 1, stop)):
            return span
    return None


def as_name(span: Span) -> Name:
    """What a known name may mean."""
    word = gazetteer().country_words.get(span.key)
    adjective = word is not None and word.sort == "adjective"
    return Name(span, () if adjective else gazetteer().entries(span.key), word)


def _is_known(span: Span, table: Gazetteer) -> bool:
    word = table.country_words.get(span.key)
    if word is not None and word.upper:
        return span.text.isupper() and (span.key != "us" or not span.in_capitals or _is_us(span))
    return table.knows(span.key) or span.key in guards()["phrase"]


def _is_us(span: Span) -> bool:
    """Whether "US" among capitals is the country, not the pronoun: "THE US", "US ARMY"."""
    before, after, classes = span.before, span.after, guards()
    if before is not None and span.words.keys[before] == "the":
        return True
    return after is not None and span.words.keys[after] in classes["after"] | classes["title"]


def _starts_like_name(words: Words, index: int) -> bool:
    """Whether a name may start here: a capital, or an Arabic article before one ("al-Fallujah")."""
    if words.word(index)[0].isupper():
        return True
    article = words.keys[index] in guards()["particle"] and words.gap(index) == "-"
    return article and index + 1 < len(words) and words.word(index + 1)[0].isupper()


def _continues_name(words: Words, indices: Iterable[int]) -> bool:
    """Whether the further words of a name are written as one: capitals, but for short links and "city", "region"."""
    return all(
        not words.word(index).islower() or len(words.keys[index]) <= len("and") or words.keys[index] in guards()["head"]
        for index in indices
    )
