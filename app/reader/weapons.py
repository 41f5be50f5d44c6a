"""The weapons that are used in a clause, and not found, seized or only named by their use. Pure."""

from collections.abc import Iterator
from typing import Final

from app.reader import codes
from app.reader.check import Checked
from app.reader.deed_words import is_aside, is_deed, noun
from app.reader.syntax import ParsedArticle, Tree, Word

_WITH: Final = frozenset({"with", "by", "using", "from", "under"})


_USING: Final = frozenset(
    ["fire", "launch", "detonate", "hurl", "throw", "plant", "drop", "use", "plant", "explode", "lob", "toss", "shoot"]
)


def weapons(clause: Checked, words: tuple[Word, ...], article: ParsedArticle) -> Iterator[Word]:
    tree = article.tree
    if clause.weapon and (head := tree.head_of(clause.weapon.start, clause.weapon.end)) and not is_use(head):
        yield head
    for word in words:
        named = word.pos in ("NOUN", "PROPN") and codes.weapon_category(noun(word, tree))
        if named and not is_use(word) and _is_used(word, tree):
            yield word


def is_use(word: Word) -> bool:
    """Whether the word is the use of a weapon and no weapon: shelling, strike, blast."""
    return codes.pattern("using").fullmatch(word.text) is not None


def _is_used(word: Word, tree: Tree) -> bool:
    """Whether a weapon is used and not found or seized: it hits, is fired, or something is done with it."""
    if word.dep == "conj":
        return _is_used(tree.words[word.head], tree)
    head = tree.words[word.head]
    if head.pos == "VERB" and is_aside(head, tree):
        return False
    if word.dep in ("nsubj", "nsubjpass"):
        return is_deed(head) or head.lemma in ("fall", "land", "go", "explode")
    if word.dep == "dobj":
        return head.lemma in _USING
    if word.dep == "pobj":
        return head.lemma in _WITH and (is_deed(tree.words[head.head]) or tree.words[head.head].lemma in _USING)
    return word.dep == "compound" and head.lemma in ("fire", "attack", "strike", "blast", "explosion", "salvo", "round")
