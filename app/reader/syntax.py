"""How the words of an article hang together: its dependency tree, and the phrases that stand in it. Pure.

Labels are those of the parser's pipeline: Universal POS tags, CLEAR dependencies, OntoNotes entity types.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Final

from app.article import Article


@dataclass(frozen=True, slots=True)
class Word:
    """One token: `article.text[start:end] == text`. `head` is the index of its governor, its own for a root.

    `entity` is the type of the named entity that it is part of; empty: of none. `known`: the pipeline's English
    vocabulary has it.
    """

    index: int
    start: int
    end: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    entity: str
    known: bool = True


_start, _end = attrgetter("start"), attrgetter("end")


@dataclass(frozen=True, slots=True)
class Tree:
    """The words of an article in order, and for each the indexes of those that depend on it."""

    words: tuple[Word, ...] = ()
    children: tuple[tuple[int, ...], ...] = ()

    def at(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that lie in [start, end) of the text."""
        first = bisect_left(self.words, start, key=_start)
        return self.words[first : bisect_right(self.words, end, lo=first, key=_end)]

    def under(self, word: Word, *deps: str) -> tuple[Word, ...]:
        """What depends on a word by one of the labels, by any when none is given."""
        return tuple(w for w in (self.words[i] for i in self.children[word.index]) if not deps or w.dep in deps)

    def above(self, word: Word) -> Iterator[Word]:
        """The governors of a word, the nearest first."""
        while word.head != word.index:
            word = self.words[word.head]
            yield word

    def below(self, word: Word) -> Iterator[Word]:
        """A word and all that hangs on it, each before its own."""
        waiting = [word.index]  # no recursion: a sentence without end is a tree as deep as it is long
        while waiting:
            index = waiting.pop()
            yield self.words[index]
            waiting.extend(reversed(self.children[index]))

    def head_of(self, start: int, end: int) -> Word | None:
        """The word of [start, end) whose governor lies outside: the noun of a noun phrase; None: no word there."""
        inside = self.at(start, end)
        return next((w for w in inside if w.head == w.index or self.words[w.head] not in inside), None)


def tree(words: tuple[Word, ...]) -> Tree:
    """The tree of words whose heads are indexes into them."""
    children: list[list[int]] = [[] for _ in words]
    for word in words:
        if word.head != word.index:
            children[word.head].append(word.index)
    return Tree(words, tuple(tuple(each) for each in children))


NOT_PARSED: Final = Tree()
"""The tree of an article that nobody has parsed: no words."""


@dataclass(frozen=True, slots=True)
class ParsedArticle(Article):
    """An article with the tree of its words; `tree` is empty until `app.reader.parsing` has read it."""

    tree: Tree = NOT_PARSED


def with_tree(article: Article, tree: Tree = NOT_PARSED) -> ParsedArticle:
    """The article with the tree of its words."""
    return ParsedArticle(**{each.name: getattr(article, each.name) for each in fields(Article)}, tree=tree)
