"""Single words of deeds: which tell of one, whether it is told as done, and what things are made of. Pure."""

from typing import Final

from app.reader import codes
from app.reader.syntax import Tree, Word

_MODALS: Final = frozenset({"will", "would", "could", "can", "should", "must", "may", "might", "shall"})


LIGHT: Final = frozenset(
    # "stag" is the pipeline's lemma of "staged".
    [
        "carry",
        "launch",
        "conduct",
        "stage",
        "stag",
        "mount",
        "commit",
        "perpetrate",
        "unleash",
        "order",
        "open",
        "execute",
    ]
)
"""Verbs that say of a deed, their object, only that it was done, and by whom: "launched an attack"."""
DRIVING: Final = frozenset({"drive", "plough", "plow", "ram", "crash", "slam"})
"""Verbs that are a deed where somebody does it into something."""
PARTS: Final = frozenset(
    ["block", "row", "part", "side", "group", "number", "pair", "dozen", "hundred", "series", "floor"]
)


def rams(verb: Word, tree: Tree) -> bool:
    """Whether a verb tells of driving into something: "drove a car into a crowd"."""
    return verb.lemma in DRIVING and any(prep.lemma == "into" for prep in tree.under(verb, "prep"))


def is_aside(verb: Word, tree: Tree) -> bool:
    """Whether a verb is denied, or only describes somebody: "all of those detained"."""
    describes = verb.dep in ("acl", "amod") and verb.tag == "VBN"
    return bool(tree.under(verb, "neg")) or describes or is_unreal(verb, tree)


def is_unreal(word: Word, tree: Tree) -> bool:
    """Whether a deed is not told as done: "would attack", "to destroy the bases", "stop assassinations"."""
    verb = word if word.pos == "VERB" else next((up for up in tree.above(word) if up.pos == "VERB"), word)
    helpers = tree.under(verb, "aux")
    perfect = any(w.lemma == "have" for w in helpers)
    modal = any(w.lemma in _MODALS and not (w.lemma in ("may", "might", "could") and perfect) for w in helpers)
    order = verb.tag == "VB" and verb.dep == "ROOT" and not helpers and not tree.under(verb, "nsubj", "nsubjpass")
    return modal or order


def is_deed(word: Word) -> bool:
    """Whether a word tells of an incident by itself: killed, attack, bombing."""
    if word.pos in ("NOUN", "PROPN") and codes.inter(word.text, None):
        return False
    return codes.sub_event_type(word.text) is not None or (
        word.pos in ("VERB", "NOUN") and codes.pattern("deed").fullmatch(word.text) is not None
    )


def noun(word: Word, tree: Tree) -> str:
    """A noun with those it is made of, "bus stop"; of "a block of flats" the flats."""
    if word.lemma in PARTS:
        inner = (w for of in tree.under(word, "prep") if of.lemma == "of" for w in tree.under(of, "pobj"))
        return " ".join(noun(w, tree) for w in inner) or word.text
    parts = (*tree.under(word, "compound"), word)
    return " ".join(part.text for part in parts)
