"""Who does a deed, by the tree of its sentence, else as the model has it. Pure."""

from collections.abc import Iterator
from typing import Final

from app.reader import codes
from app.reader.check import Checked
from app.reader.deed_words import LIGHT, is_deed
from app.reader.speakers import subject_of
from app.reader.stances import ACTS
from app.reader.syntax import ParsedArticle, Tree, Word
from app.reader.weapons import is_use
from app.values import places

_STATES: Final = frozenset({"GPE", "NORP"})
_NAMED: Final = frozenset({"GPE", "NORP", "ORG", "PERSON"})
_CROWDS: Final = frozenset({"marcher", "protester", "demonstrator", "rioter", "striker"})
_SUFFERED: Final = frozenset({"die", "disappear", "perish"})
"""Verbs whose subject suffers the deed."""


def agents(clause: Checked, done: tuple[Word, ...], article: ParsedArticle) -> Iterator[Word]:
    """The nouns that do a clause's deeds: the model's attacker, where that can act, else by the tree."""
    tree = article.tree
    if killer := _killer(clause, tree):
        yield killer
        return
    if clause.attacker:
        head = tree.head_of(clause.attacker.start, clause.attacker.end)
        if head is not None and head.dep == "pobj" and tree.words[head.head].lemma == "from":
            return  # "shells fired from Afghanistan": that is where, not who
        if head is not None and (_suffers(head, tree) or _is_accuser(head, tree)):
            return
        party = head and (_party(head, tree) or (None if _is_town(head) or is_use(head) or _is_craft(head) else head))
        yield from (party,) if party else ()
        return
    for deed in done[:1]:
        if (by := agent_of(deed, tree)) and (who := _party(by, tree)):
            yield who


def _killer(clause: Checked, tree: Tree) -> Word | None:
    """Who kills or hurts those whom the clause counts, where its words say so: "gunmen killed four"; else None."""
    for harmed in (clause.killed, clause.wounded):
        head = tree.head_of(harmed.start, harmed.end) if harmed else None
        verb = tree.words[head.head] if head is not None and head.dep in ("dobj", "nsubjpass") else None
        own = verb is not None and is_deed(verb) and bool(tree.under(verb, "nsubj", "agent"))
        doer = subject_of(verb, tree) if verb is not None and own else None
        who = _party(doer, tree) if doer is not None else None
        if who is not None and tree.words[max(0, who.index - 1)].lemma != "from":
            return who
    return None


def _is_craft(word: Word) -> bool:
    """Whether a noun is what a party fights from, and no party: jets, aircraft, gunboats."""
    return codes.pattern("craft").fullmatch(word.text) is not None


def _suffers(word: Word, tree: Tree) -> bool:
    """Whether the deed is done to a noun: "the convoy was hit", "troops came under fire"."""
    verb = tree.words[word.head]
    return (word.dep == "nsubjpass" and is_deed(verb)) or is_under_fire(verb, tree)


def _is_accuser(word: Word, tree: Tree) -> bool:
    """Whether a noun is who accuses somebody: what an accuser is said to do is to speak."""
    return word.dep == "nsubj" and ACTS.get(tree.words[word.head].lemma) == "ACCUSE"


def _names_town(word: Word, tree: Tree) -> bool:
    """Whether a name is a town's alone, and nobody's: not of "Gaza police", and not Hamas, which is a town, too."""
    alone = word.pos == "PROPN" and not tree.under(word, "compound") and codes.inter(word.text, None) is None
    return (word.entity == "GPE" or (alone and word.entity in ("ORG", "FAC", "LOC"))) and _is_town(word)


def _is_town(word: Word) -> bool:
    return any(mention.place.kind != "country" for mention in places.find(f"in {word.text}"))


def agent_of(deed: Word, tree: Tree) -> Word | None:
    """Who does it: subject, agent of a passive, "attack by X", "X's attack", "X launched an attack"."""
    if deed.lemma in _SUFFERED:
        return None
    if deed.pos in ("VERB", "AUX"):
        return subject_of(deed, tree)
    by = (w for prep in tree.under(deed, "prep", "agent") if prep.lemma == "by" for w in tree.under(prep, "pobj"))
    near = (*by, *(w for w in tree.under(deed, "poss", "compound", "amod") if _party(w, tree)))
    return next(iter(near), subject_of(tree.words[deed.head], tree) if is_done(deed, tree) else None)


def is_done(word: Word, tree: Tree) -> bool:
    """Whether a noun is a deed that somebody is said to have done: "ordered the killings"."""
    return word.pos == "NOUN" and word.dep == "dobj" and tree.words[word.head].lemma in LIGHT and is_deed(word)


def _party(word: Word, tree: Tree) -> Word | None:
    """Somebody who can act: of "Russian shell" the Russians, of "army jets" the army, of "shells from Kursk" nobody."""
    if codes.weapon_category(word.text) or is_deed(word) or _is_craft(word):
        whose = tree.under(word, "amod", "compound", "poss", "nmod")
        return next((w for w in whose if w.entity in _STATES or (_is_craft(word) and _party(w, tree))), None)
    if word.lemma == "people" and (named := next((w for w in tree.words if w.lemma in _CROWDS), None)):
        return named
    if _names_town(word, tree):
        return None
    forces = word.lemma == "force" and tree.under(word, "amod", "compound", "poss")
    known = forces or word.entity in _NAMED or codes.inter(word.text, None) or codes.pattern("people").search(word.text)
    return word if known and word.pos in ("NOUN", "PROPN") else None


def is_under_fire(verb: Word, tree: Tree) -> bool:
    """Whether the subject of a verb suffers the deed: "troops came under rifle fire"."""
    under = (w for prep in tree.under(verb, "prep") if prep.lemma == "under" for w in tree.under(prep, "pobj"))
    return verb.lemma in ("come", "be", "get") and any(w.lemma == "fire" or is_deed(w) for w in under)
