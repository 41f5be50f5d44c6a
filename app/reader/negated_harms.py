"""Numbers of people who are not told to be harmed: set, commanded, denied, or counted for another deed. Pure."""

import re
from typing import Final

from app.article.ground import Found
from app.reader import codes
from app.reader.deed_words import is_unreal
from app.reader.stances import ACTS
from app.reader.syntax import Tree, Word

_SETTING: Final = re.compile(
    r"\b(?:killed|wounded|dead|injured)\W+(?:to|at|is|as|by)\W+$|[=:]\s*$|\bas\s*$", re.IGNORECASE
)


_NOT_HURT: Final = frozenset({"missing", "unaccounted", "unhurt", "unharmed", "safe", "alive", "unscathed"})


def _is_commanded(number: Word, tree: Tree) -> bool:
    """Whether a number hangs on a verb that tells of nothing done: "enter 64 wounded", "readers must write 0"."""
    verb = next((w for w in tree.above(number) if w.pos in ("VERB", "AUX")), None)
    bare = verb is not None and verb.tag == "VB" and not tree.under(verb, "nsubj", "nsubjpass", "aux", "auxpass")
    return verb is not None and (bare or is_unreal(verb, tree))


def _is_denied(number: Word, tree: Tree) -> bool:
    """Whether the verb of saying that a number hangs on denies it: "denied that seven of its fighters had died"."""
    saying = codes.pattern("saying_verb")
    said = next((w for w in tree.above(number) if w.pos == "VERB" and saying.fullmatch(w.lemma)), None)
    return said is not None and ACTS.get(said.lemma) == "REJECT"


def _done_to(number: Word, tree: Tree) -> str | None:
    """What else than harm was done to the people counted: "14 had been taken"; None: nothing, as far as is told."""
    noun = tree.words[number.head] if number.dep in ("nummod", "amod") else number
    if noun.dep not in ("nsubj", "nsubjpass", "dobj"):
        return None
    verb = tree.words[noun.head]
    state = next((w.text for w in tree.under(verb, "acomp") if w.text.casefold() in _NOT_HURT), None)
    if verb.lemma == "be" and state:
        return state
    hospital = any(w.lemma in ("hospital", "clinic", "morgue") for w in tree.below(verb))
    told = codes.pattern("unharmed").fullmatch(verb.lemma) and not hospital
    return (
        verb.text
        if told and not (codes.wounding(noun.text) or codes.killing(noun.text) or _is_harmed(noun, tree))
        else None
    )


def _is_harmed(noun: Word, tree: Tree) -> bool:
    """Whether the people are described as hurt: "two or three wounded rebels were carried off"."""
    described = (w.text for w in tree.under(noun, "amod"))
    return any(codes.wounding(text) or codes.killing(text) for text in described)


def reason(words: Found, before: str, tree: Tree) -> str | None:
    """Why the number tells of nobody harmed; `before` is its clause up to it. None: nothing speaks against it."""
    if _SETTING.search(before):
        return "the number is set, not told"
    number = tree.head_of(words.start, words.end)
    if number is None:
        return None
    if _is_commanded(number, tree):
        return "the words command, or tell of nothing done"
    if _is_denied(number, tree):
        return "the words deny it"
    doing = _done_to(number, tree)
    return f"the words say of them that they were {doing}" if doing else None
