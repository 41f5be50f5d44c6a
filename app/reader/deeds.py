"""What the words of a clause do to whom: who acts, what is hit, with what, by the tree of the sentence. Pure.

The model says which deed a clause tells of; here its words are followed to the nouns that hang on them. What the tree
does not tell is the model's own, checked reading.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.article.ground import Found
from app.reader import codes
from app.reader.agents import agents, is_done
from app.reader.check import Checked
from app.reader.deed_words import is_aside, is_deed, rams
from app.reader.naming import party, phrase
from app.reader.speakers import subject_of
from app.reader.syntax import ParsedArticle, Tree, Word
from app.reader.targets import TargetWords, targets
from app.reader.weapons import weapons


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does it, what is hit and with what, as phrases of the article; empty where nothing is told."""

    agents: tuple[Found, ...] = ()
    targets: tuple[TargetWords, ...] = ()
    weapons: tuple[Found, ...] = ()
    arrests: bool = False
    """Whether its main deed, the one that governs the others, is an arrest."""
    apart: tuple[tuple[int, int], ...] = ()
    """Stretches [start, end) of the article that tell what an arrest is for."""

    within: tuple[int, int] | None = None
    """The stretch [start, end) of the article that tells of it, where it is told as what came before another deed."""

    def is_outside(self, offset: int) -> bool:
        """Whether the article's words at an offset date and place another deed, which came after this one."""
        return self.within is not None and not self.within[0] <= offset < self.within[1]

    def is_apart(self, offset: int) -> bool:
        """Whether the article's words at an offset tell what an arrest is for."""
        return any(start <= offset < end for start, end in self.apart)


def read(clause: Checked, article: ParsedArticle) -> Deed:
    """The deed that a clause tells of."""
    words = article.tree.at(clause.asked.start, clause.asked.end)
    done = tuple(_deeds(clause, words, article.tree))
    arrests = _is_arrest(done)
    doers = tuple(agents(clause, done, article))
    return Deed(
        agents=tuple(dict.fromkeys(party(word, article).name for word in doers)),
        targets=targets(clause, done, article, arrest=arrests),
        weapons=_phrases(weapons(clause, words, article), article),
        arrests=arrests,
        apart=tuple(_apart(done[0], article.tree)) if arrests else (),
        within=_within(doers[:1] or _event(clause, article.tree), article.tree),
    )


def _is_arrest(done: tuple[Word, ...]) -> bool:
    return bool(done) and codes.sub_event_type(done[0].text) == "Arrests"


def _apart(arrest: Word, tree: Tree) -> Iterator[tuple[int, int]]:
    """What hangs on an arrest and tells of a deed: "over a failed attempt to bomb the courthouse at the weekend"."""
    for part in tree.under(arrest, "prep", "advcl"):
        inside = tuple(tree.below(part))
        if any(is_deed(word) for word in inside):
            yield min(w.start for w in inside), max(w.end for w in inside)


def _event(clause: Checked, tree: Tree) -> tuple[Word, ...]:
    head = tree.head_of(clause.event.start, clause.event.end) if clause.event else None
    return (head,) if head else ()


def _within(nouns: tuple[Word, ...], tree: Tree) -> tuple[int, int] | None:
    """The phrase of an earlier deed that a clause's doer or event stands in: "after a drone attack by militants"."""
    for word in (up for one in nouns for up in (one, *tree.above(one))):
        before = tree.words[word.head]
        if word.dep in ("pobj", "dobj") and is_deed(word) and codes.pattern("sequel").fullmatch(before.text):
            inside = tuple(tree.below(word))
            return min(w.start for w in inside), max(w.end for w in inside)
    return None


def _phrases(words: Iterable[Word], article: ParsedArticle) -> tuple[Found, ...]:
    return tuple(dict.fromkeys(phrase(word, article) for word in words))


def _deeds(clause: Checked, words: tuple[Word, ...], tree: Tree) -> Iterator[Word]:
    """The words for the deed: what the model took for it, and every verb of that kind."""
    told = [
        word
        for word in words
        if (
            (word.pos == "VERB" and (is_deed(word) or _lands(word, tree) or _drives_into(word, tree)))
            or is_done(word, tree)
        )
        and not is_aside(word, tree)
    ]
    if clause.event and (head := tree.head_of(clause.event.start, clause.event.end)):
        told.append(head)
    done = sorted(dict.fromkeys(told), key=lambda word: (sum(1 for _ in tree.above(word)), word.index))
    # What an arrest is for is another incident.
    yield from done[:1] if _is_arrest(tuple(done)) else done


def _lands(verb: Word, tree: Tree) -> bool:
    """Whether a verb tells that a weapon came down: "shells that landed on a farm"."""
    if verb.lemma not in ("land", "fall", "slam", "crash", "go"):
        return False
    subject = subject_of(verb, tree)
    return subject is not None and codes.weapon_category(subject.text) is not None


def _drives_into(verb: Word, tree: Tree) -> bool:
    """Whether a verb tells that somebody rammed something: "drove a car into a crowd"."""
    return rams(verb, tree) and any(w.pos != "PRON" for w in tree.under(verb, "nsubj"))
