"""Sentences that are no news but are addressed to whoever, or whatever, reads the page. Pure.

A reporter tells; outside quotation marks nothing in a report commands its reader, speaks of "you", or is program text.
Such a sentence is left out of everything that is read: it is neither asked about, nor a fact, nor evidence.
"""

from dataclasses import replace
from typing import Final

from app.article import Sentence, is_other_language
from app.article.instructions import is_foreign, is_hidden, is_program_text, is_table
from app.reader.syntax import ParsedArticle, Tree, Word

_A_CLAUSE: Final = 4
_UNKNOWN: Final = 0.3
_SECOND: Final = frozenset({"you", "your", "yours", "yourself"})
_QUOTES: Final = '"\u201c\u201d'


def mark_instructions(article: ParsedArticle) -> ParsedArticle:
    """The article with such sentences marked as instructions. Needs the tree of its words."""
    marked: list[Sentence] = []
    tainted: int | None = None
    for sentence in article.sentences:
        if sentence.kind == "body" and (sentence.paragraph == tainted or is_order(sentence, article)):
            # What follows program text or "SYSTEM:" in its paragraph belongs to it.
            tainted = sentence.paragraph if is_program_text(sentence.text) else tainted
            marked.append(replace(sentence, kind="instruction"))
        else:
            marked.append(sentence)
    return replace(article, sentences=tuple(marked))


def is_order(sentence: Sentence, article: ParsedArticle) -> bool:
    """Whether a sentence is program text or a table, of a foreign or hidden script, or addresses its reader."""
    text = sentence.text
    foreign = article.language == "en" and (is_foreign(text) or is_other_language(text, article.language))
    if is_program_text(text) or is_table(text) or is_hidden(text) or foreign:
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


def _is_unknown(words: tuple[Word, ...]) -> bool:
    """Whether three in ten of the words in small letters are not English; of 3,033 newswire sentences none are so."""
    small = [word for word in words if word.text.isalpha() and word.text.islower() and len(word.text) > 1]
    return len(small) >= _A_CLAUSE and sum(not word.known for word in small) >= _UNKNOWN * len(small)
