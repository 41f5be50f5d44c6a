"""What speakers do with words: accuse, deny, threaten, demand; by the verb and what hangs on it. Pure.

PLOVER's codes (https://github.com/openeventdata/PLOVER); which verb stands for which is ours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.normalise import codes
from app.speakers import Speaker, Speakers
from app.syntax import Tree, Word
from schemas.codes import Plover

ACTS: Final[dict[str, Plover]] = {
    **dict.fromkeys(
        ("accuse", "blame", "condemn", "denounce", "charge", "criticize", "criticise", "deplore"), "ACCUSE"
    ),
    **dict.fromkeys(("deny", "reject", "dismiss", "refute"), "REJECT"),
    **dict.fromkeys(("threaten", "vow"), "THREATEN"),
    **dict.fromkeys(("demand", "urge", "appeal"), "REQUEST"),
    **dict.fromkeys(("praise", "welcome"), "SUPPORT"),
}
_OWN: Final = frozenset(["it", "its", "they", "their", "he", "his", "she", "her", "we", "our", "i", "my"])
_PART: Final = frozenset(
    ["responsible", "responsibility", "involve", "involved", "involvement", "part", "role", "hand", "behind"]
)


@dataclass(frozen=True, slots=True)
class Stance:
    """An act of a speaker. `disowns`: it denies a deed of its own; `of` the verb."""

    speaker: Speaker
    act: Plover
    of: Word
    disowns: bool = False


def stances(spoken: Speakers) -> tuple[Stance, ...]:
    """All acts of an article's speakers, in its order; a verb that only describes somebody is none."""
    return tuple(_stances(spoken))


def _stances(spoken: Speakers) -> Iterator[Stance]:
    tree = spoken.article.tree
    for index, speaker in spoken.by_verb.items():
        verb = tree.words[index]
        bare = verb.dep == "relcl" and not tree.under(verb, "dobj", "ccomp")
        if bare or _idle(verb, tree):
            continue
        act = ACTS.get(verb.lemma)
        if act:
            yield Stance(speaker, act, verb, act == "REJECT" and _own_deed(verb, tree))
        elif _negated(verb, tree):
            yield Stance(speaker, "REJECT", verb, disowns=True)


def _idle(verb: Word, tree: Tree) -> bool:
    """Whether the verb is itself negated, or of a habit: "did not reject", "who reject the deal"."""
    return bool(tree.under(verb, "neg")) or (verb.dep == "relcl" and verb.tag in ("VBP", "VBZ"))


def _own_deed(verb: Word, tree: Tree) -> bool:
    """Whether what is denied is a deed or a part in one by the speaker: "that its guns had fired", "involvement"."""
    content = [word for word in tree.below(verb) if word.index > verb.index]
    if any(word.lemma in _PART for word in content):
        return True
    clause = next(iter(tree.under(verb, "ccomp", "xcomp", "pcomp")), None)
    return clause is not None and _told(clause) and _by_self(clause, tree)


def _told(verb: Word) -> bool:
    return (
        verb.lemma in ("fire", "launch", "do", "carry", "commit", "shell")
        or codes.sub_event_type(verb.text) is not None
    )


def _by_self(verb: Word, tree: Tree) -> bool:
    """Whether a verb's subject is the speaker or the speaker's: none, "it", "its guns"."""
    passive = tree.under(verb, "nsubjpass")
    if passive and verb.lemma not in _PART:
        return False
    subject = next(iter(passive or tree.under(verb, "nsubj")), None)
    return subject is None or subject.lemma in _OWN or any(w.lemma in _OWN for w in tree.under(subject, "poss"))


def _negated(verb: Word, tree: Tree) -> bool:
    """Whether the speaker says that it did not do it: "our troops did not fire", "it had nothing to do with it"."""
    clause = next(iter(tree.under(verb, "ccomp")), None)
    if clause is None or not _by_self(clause, tree):
        return False
    words = {word.lemma for word in tree.below(clause)}
    negative = bool(tree.under(clause, "neg")) and (_told(clause) or bool(words & _PART))
    return negative or {"nothing", "do", "with"} <= words or ("no" in words and bool(words & _PART))
