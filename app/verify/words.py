"""Where the words of a draft stand in an article: in the sentences that it names, near them, or elsewhere. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.article import FURNITURE, Article, Sentence
from app.article.ground import DETERMINER, fold, locate, widened
from schemas import Evidence

NEAR: Final = 2
"""Sentences on either side of a named one that are near it: models miscount by one or two."""

Search = Callable[[Sentence], Evidence | None]
"""Where something stands in a sentence; None: nowhere."""


@dataclass(frozen=True, slots=True)
class Words:
    """An article's sentences by number. `planted`: those that speak to a machine or to the reader."""

    article: Article
    planted: frozenset[int] = frozenset()

    def named(self, numbers: Iterable[int]) -> tuple[Sentence, ...]:
        """The sentences of these numbers, in order, without those that the article lacks or that nobody was shown."""
        given = (self.article.sentences[each] for each in numbers if each < len(self.article.sentences))
        return tuple(sentence for sentence in given if sentence.kind not in FURNITURE)

    def quotes(self, numbers: Iterable[int]) -> tuple[Evidence, ...]:
        """The named sentences, whole."""
        return tuple(whole(sentence) for sentence in self.named(numbers))

    def around(self, quote: Evidence) -> Evidence | None:
        """The sentence that a quote begins in, whole; None: it begins in none."""
        inside = (each for each in self.article.sentences if each.start <= quote.start < each.end)
        return next((whole(each) for each in inside), None)

    def is_sentence(self, quote: Evidence) -> bool:
        """Whether a quote is a whole sentence."""
        return any((each.start, each.end) == (quote.start, quote.end) for each in self.article.sentences)

    def is_planted(self, quote: Evidence) -> bool:
        """Whether a quote stands in a sentence that speaks to a machine or to the reader."""
        planted = (self.article.sentences[index] for index in self.planted)
        return any(each.start <= quote.start and quote.end <= each.end for each in planted)

    def locate(self, words: str, numbers: Iterable[int]) -> Evidence | None:
        """Find words: `search` with the letters alike but for case, white space, quotation marks and dashes."""
        if not _may_stand(words, self.article.text):  # an answer can be full of names that stand nowhere
            return None
        return self.search(lambda sentence: self._in(words, sentence), numbers)

    def search(self, find: Search, numbers: Iterable[int]) -> Evidence | None:
        """The first place in the named sentences, then near them, then anywhere; beyond the named ones `normalised`."""
        return self.search_near(find, numbers) or self._first(find, self._all(), elsewhere=True)

    def search_near(self, find: Search, numbers: Iterable[int]) -> Evidence | None:
        """The first place in the named sentences, then within `NEAR` of them."""
        named = self.named(numbers)
        return self._first(find, named) or self._first(find, self._around(named), elsewhere=True)

    def _first(self, find: Search, sentences: Iterable[Sentence], *, elsewhere: bool = False) -> Evidence | None:
        """The first place, widened to whole grapheme clusters."""
        found = next((evidence for sentence in sentences if (evidence := find(sentence))), None)
        quote = found and widened(self.article.text, found)
        return quote.model_copy(update={"match": "normalised"}) if quote and elsewhere else quote

    def _in(self, words: str, sentence: Sentence) -> Evidence | None:
        found = locate(self.article.text, words, sentence.start, sentence.end)
        return found.evidence if found else None

    def _all(self) -> Iterator[Sentence]:
        return (sentence for sentence in self.article.sentences if sentence.kind not in FURNITURE)

    def _around(self, named: tuple[Sentence, ...]) -> Iterator[Sentence]:
        """Sentences near the named ones, the nearest first."""
        at = {sentence.index for sentence in named}
        near = (index + step * side for step in range(1, NEAR + 1) for index in sorted(at) for side in (-1, 1))
        return iter(self.named(index for index in dict.fromkeys(near) if index >= 0 and index not in at))


@lru_cache(maxsize=16)
def _folded(text: str) -> str:
    return fold(text)[0]


def _may_stand(words: str, text: str) -> bool:
    """Whether `locate` can find words in any part of a text; the whole is folded once."""
    return any(target in _folded(text) for target in _targets(words))


def _targets(words: str) -> tuple[str, str]:
    """The folded words, with and without a leading article."""
    wanted = words.strip()
    return fold(wanted)[0].strip(), fold(DETERMINER.sub("", wanted))[0].strip()


def whole(sentence: Sentence) -> Evidence:
    """A sentence as evidence."""
    return Evidence(quote=sentence.text, start=sentence.start, end=sentence.end)


def stretch(sentence: Sentence, start: int, end: int) -> Evidence:
    """A stretch of a sentence as evidence, [start, end) in the sentence's own text."""
    return Evidence(quote=sentence.text[start:end], start=sentence.start + start, end=sentence.start + end)


def together(*several: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Quotes once each; a quote that another one holds adds nothing and is left out."""
    quotes = tuple(dict.fromkeys(quote for each in several for quote in each))
    return tuple(one for one in quotes if not any(_holds(other, one) for other in quotes if other is not one))


def _holds(other: Evidence, one: Evidence) -> bool:
    wider = other.end - other.start > one.end - one.start
    return wider and other.start <= one.start and one.end <= other.end
