"""Which harm was done to the people whom a number counts. Pure.

The verb that they hang on tells; where the tree does not, the words nearest to the number.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final, Literal

from app.article.ground import Found
from app.reader import codes
from app.reader.check import Checked
from app.reader.syntax import Tree, Word

Harm = Literal["killed", "wounded"]

HARMING: Final[dict[Harm, Callable[[str], tuple[re.Match[str], ...]]]] = {
    "killed": codes.killing,
    "wounded": codes.wounding,
}
_BREAK: Final = re.compile(r",|;|\band\b")
_DESCRIBES: Final = re.compile(r"\s+\w+\s+(?:\w+\s+)?(?:died|were killed)\b")
_NUMBERING: Final = frozenset({"nummod", "quantmod", "advmod", "amod", "compound"})
_ELSEWHERE: Final = frozenset({"on", "in", "at", "near"})
_PEOPLE: Final = frozenset({"NOUN", "PROPN", "NUM", "PRON", "ADJ"})


def counted_noun(words: Found, tree: Tree) -> Word | None:
    """The noun that a number counts: of "dozens of people" people; None where it stands alone."""
    number = tree.head_of(words.start, words.end)
    if number is None:
        return None
    if number.dep in _NUMBERING:
        return next((w for w in tree.above(number) if w.pos in ("NOUN", "PROPN")), None)
    of = (w for prep in tree.under(number, "prep") if prep.lemma == "of" for w in tree.under(prep, "pobj"))
    return next(of, number if number.pos == "NOUN" else None)


def harm_of(words: Found, clause: Checked, tree: Tree) -> Harm | None:
    """What the people whom a number counts suffered; None: no word of the clause tells of harm."""
    start = clause.asked.start
    return suffered(words, tree) or harm_at(clause.text, words.start - start, words.end - start)


def suffered(words: Found, tree: Tree) -> Harm | None:
    """The same by the tree alone; None: it does not tell.

    In "two were killed and six people, including two children, wounded" each number has the word that it hangs on.
    """
    number = tree.head_of(words.start, words.end)
    if number is None:
        return None
    governor = tree.words[number.head]
    if number.dep in _NUMBERING and governor.pos not in ("NOUN", "PROPN") and (told := harm_word(governor)):
        return told  # "eight wounded"
    people = head_noun(words, tree)
    told = (_own(people, tree) if people else None) or _beside(number, tree)
    wholes = _wholes(people, tree) if people and told is None else ()
    return told or next((told for one in wholes if (told := _own(one, tree))), None) or _gapped(number, tree)


def _beside(number: Word, tree: Tree) -> Harm | None:
    """What the word right after a number tells: "four bodies and 26 wounded people"."""
    after = tree.words[number.index + 1] if number.index + 1 < len(tree.words) else None
    return harm_word(after) if after else None


def head_noun(words: Found, tree: Tree) -> Word | None:
    """The word that stands for those counted: of "nine fighters" the noun, of "two of his guards" the number."""
    number = tree.head_of(words.start, words.end)
    return counted_noun(words, tree) if number and number.dep in _NUMBERING else number


def _gapped(number: Word, tree: Tree) -> Harm | None:
    """What the verb tells of a number that goes on with another day or place: "killed 60 in Gao and 50 in Kidal"."""
    after = tree.words[number.index + 1] if number.index + 1 < len(tree.words) else None
    if number.dep != "conj" or number.pos != "NUM" or after is None or after.lemma not in _ELSEWHERE:
        return None
    verb = next((w for w in tree.above(number) if w.pos == "VERB"), None)
    return harm_word(verb) if verb and tree.under(verb, "dobj", "nsubjpass") else None


def _wholes(word: Word, tree: Tree) -> Iterator[Word]:
    """The nouns that a noun is joined to or included in, the nearest first; what befell them befell it."""
    while word.head != word.index:
        head = tree.words[word.head]
        if word.dep == "pobj" and head.lemma == "include":
            word = tree.words[head.head]
        elif word.dep in ("conj", "appos"):
            word = head
        else:
            return
        if word.pos not in _PEOPLE:
            return
        yield word


def did_it(words: Found, tree: Tree) -> bool:
    """Whether those counted did the harm to others: "two gunmen killed five"."""
    word = head_noun(words, tree)
    while word and word.dep == "conj":
        word = tree.words[word.head]
    if word is None or word.dep != "nsubj":
        return False
    verb = tree.words[word.head]
    return verb.pos == "VERB" and harm_word(verb) is not None and bool(tree.under(verb, "dobj"))


def _own(word: Word, tree: Tree) -> Harm | None:
    """What a noun's verb, participle, adjective or the noun itself tells."""
    governor = tree.words[word.head]
    by_verb = _verb_harm(governor, tree) if _is_patient(word, governor, tree) else None
    described = [told for w in (*tree.under(word, "acl", "amod"), word) if w.tag != "VBG" and (told := harm_word(w))]
    if "killed" in described:
        return "killed"  # whatever is told of them besides
    return by_verb or next(iter(described), None)


def _is_patient(word: Word, governor: Word, tree: Tree) -> bool:
    """Whether what the governor tells was done to the noun; the subject of "killed two" did it."""
    if word.dep in ("dobj", "nsubjpass"):
        return True
    if word.dep == "pobj":
        return governor.lemma == "of"
    return word.dep == "nsubj" and not tree.under(governor, "dobj")


def _verb_harm(governor: Word, tree: Tree) -> Harm | None:
    """What a verb tells, with what completes it ("left four dead"); of "the deaths of four", the noun."""
    if governor.lemma == "of":
        return harm_word(tree.words[governor.head])
    completing = tree.under(governor, "acomp", "oprd", "attr", "advmod")
    return next((told for w in (governor, *completing) if (told := harm_word(w))), None)


def harm_word(word: Word) -> Harm | None:
    """What a single word tells of."""
    return next((harm for harm, find in HARMING.items() if find(word.text)), None)


def harm_at(text: str, start: int, end: int) -> Harm | None:
    """What the words nearest to text[start:end] tell of; an equal distance goes to killing. None: of no harm."""
    nearest = [
        (distance(found, text, start, end), harm)
        for found, harm, describes in _told(text)
        if not (describes and found.start() > start)
    ]
    return min(nearest)[1] if nearest else None


@lru_cache(maxsize=64)  # each number of a clause asks for them
def _told(text: str) -> tuple[tuple[re.Match[str], Harm, bool], ...]:
    """The words of harm; True: it only describes the people counted, as in "two wounded policemen died"."""
    return tuple(
        (found, harm, _DESCRIBES.match(text, found.end()) is not None)
        for harm, find in HARMING.items()
        for found in find(text)
    )


def distance(found: re.Match[str], text: str, start: int, end: int) -> int:
    """Characters between, a comma or an "and" counting as ten: in "three dead, eight wounded" each has its own word."""
    between = text[found.end() : start] if found.end() <= start else text[end : found.start()]
    return len(between) + 10 * len(_BREAK.findall(between))
