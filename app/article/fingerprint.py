"""A sketch of an article's words, by which copies of it are known without its text.

MinHash (Broder 1997) over the words of the body in threes, computed by `rensa`: the share of equal positions of two
sketches estimates the Jaccard similarity of the two sets of word triples, with a standard error of 0.06 at most.
"""

import re
import struct
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Iterable
from typing import Final

from rensa import RMinHash

from app.article.reading import Article, Sentence

PERMUTATIONS: Final = 64
_SEED: Final = 1
_TOGETHER: Final = 3  # words: two are shared by many an article, and one change touches four sets of four
_LAYOUT: Final = struct.Struct(f">{PERMUTATIONS}I")
_WORD: Final = re.compile(r"[^\W_]+")
_MARKS: Final = re.compile(r"['’‘`´\u0300-\u036f]+")
"""Apostrophes, and accents that stand by themselves."""


def fingerprint(article: Article) -> str:
    """The sketch of an article's body: 64 numbers of 32 bits, big-endian, in Base64 (344 characters).

    Case, accents, punctuation and white space do not matter. Agency lines, headings, captions and credits are left
    out, unless there is nothing else.
    """
    body = [sentence for sentence in article.sentences if sentence.kind == "body"]
    sketch = RMinHash(PERMUTATIONS, _SEED)
    sketch.update(_triples(body or article.sentences))
    return b64encode(_LAYOUT.pack(*sketch.digest())).decode()


def signature(written: str) -> tuple[int, ...]:
    """The numbers of a fingerprint. Raises ValueError: it is none."""
    try:
        return _LAYOUT.unpack(b64decode(written, validate=True))
    except struct.error as error:
        raise ValueError(f"a fingerprint has {PERMUTATIONS} numbers of 32 bits") from error


def _triples(sentences: Iterable[Sentence]) -> list[str]:
    """Each run of three words, over the ends of sentences; of fewer than three words, what there is."""
    words = _WORD.findall(_plain(" ".join(sentence.text for sentence in sentences)))
    last = max(len(words) - _TOGETHER, 0)
    return [" ".join(words[first : first + _TOGETHER]) for first in range(last + 1)]


def _plain(text: str) -> str:
    """Lower case, without accents and apostrophes."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", text).casefold())
