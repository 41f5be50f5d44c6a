"""What is hit by a deed, by the tree of its sentence, else as the model has it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.article.ground import Found, slice_of
from app.reader import codes
from app.reader.agents import agent_of, is_done, is_under_fire
from app.reader.check import Checked
from app.reader.deed_words import PARTS, is_deed, noun, rams
from app.reader.naming import phrase
from app.reader.speakers import subject_of
from app.reader.syntax import ParsedArticle, Tree, Word
from schemas.codes import TargetKind

_TOWARDS: Final = frozenset({"on", "at", "against", "among", "upon", "into"})
_KILLINGS: Final = frozenset(
    {"murder", "assassination", "killing", "kidnapping", "abduction", "massacre", "shooting", "slaying"}
)
"""Deeds that are done to what they are "of": "the murder of a judge"."""
_STRIKINGS: Final = frozenset(
    {"shelling", "bombing", "bombardment", "storming", "destruction", "burning", "looting", "seizure", "siege"}
)
"""Deeds that are done to the things they are "of": "the shelling of a market"."""
_TAKINGS: Final = frozenset(
    {"kidnap", "abduct", "assassinate", "murder", "behead", "execute", "lynch", "stab", "ambush"}
)
"""Verbs of what is only done to people on purpose, whoever did it."""
_BLASTS: Final = frozenset({"explode", "go", "detonate"})
_TOWNS: Final = frozenset(
    {"town", "city", "village", "hamlet", "district", "region", "province", "state", "area", "outskirt", "suburb"}
)
_AT_PEOPLE: Final = frozenset({"Abduction/forced disappearance", "Attack"})


@dataclass(frozen=True, slots=True)
class TargetWords:
    """What is hit, and what kind of thing it is."""

    words: Found
    kind: TargetKind


def _thing(word: Word, article: ParsedArticle) -> Found:
    """The phrase of a target: "block of flats" whole, else the noun with what stands before it."""
    words = phrase(word, article)
    if word.lemma not in PARTS:
        return words
    last = max((w.end for w in article.tree.below(word) if w.dep in ("prep", "pobj")), default=words.end)
    return slice_of(article.text, words.start, last)


def _kind(word: Word, tree: Tree) -> TargetKind:
    """By the noun itself; people are a group in the plural, else a person."""
    if word.lemma == "convoy":
        return "vehicle"
    if _is_kind_of_people(word) or word.entity == "PERSON" or codes.pattern("people").fullmatch(word.text):
        return (
            "group"
            if word.tag in ("NNS", "NNPS") or word.lemma in ("police", "people", "patrol", "crowd")
            else "person"
        )
    return codes.target_kind(noun(word, tree))


def targets(
    clause: Checked, done: tuple[Word, ...], article: ParsedArticle, *, arrest: bool
) -> tuple[TargetWords, ...]:
    """What a clause's deeds hit, each once; of an `arrest`, who was taken."""
    hit = _targets(clause, done, article, arrest)
    return tuple(dict.fromkeys(TargetWords(_thing(word, article), _kind(word, article.tree)) for word in hit))


def _targets(clause: Checked, done: tuple[Word, ...], article: ParsedArticle, arrest: bool) -> Iterator[Word]:
    tree = article.tree
    if clause.target and not arrest and (head := tree.head_of(clause.target.start, clause.target.end)):
        yield from (word for word in _joined(head, clause.target, tree) if _can_be_hit(word, tree))
    for verb in tree.at(clause.asked.start, clause.asked.end):
        if is_under_fire(verb, tree) and (word := subject_of(verb, tree)):
            # A minister who has "come under fire" was criticised.
            yield from (word,) if _is_thing(word, tree) or _is_kind_of_people(word) else ()
    for deed in done:
        for word in _patients(deed, tree):
            people = (
                _is_kind_of_people(word)
                or (word.entity == "PERSON" and not codes.killing(deed.text))
                or (arrest and codes.pattern("people").fullmatch(word.text))
            )
            named = (
                word.entity == "PERSON" and not _is_place(word, tree) and codes.sub_event_type(deed.text) in _AT_PEOPLE
            )
            if _is_thing(word, tree) or named or (people and _acts_on(deed, tree)):
                yield word


