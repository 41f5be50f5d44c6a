"""The only door to spaCy: words, their dependencies and entities, as values of our own."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from sys import intern
from threading import Lock
from typing import Any, Final

from app.article import Article, Sentence
from app.reader.syntax import ParsedArticle, Word, tree, with_tree

Parse = Callable[[Article], ParsedArticle]
"""Gives an article the tree of its words; the text stays as it is."""
TURN: Final = 50
"""Sentences that are parsed before another article has its turn; 50 take about 0.1 s."""
TURN_WORDS: Final = 2_000
"""And the words of these: the parser holds 18 kB for each at once."""
_WORD: Final = re.compile(r"\w+|[^\w\s]")
_YIELD_S: Final = 0.001
"""A lock is not fair: who waits for it needs a moment to take it."""


def open_parser(folder: Path) -> Parse:
    """Load the pipeline in a folder, about 1 s and 150 MB. Raises OSError when there is none that can be read.

    Articles from several threads take turns. What spaCy learns of their words is forgotten after each turn, where it
    would keep every new word for ever; its memory zones for that must not overlap.
    """
    import spacy  # noqa: PLC0415  slow to import, and not needed by commands that only ask the service

    pipeline = spacy.load(folder, exclude=["senter"])
    one_at_a_time = Lock()

    def take_turn(sentences: Sequence[Sentence], words: list[Word]) -> None:
        with one_at_a_time, pipeline.memory_zone():
            docs = pipeline.pipe(sentence.text for sentence in sentences)
            for sentence, doc in zip(sentences, docs, strict=True):
                words.extend(_words(doc, sentence.start, len(words)))

    def parse(article: Article) -> ParsedArticle:
        words: list[Word] = []
        for position, sentences in enumerate(turns(article.sentences)):
            if position:
                time.sleep(_YIELD_S)
            take_turn(sentences, words)
        return with_tree(article, tree(tuple(words)))

    return parse


@dataclass(frozen=True, slots=True)
class ParserIn:
    """The parser of the pipeline in a folder, as a value that can be pickled. Each process loads it once."""

    folder: Path

    def __call__(self, article: Article) -> ParsedArticle:
        """The article with its tree. Raises as `open_parser`."""
        return _loaded(self.folder)(article)


@cache
def _loaded(folder: Path) -> Parse:
    return open_parser(folder)


def turns(sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, ...]]:
    """The sentences in order, as many in a turn as `TURN` and `TURN_WORDS` allow, one at least."""
    turn: list[Sentence] = []
    size = 0
    for sentence in sentences:
        words = len(_WORD.findall(sentence.text))
        if turn and (len(turn) == TURN or size + words > TURN_WORDS):
            yield tuple(turn)
            turn, size = [], 0
        turn.append(sentence)
        size += words
    if turn:
        yield tuple(turn)


def _words(doc: Any, start: int, first: int) -> Iterator[Word]:
    for token in doc:
        yield Word(
            index=first + token.i,
            start=start + token.idx,
            end=start + token.idx + len(token.text),
            text=token.text,
            lemma=token.lemma_.lower(),
            pos=intern(token.pos_),
            tag=intern(token.tag_),
            dep=intern(token.dep_),
            head=first + token.head.i,
            entity=intern(token.ent_type_),
            known=not token.is_oov,
        )
