"""Who is who in an article: the phrases that name somebody, and the one name under which each stands. Pure.

"Santacruz" is the "General Rodrigo Santacruz" of another sentence, "the officer" the "state police officer", and "the
minister" the one who is called "Thomas Kauage" beside that word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.article.ground import Found, slice_of
from app.reader import codes
from app.reader.syntax import ParsedArticle, Tree, Word

_MODIFIERS: Final = frozenset({"compound", "amod", "nmod", "hmod", "poss", "advmod", "npadvmod", "case", "punct"})
_LITTLE: Final = frozenset(
    [
        "force",
        "troop",
        "member",
        "unit",
        "group",
        "element",
        "side",
        "head",
        "headquarters",
        "office",
        "part",
        "branch",
        "wing",
    ]
)
_CALLING: Final = frozenset({"know", "call", "name", "identify"})
_PEOPLE_NOUN: Final = frozenset({"NOUN", "PROPN"})


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody as one phrase of the article has it.

    name         the proper name ("Superintendent Philip Anduwa"), else the noun with what stands before it
    proper       whether it is a proper name
    description  the whole phrase with its appositions, which tells what the party is
    """

    name: Found
    proper: bool
    description: str
    head: Word


def party(word: Word, article: ParsedArticle, *, alone: bool = False) -> Party:
    """The party that a noun of the tree stands for; of "the minister, Thomas Kauage" it is Thomas Kauage.

    `alone`: without those who are joined to it.
    """
    tree = article.tree
    beside = tuple(w for w in tree.under(word, "appos") if w.pos in _PEOPLE_NOUN and word.tag != "NNS")
    named = next((w for w in (word, *_called(word, tree), *beside) if _proper(w)), word)
    whole = (word, *(w for part in beside for w in _shallow(part, tree)), *_shallow(word, tree))
    words = sorted({w.index: w for w in whole}.values(), key=lambda w: w.index)
    return Party(
        name=phrase(named, article) if alone or _proper(named) else joint(word, article),
        proper=_proper(named),
        description=" ".join(w.text for w in words),
        head=word,
    )


def group_named(word: Word, article: ParsedArticle) -> Found | None:
    """The proper name of an armed group that a noun is or has before it: "the Hashed al Shaabi militant group".

    None: it names none, or is part of a longer name.
    """
    named = (
        word if _proper(word) else next(filter(_proper, reversed(article.tree.under(word, "nmod", "compound"))), None)
    )
    inner = _inside(word, article.tree) or (_proper(word) and word.dep == "nmod")
    if named is None or inner or not codes.is_armed(phrase(word, article).words):
        return None
    return _run(named, article)


def _called(word: Word, tree: Tree) -> Iterator[Word]:
    """What a noun is said to be called: "a gang known as Los Alisios", "a man who calls himself Arnulfo"."""
    for verb in tree.under(word, "acl", "relcl"):
        if verb.lemma in _CALLING:
            yield from (
                w for w in tree.below(verb) if w.dep in ("pobj", "oprd", "attr", "dobj", "appos") and _proper(w)
            )


def joint(word: Word, article: ParsedArticle) -> Found:
    """A noun with those that are joined to it: "Iraqi police sources and witnesses" speak with one voice."""
    last = word
    while joined := article.tree.under(last, "conj"):
        last = joined[0]
    first = phrase(word, article)
    return slice_of(article.text, first.start, max(first.end, last.end))


def phrase(word: Word, article: ParsedArticle) -> Found:
    """A noun with what stands before it, without article, number and pronoun: "14 teachers" are teachers.

    A proper name is the run of capitalised words that ends with it: of "regional governor Oleh Marchenko" the name.
    """
    if _proper(word):
        return _run(word, article)
    first = _first(word, article.tree)
    return slice_of(article.text, article.tree.words[first].start, _whole(word, article.tree).end)


_ACRONYM: Final = re.compile(r"[A-Z]{3,8}")
_SPELLED: Final = (
    r"(?<![\w-])(?!The\b)[A-Z][\w'\u2019-]*"
    r"(?:\s(?:[A-Z][\w'\u2019-]*|(?:al|wal|el|ul|ad|ash)-\w+|of|the|for|and|de|la)){1,8}"
)
_LINK: Final = r"(?:\s(?:of|the|for|and|in|on|de)){0,2}\s"


def in_full(name: Found, article: ParsedArticle) -> Found:
    """Of "RSF" the "Rapid Support Forces", where the article spells it out or has it in brackets; else the name."""
    if not _ACRONYM.fullmatch(name.words):
        return name
    span = _spelled_out(name.words, article.text)
    return slice_of(article.text, *span) if span else name


