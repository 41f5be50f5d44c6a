"""The only door to spaCy: words, their dependencies and entities, as values of our own."""

import time
from collections.abc import Callable, Iterator
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

    def take_turn(sentences: tuple[Sentence, ...], words: list[Word]) -> None:
        with one_at_a_time, pipeline.memory_zone():
            docs = pipeline.pipe(sentence.text for sentence in sentences)
            for sentence, doc in zip(sentences, docs, strict=True):
                words.extend(_words(doc, sentence.start, len(words)))

    def parse(article: Article) -> ParsedArticle:
        words: list[Word] = []
        for first in range(0, len(article.sentences), TURN):
            if first:
                time.sleep(_YIELD_S)
            take_turn(article.sentences[first : first + TURN], words)
        return with_tree(article, tree(tuple(words)))

    return parse


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