def _joined(head: Word, found: Found, tree: Tree) -> Iterator[Word]:
    """A noun and those joined to it within the words: "a bus stop and a pharmacy" are two things."""
    yield head
    for other in (*tree.under(head, "conj"), *_around(head, tree)):
        if other.end <= found.end:
            yield from _joined(other, found, tree)


def _around(head: Word, tree: Tree) -> Iterator[Word]:
    """What a thing stands in or at: of "a vehicle inside the headquarters" that, too."""
    for prep in tree.under(head, "prep"):
        if prep.lemma in ("inside", "outside", "at", "in"):
            yield from (word for word in tree.under(prep, "pobj") if _is_thing(word, tree))


def _patients(deed: Word, tree: Tree) -> Iterator[Word]:
    opened = tree.words[deed.head] if is_done(deed, tree) else None
    at = tree.under(opened, "prep") if opened else ()
    own = ("prep",) if rams(deed, tree) else ("dobj", "nsubjpass", "prep")
    for word in (*tree.under(deed, *own), *at):
        heads = (word,) if word.dep != "prep" else tree.under(word, "pobj") if _leads_to(word, deed, tree) else ()
        for head in heads:
            yield head
            yield from tree.under(head, "conj")


def _leads_to(prep: Word, deed: Word, tree: Tree) -> bool:
    """Whether a preposition leads to what a deed hits: "fired on", "set fire to", "the shelling of", "exploded in"."""
    if prep.lemma == "of":
        return deed.pos == "NOUN" and deed.lemma in _KILLINGS | _STRIKINGS
    if prep.lemma == "to":
        return deed.lemma == "set" and any(w.lemma == "fire" for w in tree.under(deed, "dobj"))
    if prep.lemma in ("in", "inside", "aboard"):
        return deed.lemma in _BLASTS
    return prep.lemma in _TOWARDS and deed.lemma != "kill"


def _acts_on(deed: Word, tree: Tree) -> bool:
    """Whether somebody, or a weapon, does it to them: "gunmen shot two vendors", not "a strike killed two vendors"."""
    if deed.lemma in _KILLINGS | _TAKINGS:
        return True
    by = agent_of(deed, tree)
    return deed.pos == "VERB" and by is not None and (codes.weapon_category(by.text) is not None or not is_deed(by))


def _can_be_hit(word: Word, tree: Tree) -> bool:
    """Whether a noun that the model took for a target can be one: no weapon, deed or statement."""
    if word.pos not in ("NOUN", "PROPN") or codes.weapon_category(word.text) or is_deed(word):
        return False
    if word.lemma in ("people", "person", "other", "member", "civilian"):
        return False
    if word.entity in ("GPE", "LOC", "DATE", "TIME") or _is_place(word, tree):
        return False
    kind = codes.target_kind(noun(word, tree))
    return kind != "territory" and (word.pos == "PROPN" or kind != "other" or _is_kind_of_people(word))


def _is_place(word: Word, tree: Tree) -> bool:
    """Whether a name is told to be a place's: "the town of Datu Paglas", "between the towns of Gao and Biriki"."""
    first = word
    while first.dep == "conj":
        first = tree.words[first.head]
    of = tree.words[first.head]
    return first.dep == "pobj" and of.lemma == "of" and tree.words[of.head].lemma in _TOWNS


def _is_thing(word: Word, tree: Tree) -> bool:
    if word.pos not in ("NOUN", "PROPN") or codes.weapon_category(word.text) or is_deed(word):
        return False
    return codes.target_kind(noun(word, tree)) in ("building", "vehicle", "infrastructure")


def _is_kind_of_people(word: Word) -> bool:
    """People of a told kind: "people" and "others" are no target, "police officers" are."""
    return codes.pattern("aimed_people").fullmatch(word.text) is not None
