"""The only door to spaCy: words, their dependencies and entities, as values of our own."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from sys import intern
from threading import Lock
from typing import Any

from app.article import Article
from app.syntax import Word, tree

Parse = Callable[[Article], Article]
"""Gives an article the tree of its words; the text stays as it is."""


def open_parser(folder: Path) -> Parse:
    """Load the pipeline in a folder, about 1 s and 150 MB. Raises OSError when there is none that can be read.

    One article at a time, from whichever thread: the words of each are forgotten after it, where spaCy would keep every
    new word for ever (its memory zones must not overlap).
    """
    import spacy  # noqa: PLC0415  slow to import, and not needed by commands that only ask the service

    pipeline = spacy.load(folder, exclude=["senter"])
    one_at_a_time = Lock()

    def parse(article: Article) -> Article:
        words: list[Word] = []
        with one_at_a_time, pipeline.memory_zone():
            docs = pipeline.pipe(sentence.text for sentence in article.sentences)
            for sentence, doc in zip(article.sentences, docs, strict=True):
                words.extend(_words(doc, sentence.start, len(words)))
        return replace(article, tree=tree(tuple(words)))

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
