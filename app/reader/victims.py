"""People singled out among the dead and hurt: named or described, and not counted. Pure."""

import re
from collections.abc import Iterator
from typing import Final

from app.article.ground import Found, slice_of
from app.reader import codes
from app.reader.check import Checked
from app.reader.deed_words import is_unreal
from app.reader.naming import party, phrase
from app.reader.syntax import ParsedArticle, Tree, Word
from schemas import Person
from schemas.codes import Outcome

INCLUDING: Final = re.compile(
    r"\b(?:including|among them)\s+(?P<who>[^.;\"\u201d]+?)"
    r"(?=,[^,;.]*\b(?:said|told|report\w*|according|confirm\w*)\b|[.;\"\u201d]|$)",
    re.IGNORECASE,
)


_HYPHENS: Final = frozenset("-\u2010\u2011")
KILLINGS: Final = frozenset({"murder", "assassination", "killing", "death", "execution", "massacre", "slaying"})
_NOUNS: Final = frozenset({"NOUN", "PROPN"})
_NOBODY: Final = frozenset({"person", "people", "nobody", "one", "somebody", "other"})


def singled_out(clause: Checked, article: ParsedArticle) -> tuple[Person, ...]:
    """People singled out: those to whom it was done and who are not counted, and those after "including"."""
    tree = article.tree
    verbs = tree.at(clause.asked.start, clause.asked.end)
    harmed = [(word, _outcome(verb)) for verb in verbs for word in _harmed(verb, tree)]
    if found := INCLUDING.search(article.text, clause.asked.start, clause.asked.end):
        inside = tree.at(found.start("who"), found.end("who"))
        harmed.extend((w, "killed") for w in inside if w.dep in ("pobj", "conj", "dep", "npadvmod"))
    singled = [(word, outcome) for word, outcome in dict(reversed(harmed)).items() if _is_one(word, article)]
    return tuple(p for word, outcome in reversed(singled) if (p := _person(word, outcome, article)))


def _outcome(verb: Word) -> Outcome:
    return "injured" if codes.wounding(verb.text) and not codes.killing(verb.text) else "killed"


def _harmed(verb: Word, tree: Tree) -> Iterator[Word]:
    """Who was killed by a verb's telling: its object, the subject of its passive or of "died"."""
    if verb.pos == "NOUN" and verb.lemma in KILLINGS:
        yield from (w for of in tree.under(verb, "prep") if of.lemma == "of" for w in tree.under(of, "pobj"))
    if verb.pos != "VERB" or not _kills(verb) or tree.under(verb, "neg") or is_unreal(verb, tree):
        return
    dies = verb.lemma in ("die", "succumb")
    for word in tree.under(verb, "dobj", "nsubjpass", *(("nsubj",) if dies else ())):
        yield from _joined(word, tree)


def _joined(word: Word, tree: Tree) -> Iterator[Word]:
    """A noun and those joined to it: "six soldiers, a driver and a passer-by"."""
    waiting = [word]
    while waiting:
        word = waiting.pop()
        yield word
        waiting.extend(reversed([w for w in tree.under(word, "conj", "appos") if _is_listed(w, word)]))


def _is_listed(word: Word, before: Word) -> bool:
    """Whether a noun is one more person; one person is no apposition of several ("nine men, a boy and a woman")."""
    return word.dep == "conj" or (before.tag == "NNS" and word.tag == "NN")


def _kills(verb: Word) -> bool:
    return bool(codes.killing(verb.text) or codes.wounding(verb.text)) or verb.text.casefold() == "shot"


def _person_noun(word: Word, article: ParsedArticle) -> Found | None:
    """The noun for a person that a word is, or begins or ends: the parser makes three words of "passer-by"."""
    first = word.index
    last = word.index
    words = article.tree.words
    while first > 1 and words[first - 1].text in _HYPHENS and words[first - 1].start == words[first - 2].end:
        first -= 2
    while last + 2 < len(words) and words[last + 1].text in _HYPHENS and words[last + 1].start == words[last].end:
        last += 2
    joined = slice_of(article.text, words[first].start, words[last].end)
    alone = slice_of(article.text, word.start, word.end)
    return next((noun for noun in (alone, joined) if codes.pattern("person").fullmatch(noun.words)), None)


def _is_one(word: Word, article: ParsedArticle) -> bool:
    """Whether a noun singles out one person: in the singular and without a number."""
    tree = article.tree
    if word.lemma == "one" and any(prep.lemma == "of" for prep in tree.under(word, "prep")):
        return True
    if word.pos not in _NOUNS or word.tag in ("NNS", "NNPS") or tree.under(word, "nummod"):
        return False
    return word.pos == "PROPN" or (word.lemma not in _NOBODY and _person_noun(word, article) is not None)


def _described(word: Word, article: ParsedArticle) -> Found:
    """The noun with what stands before it, "another" included; "one of his aides" whole."""
    if word.lemma == "one":
        return slice_of(article.text, word.start, max(w.end for w in article.tree.below(word)))
    noun = _person_noun(word, article)
    start, end = (noun.start, noun.end) if noun else (word.start, word.end)
    first = min(phrase(word, article).start, start)
    other = (w.start for w in article.tree.under(word, "det") if w.lemma == "another")
    return slice_of(article.text, min((first, *other)), end)


def _person(word: Word, outcome: Outcome, article: ParsedArticle) -> Person | None:
    """Who the noun stands for; None: it neither names nor describes, as a sign that the parser took for a name."""
    who = party(word, article)
    described = _described(word, article) if word.pos != "PROPN" else None
    beside = next((w for w in article.tree.under(word, "appos") if w.pos == "NOUN"), None)
    described = described or (phrase(beside, article) if beside else None)
    words = tuple(dict.fromkeys(found for found in (who.name if who.proper else None, described) if found))
    if not words:
        return None
    return Person(
        name=who.name.words if who.proper else None,
        description=described.words if described else None,
        outcome=outcome,
        evidence=tuple(found.evidence for found in words),
    )
