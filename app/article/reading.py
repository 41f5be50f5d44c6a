"""An article as it was submitted: text untouched, sentences with offsets, publication date, language."""

import re
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from threading import Lock
from typing import Final, Literal

import py3langid

from app.article import datelines, graphemes, layout, sentences
from app.core.errors import ArticleNotText, ArticleRejected, ArticleTooLong
from app.values import dates

Kind = Literal["body", "caption", "advertisement", "credit", "subhead", "dateline", "instruction"]
"""`instruction`: speaks to a machine or to the reader, and is no part of the report (`app.reader.marking`)."""
FURNITURE: Final[frozenset[Kind]] = frozenset({"caption", "advertisement", "credit"})
"""Kinds that are no part of the report: no model is shown them, and no value rests on them."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `article.text[start:end] == text`; `index` counts from 0 over all kinds; `paragraph` too.

    No sentence begins or ends within a grapheme cluster.
    """

    index: int
    start: int
    end: int
    text: str
    kind: Kind
    paragraph: int


@dataclass(frozen=True, slots=True)
class Article:
    """A news article. `id` is the SHA-256 of the text in UTF-8, lower-case hex; `language` ISO 639-1."""

    id: str
    text: str
    sentences: tuple[Sentence, ...]
    language: str
    published_on: date | None
    title: str | None = None
    source: str | None = None
    url: str | None = None


def read(
    text: str,
    *,
    today: date,
    published_on: date | None = None,
    title: str | None = None,
    source: str | None = None,
    url: str | None = None,
    max_characters: int = 200_000,
) -> Article:
    """Read a submitted text; it is kept as it is, and offsets are code points into it.

    Each character that is neither white space nor a byte order mark at the start belongs to exactly one sentence.
    Without `published_on`, the date comes from a leading `date 2024-01-04`, else from a dateline that names the year,
    else it is None. `today` is the reader's date: a later publication date than tomorrow's is rejected.

    Raises:
        ArticleTooLong: more than `max_characters` code points.
        ArticleNotText: control characters, lone surrogates or an HTML page.
        ArticleRejected: no text, a leading date that is none, or a publication date in the future.
    """
    _check(text, max_characters)
    language = _language(text)
    pieces = _pieces(text)
    on = published_on or _date_of(pieces)
    if on is not None and (on - today).days > 1:  # one day: it is already tomorrow elsewhere
        raise ArticleRejected(f"the publication date {on.isoformat()} is in the future")
    return Article(
        id=sha256(text.encode()).hexdigest(),
        text=text,
        sentences=_sentences(text, pieces, language),
        language=language,
        published_on=on,
        title=title,
        source=source,
        url=url,
    )


# What cannot be read.

