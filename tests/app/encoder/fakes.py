"""Tokenizers of whole words and of letters, an article shown with them, and a small net with made-up weights."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from app import article as articles
from app.encoder.shown import Shown, show

FOLDER: Final = Path(__file__).parents[2] / "data" / "encoder"
"""A small net as a file of the service, and what torch makes of it (`tests/training/encoder/tiny.py` wrote them)."""


@dataclass(frozen=True)
class Encoded:
    ids: list[int]
    offsets: list[tuple[int, int]]


class Words:
    """Each word and each sign is a piece; its id is its length plus 1000."""

    def encode(self, text: str, add_special_tokens: bool = True) -> Encoded:
        assert not add_special_tokens
        found = [found.span() for found in re.finditer(r"\w+|[^\w\s]", text)]
        return Encoded([1000 + end - start for start, end in found], found)


def shown(text: str, tokenizer: Any = None) -> Shown:
    """A text of 2024-01-05 as pieces."""
    return show(articles.read(text, today=date(2024, 1, 5), published_on=date(2024, 1, 5)), tokenizer or Words())


def span_of(given: Shown, words: str) -> Any:
    """The span of words where they first stand."""
    start = given.article.text.index(words)
    return given.span(start, start + len(words))


class Letters:
    """Each letter and each sign is a piece of the small net's vocabulary."""

    def encode(self, text: str, add_special_tokens: bool = True) -> Encoded:
        assert not add_special_tokens
        places = [at for at, letter in enumerate(text) if not letter.isspace()]
        return Encoded([104 + ord(text[at].lower()) % 120 for at in places], [(at, at + 1) for at in places])
