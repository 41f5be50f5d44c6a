"""Sentences that are no news but are addressed to whoever, or whatever, reads the page. Pure.

A reporter tells; outside quotation marks nothing in a report commands its reader, speaks of "you", or is program text.
Such a sentence is left out of everything that is read: it is neither asked about, nor a fact, nor evidence.
"""

import re
import unicodedata
from dataclasses import replace
from typing import Final

from app.article import Sentence, is_other_language
from app.reader.syntax import ParsedArticle, Tree, Word

_CODE: Final = re.compile(
    r"<[|\uff5c/!]|[|\uff5c]>|<</?\w+>>|\[/?(?:INST|SYS)\]|\[SYSTEM\b|<[a-z][\w-]*(?:\s[^<>]*)?/?>"  # templates, tags
    r"|\{%|\{\{|[{\[]\s*\"|\"\s*:\s*[\"\[{\d]|\"\s*:\s*null\b|\"\}"  # templates, JSON
    r"|\\\w+\{|```|\"\"\"|^\s*#{1,6}\s|-{3,}|!\[|(?<![@/.\w])[a-z]+_[a-z_]+\b|^\s*/\w+\s|;\s*--|\s--[a-z]{3,}"
    r"|^\s*[a-z][a-z_-]*\s*[:=]\s*\S+(?:$|;)|\b[a-z]\w* = [\"\w]",
    re.MULTILINE,
)
_ROLE: Final = re.compile(
    r"^\W*(?:system|user|human|assistant|developer|instructions?|response|sentence|answer|question|q|a|thought|action)"
    r"\b[^.:]{0,30}:",
    re.IGNORECASE,
)
_A_CLAUSE: Final = 4
_UNKNOWN: Final = 0.3
_SECOND: Final = frozenset({"you", "your", "yours", "yourself"})
_QUOTES: Final = '"\u201c\u201d'
_FORMATS: Final = frozenset("\u00ad\u200d\ufeff\u200c")
"""Invisible characters that a page may honestly have: soft hyphens, joiners, byte order marks."""


def without_orders(article: ParsedArticle) -> ParsedArticle:
    """The article with such sentences marked as instructions. Needs the tree of its words."""
    marked: list[Sentence] = []
    tainted: int | None = None
    for sentence in article.sentences:
        if sentence.kind == "body" and (sentence.paragraph == tainted or is_order(sentence, article)):
            # What follows program text or "SYSTEM:" in its paragraph belongs to it.
            tainted = sentence.paragraph if _is_form(sentence.text) else tainted
            marked.append(replace(sentence, kind="instruction"))
        else:
            marked.append(sentence)
    return replace(article, sentences=tuple(marked))


def _is_form(text: str) -> bool:
    return _CODE.search(text) is not None or _ROLE.search(text) is not None


def is_order(sentence: Sentence, article: ParsedArticle) -> bool:
    """Whether a sentence is program text, of a foreign or hidden script, or addresses its reader outside quotes."""
    text = sentence.text
    foreign = article.language == "en" and (_is_foreign(text) or is_other_language(text, article.language))
    if _is_form(text) or _is_hidden(text) or foreign:
        return True
    words = article.tree.at(sentence.start, sentence.end)
    if article.language == "en" and _is_unknown(words):
        return True
    return any(_addresses(word, article.tree) and not _is_quoted(word, sentence, article) for word in words)


def _addresses(word: Word, tree: Tree) -> bool:
    """Whether a word commands, as a verb without a subject, or means the reader."""
    if word.text.casefold() in _SECOND:
        return True
    main = word.dep == "ROOT" or (
        word.dep in ("ccomp", "conj") and tree.words[word.head].dep == "ROOT" and _leads(word, tree)
    )
    bare = word.tag == "VB" and not tree.under(word, "nsubj", "nsubjpass", "expl", "csubj")
    helped = any(w.tag in ("MD", "TO") for w in tree.under(word, "aux"))
    return main and bare and not helped


def _leads(word: Word, tree: Tree) -> bool:
    """Whether nothing but signs stands before a verb in its part of the sentence: after a colon, at the start."""
    before = tree.words[word.index - 1] if word.index else None
    return before is None or before.pos == "PUNCT"


def _is_quoted(word: Word, sentence: Sentence, article: ParsedArticle) -> bool:
    """Whether a word stands within quotation marks that its paragraph has opened."""
    first = next(s.start for s in article.sentences if s.paragraph == sentence.paragraph)
    return sum(article.text[first : word.start].count(mark) for mark in _QUOTES) % 2 == 1


def _is_hidden(text: str) -> bool:
    """Whether characters are there that no reader sees, and that turn or carry text."""
    return any(unicodedata.category(c) == "Cf" and c not in _FORMATS for c in text) or any(
        c in _FORMATS and 0 < i < len(text) - 1 and text[i - 1].isascii() and text[i + 1].isascii()
        for i, c in enumerate(text)
    )


def _is_unknown(words: tuple[Word, ...]) -> bool:
    """Whether three in ten of the words in small letters are not English; of 3,033 newswire sentences none are so."""
    small = [word for word in words if word.text.isalpha() and word.text.islower() and len(word.text) > 1]
    return len(small) >= _A_CLAUSE and sum(not word.known for word in small) >= _UNKNOWN * len(small)


def _is_foreign(text: str) -> bool:
    """Whether a third of the letters, or a letter inside a Latin word, is of another script."""
    letters = [c for c in text if c.isalpha()]
    other = sum(not unicodedata.name(c, "").startswith("LATIN") for c in letters)
    mixed = re.search(r"[A-Za-z][\u0370-\u04ff]|[\u0370-\u04ff][A-Za-z]", text) is not None
    return mixed or (bool(letters) and other * 3 >= len(letters))