_NOT_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_PAGE: Final = re.compile(r"[\s\ufeff]*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_TAG: Final = re.compile(
    r"</?(?:html|head|body|div|span|p|a|br|ul|ol|li|h[1-6]|img|table|tr|td|script|style|meta|link|section|article)"
    r"(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_TAGS_OF_A_PAGE: Final = 5  # a stray tag or two are left in many a scraped text


def _check(text: str, max_characters: int) -> None:
    """Raise if this is not the text of an article; no message holds any of the text."""
    if len(text) > max_characters:
        raise ArticleTooLong(f"the text has {len(text)} characters, the limit is {max_characters}")
    if found := _NOT_TEXT.search(text):
        raise ArticleNotText(f"the text has the character U+{ord(found[0]):04X} at offset {found.start()}")
    if not any(character.isprintable() and not character.isspace() for character in text):
        raise ArticleRejected("the text is empty")
    if _PAGE.match(text) or len(_TAG.findall(text)) >= _TAGS_OF_A_PAGE:
        raise ArticleNotText("this is an HTML page: send the text of the article, without its markup")


# Language.

_SURE_LETTERS: Final = 40  # with fewer, the detector guesses: "US strike" is Estonian, "hi" Afrikaans
_A_FEW_WORDS: Final = 24  # letters
_PRESS_LANGUAGES: Final = (
    "en",
    "ar",
    "es",
    "fr",
    "ru",
    "uk",
    "fa",
    "he",
    "tr",
    "pt",
    "de",
    "it",
    "zh",
    "hi",
    "ur",
    "ja",
)
_CLEARLY: Final = 5.0  # difference of log probabilities; French leads a short English headline by 0.4, Arabic by 90
_CODE_LENGTH: Final = 2  # of ISO 639-1; the detector knows longer codes besides, "pcm" for one
_SAMPLE: Final = 5_000  # characters: more changes nothing but the time
_DETECTING: Final = Lock()
"""The detector loads its model when it is first asked, and without this once in each thread that asks meanwhile."""


def is_other_language(text: str, language: str) -> bool:
    """Whether a sentence is clearly in another large language of the press; False for a few words."""
    if sum(map(str.isalpha, text)) < _A_FEW_WORDS or language not in _PRESS_LANGUAGES:
        return False
    scores = {str(label): float(value) for label, value in py3langid.rank(text)}
    return max(scores[label] for label in _PRESS_LANGUAGES) - scores[language] > _CLEARLY


def _language(text: str) -> str:
    """ISO 639-1, detected. A short text is English unless it is clearly in another large language of the press."""
    sample = text[:_SAMPLE]
    with _DETECTING:
        labels = py3langid.rank(sample)
    ranked = [(str(label), float(value)) for label, value in labels if len(label) == _CODE_LENGTH]
    if sum(character.isalpha() for character in sample) >= _SURE_LETTERS:
        return ranked[0][0]
    likelihoods = dict(ranked)
    best = max(_PRESS_LANGUAGES, key=likelihoods.__getitem__)
    return best if likelihoods[best] - likelihoods["en"] > _CLEARLY else "en"


# Header, dateline and the rest.


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the text; `date` is the publication date as written in it, None when it has none."""

    where: layout.Stretch
    kind: Literal["header", "dateline", "text"]
    date: str | None = None


_DATELINE_WITHIN: Final = 1_000  # characters: further down, another report begins


def _pieces(text: str) -> list[_Piece]:
    """The stretches of the text, the date header and the first dateline cut off from what follows them."""
    pieces: list[_Piece] = []
    wants_dateline = True
    for position, stretch in enumerate(layout.stretches(text)):
        rest = stretch
        if position == 0 and (header := datelines.match_header(text, rest.start, rest.end)):
            head, rest = _parted(text, rest, header.end())
            pieces.append(_Piece(head, "header", header[1]))
        within = wants_dateline and rest.start < _DATELINE_WITHIN
        if within and (dateline := datelines.match_dateline(text, rest.start, rest.end)):
            head, rest = _parted(text, rest, dateline.end)
            pieces.append(_Piece(head, "dateline", dateline.date))
            wants_dateline = False
        if rest.start < rest.end:
            pieces.append(_Piece(rest, "text"))
    return pieces


def _parted(text: str, stretch: layout.Stretch, cut: int) -> tuple[layout.Stretch, layout.Stretch]:
    """A stretch in two at `cut`, or where the grapheme cluster ends that this cuts."""
    cut = graphemes.end_of(text, cut)
    start, end = layout.trim(text, cut, stretch.end)
    return replace(stretch, end=cut), replace(stretch, start=start, end=end)


_ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _date_of(pieces: list[_Piece]) -> date | None:
    """The publication date that the header, else the dateline, gives."""
    written = {piece.kind: piece.date for piece in pieces if piece.date is not None}
    if "header" in written:
        return _header_date(written["header"])
    span = dates.resolve(written.get("dateline", ""), None)
    return span.start if span is not None else None


def _header_date(written: str) -> date:
    try:
        if not _ISO_DAY.fullmatch(written):
            raise ValueError("not YYYY-MM-DD")
        return date.fromisoformat(written)
    except ValueError as error:
        raise ArticleRejected("unparsable publication date in the first line: write `date YYYY-MM-DD`") from error


# Sentences.

_HEADLINE_WORDS, _SUBHEAD_WORDS = 16, 10  # longest, in words


def _sentences(text: str, pieces: list[_Piece], language: str) -> tuple[Sentence, ...]:
    found: list[Sentence] = []
    words_max = _HEADLINE_WORDS
    for piece in pieces:
        if piece.kind == "text":
            spans = list(sentences.spans(text, piece.where.start, piece.where.end, language))
            kinds = _kinds([text[start:end] for start, end in spans], words_max if piece.where.opens else 0)
            words_max = _SUBHEAD_WORDS
        else:
            spans, kinds = [(piece.where.start, piece.where.end)], ["dateline"]
        for (start, end), kind in zip(spans, kinds, strict=True):
            found.append(Sentence(len(found), start, end, text[start:end], kind, piece.where.paragraph))
    return _with_body(found)


def _with_body(found: list[Sentence]) -> tuple[Sentence, ...]:
    """The same sentences; where nothing is body, what looked like headings is."""
    if any(sentence.kind == "body" for sentence in found):
        return tuple(found)
    return tuple(replace(sentence, kind="body") if sentence.kind == "subhead" else sentence for sentence in found)


def _kinds(lines: list[str], heading_words: int) -> list[Kind]:
    """The kinds of the sentences of one stretch; it may be a heading of up to `heading_words` words."""
    kinds = [_kind(line) for line in lines]
    match lines:
        case [line] if kinds == ["body"] and layout.may_be_subhead(line, words_max=heading_words):
            return ["subhead"]
        case [caption, credit] if layout.is_picture_credit(credit) and not layout.says(caption):
            return ["caption", "caption"]
        case _:
            return kinds


def _kind(line: str) -> Kind:
    if layout.is_advertisement(line):
        return "advertisement"
    if layout.is_credit(line):
        return "credit"
    return "caption" if layout.is_caption(line) else "body"