@lru_cache(maxsize=16)  # each deed of an article asks for its parties
def _spelled_out(acronym: str, text: str) -> tuple[int, int] | None:
    """Where a text has the name that an acronym stands for; possessive, since words may be as long as articles."""
    words = _LINK.join(rf"{letter}(?=[\w'\u2019-]{{0,30}}[a-z]{{2}})[\w'\u2019-]++" for letter in acronym)
    for pattern in (rf"{_SPELLED}(?=\s\({acronym}\))", rf"(?<![\w-]){words}(?![\w-])"):
        if found := re.search(pattern, text):
            return found.span()
    return None


def _whole(word: Word, tree: Tree) -> Word:
    """The last word of a noun that says little alone, with what it is of: "forces of the international coalition"."""
    if word.lemma not in _LITTLE:
        return word
    of = (prep for prep in tree.under(word, "prep") if prep.lemma == "of" and prep.index == word.index + 1)
    return next((w for prep in of for w in tree.under(prep, "pobj")), word)


def is_little(noun: str) -> bool:
    """Whether a noun, one word in the singular or plural, says little without what it is of: forces, members, units."""
    word = noun.casefold()
    return word in _LITTLE or word.removesuffix("s") in _LITTLE


def _proper(word: Word) -> bool:
    return word.pos == "PROPN" and word.text[:1].isupper()


def _run(word: Word, article: ParsedArticle) -> Found:
    """The capitalised words that stand before and after a proper noun and hang on it or are part of its entity."""
    words = article.tree.words
    first = last = word.index
    while first > 0 and _joins(words[first - 1], words[first], word):
        first -= 1
    while last + 1 < len(words) and words[last + 1].entity == word.entity != "" and _goes_on(words[last + 1]):
        last += 1
    while not _proper(words[last]):
        last -= 1
    while first < word.index and (words[first].dep == "det" or not words[first].text[:1].isupper()):
        if words[first].tag == "JJ" and words[first].text[:1].isdigit():
            break
        first += 1
    return slice_of(article.text, words[first].start, words[last].end)


def _goes_on(after: Word) -> bool:
    return _proper(after) or after.text in ("of", "the", "de", "for", "and")


def _joins(before: Word, after: Word, word: Word) -> bool:
    if before.dep in ("appos", "conj") or (before.pos == "PUNCT" and before.text != "-"):
        return False
    ordinal = before.tag == "JJ" and before.text[:1].isdigit()  # "33rd Front"
    capital = (
        before.text[:1].isupper() or ordinal or before.text in ("-", "al", "el", "bin", "de", "of", "the", "von", "van")
    )
    tied = before.head in (word.index, after.index) or (before.entity != "" and before.entity == word.entity)
    linking = before.text in ("of", "the", "de") and before.entity != ""
    determiner = before.dep == "det" and before.entity == ""
    return capital and (tied or linking) and not determiner and before.pos not in ("VERB", "AUX")


def _first(word: Word, tree: Tree) -> int:
    """Where the modifiers that stand unbroken before a noun begin."""
    first = word.index
    while first > 0 and _modifies(tree.words[first - 1], word, tree):
        first -= 1
    while first < word.index and (tree.words[first].pos == "PUNCT" or tree.words[first].dep == "case"):
        first += 1
    return first


def _modifies(before: Word, word: Word, tree: Tree) -> bool:
    hyphened = before.tag == "CD" and tree.words[before.index + 1].text == "-"  # "three-storey house"
    if hyphened and any(up.index == word.index for up in tree.above(before)):
        return True
    if (
        before.text == "mm"
        or (before.dep in ("det", "nummod", "quantmod", "predet") and tree.words[before.head].dep != "npadvmod")
        or before.tag in ("PRP$", "DT")
        or (before.tag == "CD" and tree.words[before.head].dep != "npadvmod")
    ):
        return False
    if word.pos == "NOUN" and codes.weapon_category(word.text) and before.entity in ("NORP", "GPE", "DATE", "QUANTITY"):
        return False
    return before.dep in _MODIFIERS | {"nummod"} and any(up.index == word.index for up in tree.above(before))


def _shallow(word: Word, tree: Tree) -> Iterator[Word]:
    """A noun with its modifiers and prepositional phrases, without relative clauses and appositions."""
    yield word
    for child in tree.under(word):
        if child.dep == "punct":
            yield child  # a parser's slip hangs whole phrases on a comma
        elif child.dep in _MODIFIERS | {"prep", "pobj", "nummod"}:
            yield from _shallow(child, tree)


def proper_runs(article: ParsedArticle) -> tuple[Found, ...]:
    """All proper names of an article, in its order."""
    heads = (word for word in article.tree.words if _proper(word) and not _inside(word, article.tree))
    return tuple(dict.fromkeys(_run(word, article) for word in heads))


def _inside(word: Word, tree: Tree) -> bool:
    """Whether a proper noun only stands before another one of the same name."""
    return word.dep in ("compound", "amod") and _proper(tree.words[word.head])
