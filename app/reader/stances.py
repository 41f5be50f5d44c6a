"""What speakers do with words: accuse, deny, threaten, demand; by the verb and what hangs on it. Pure.

PLOVER's codes (https://github.com/openeventdata/PLOVER); which verb stands for which is ours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.reader import codes
from app.reader.deed_words import is_deed
from app.reader.speakers import Speaker, Speakers, is_claimed
from app.reader.syntax import Tree, Word
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
    """What a speaker does by a verb, `of`. `act` None: PLOVER has no code for it.

    `disowns`: it denies a deed of its own; `owns`: it claims one; `against`: whom it accuses, where both accuse each
    other.
    """

    speaker: Speaker
    act: Plover | None
    of: Word
    disowns: bool = False
    owns: bool = False
    against: Speaker | None = None


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
        if act == "ACCUSE" and _is_mutual(verb, tree):
            yield from _mutual(speaker, verb)
        elif _owns(verb, tree):
            yield Stance(speaker, None, verb, owns=True)
        elif act:
            yield Stance(speaker, act, verb, act == "REJECT" and _own_deed(verb, tree))
        elif _negated(verb, tree):
            yield Stance(speaker, "REJECT", verb, disowns=True)


def _is_mutual(verb: Word, tree: Tree) -> bool:
    """Whether those who speak do it to each other."""
    pairs = {(det.lemma, w.lemma) for w in tree.under(verb, "dobj") for det in tree.under(w, "det")}
    return bool(pairs & {("each", "other"), ("another", "one")})


def _mutual(speaker: Speaker, verb: Word) -> Iterator[Stance]:
    """Each of those who accuse each other, and whom it accuses; where they are not told one by one, they together."""
    for one in speaker.members:
        yield from (Stance(one, "ACCUSE", verb, against=other) for other in speaker.members if other is not one)
    if not speaker.members:
        yield Stance(speaker, "ACCUSE", verb)


def _owns(verb: Word, tree: Tree) -> bool:
    """Whether the verb claims a deed: "claimed responsibility", "an attack claimed by"."""
    what = tree.under(verb, "dobj", "nsubjpass")
    deeds = (tree.words[verb.head],) if verb.dep == "acl" else tree.under(verb, "nsubjpass")
    claimed = is_claimed(verb, tree) and any(is_deed(w) for w in deeds)
    return verb.lemma in ("claim", "admit", "accept") and (claimed or any(w.lemma == "responsibility" for w in what))


def _idle(verb: Word, tree: Tree) -> bool:
    """Whether the verb is itself negated, of a habit, or of no deed: "did not reject", "who reject the deal"."""
    habit = verb.dep == "relcl" and verb.tag in ("VBP", "VBZ")
    return bool(tree.under(verb, "neg")) or habit or (ACTS.get(verb.lemma) == "REJECT" and _is_standing(verb, tree))


def _is_standing(verb: Word, tree: Tree) -> bool:
    """Whether what is denied is no deed in particular: "denies targeting civilians", "has denied it in the past"."""
    content = tuple(word for word in tree.below(verb) if word.index > verb.index)
    past = any(word.lemma == "past" and word.dep == "pobj" for word in content)
    return past or any(
        word.lemma == "civilian" and word.dep == "dobj" and tree.words[word.head].tag == "VBG" for word in content
    )


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
