"""An article as the encoder is shown it: word pieces by sentence, and the numbers, dates and places found by code."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from app.article import FURNITURE, Article, Sentence
from app.values import counts, dates, places
from app.values.places import Place
from schemas import Count

MARKER: Final = 101
"""The piece before each sentence: BERT's [CLS]."""
CASES: Final = ("lower", "initial", "capitals", "digit", "other")
"""How a piece is written; the encoders know no capitals."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Pieces [first, last] of an article, both included."""

    first: int
    last: int

    def overlaps(self, other: "Span") -> bool:
        """Whether they share a piece."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True)
class Number:
    """A number found by code: where it stands and what it counts to."""

    span: Span
    count: Count


@dataclass(frozen=True, slots=True)
class Day:
    """A temporal expression found by code."""

    span: Span
    words: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the gazetteer where the article names it."""

    span: Span
    words: str
    place: Place


@dataclass(frozen=True, slots=True)
class Shown:
    """An article by pieces.

    `pieces` are ids of the vocabulary; `starts` and `ends` offsets into the text, [start, end), of a marker those of
    its sentence's start; `owners` the position of each piece's sentence in `sentences`; `markers` where each sentence's
    marker stands.
    """

    article: Article
    sentences: tuple[Sentence, ...]
    pieces: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    owners: tuple[int, ...]
    cases: tuple[int, ...]
    markers: tuple[int, ...]
    numbers: tuple[Number, ...]
    days: tuple[Day, ...]
    spots: tuple[Spot, ...]

    def span(self, start: int, end: int) -> Span | None:
        """The pieces that hold text[start:end); None: none does."""
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end) - 1
        while first <= last and self.starts[first] == self.ends[first]:
            first += 1
        return Span(first, last) if first <= last else None

    def words(self, span: Span) -> str:
        """The article's words at these pieces."""
        return self.article.text[self.starts[span.first] : self.ends[span.last]]

    def sentence(self, span: Span) -> int:
        """The position in `sentences` of the sentence in which a span begins."""
        return self.owners[span.first]


def show(article: Article, tokenizer: Any) -> Shown:
    """An article by pieces; sentences that are no part of the report are left out.

    Args:
        article: as `app.article.read` read it.
        tokenizer: a `tokenizers.Tokenizer` of BERT's vocabulary.
    """
    sentences = tuple(one for one in article.sentences if one.kind not in FURNITURE)
    rows = list(_rows(sentences, tokenizer))
    pieces, starts, ends, owners, cases = (tuple(column) for column in zip(*rows, strict=True)) if rows else ((),) * 5
    bare = Shown(
        article=article,
        sentences=sentences,
        pieces=pieces,
        starts=starts,
        ends=ends,
        owners=owners,
        cases=cases,
        markers=tuple(at for at, piece in enumerate(pieces) if piece == MARKER),
        numbers=(),
        days=(),
        spots=(),
    )
    return _with_found(bare)


def _rows(sentences: Iterable[Sentence], tokenizer: Any) -> Iterator[tuple[int, int, int, int, int]]:
    for owner, sentence in enumerate(sentences):
        yield MARKER, sentence.start, sentence.start, owner, CASES.index("other")
        encoded = tokenizer.encode(sentence.text, add_special_tokens=False)
        for piece, (start, end) in zip(encoded.ids, encoded.offsets, strict=True):
            written = sentence.text[start:end]
            yield piece, sentence.start + start, sentence.start + end, owner, CASES.index(case_of(written))


def case_of(written: str) -> str:
    """How a piece is written, one of `CASES`."""
    if any(map(str.isdigit, written)):
        return "digit"
    if not written.isalpha():
        return "other"
    if written.islower():
        return "lower"
    return "capitals" if len(written) > 1 and written.isupper() else "initial"


def _with_found(bare: Shown) -> Shown:
    """The same with what code finds; numbers and days sentence by sentence, places in the whole text."""
    text = bare.article.text
    numbers = tuple(
        Number(span, hit.count)
        for one in bare.sentences
        for hit in counts.find(one.text)
        if (span := bare.span(one.start + hit.start, one.start + hit.end))
    )
    days = tuple(
        Day(span, hit.text)
        for one in bare.sentences
        for hit in dates.find(one.text)
        if (span := bare.span(one.start + hit.start, one.start + hit.end))
    )
    spots = tuple(
        Spot(span, hit.text, hit.place) for hit in places.find(text) if (span := bare.span(hit.start, hit.end))
    )
    fields = {name: getattr(bare, name) for name in bare.__dataclass_fields__}
    return Shown(**fields | {"numbers": numbers, "days": days, "spots": spots})
