"""What the words of a clause do to whom: who acts, what is hit, with what, by the tree of the sentence. Pure.

The model says which deed a clause tells of; here its words are followed to the nouns that hang on them. What the tree
does not tell is the model's own, checked reading.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from app.armed import is_use, weapons
from app.article import Article
from app.check import Checked
from app.deed_words import LIGHT, PARTS, is_aside, is_deed, noun
from app.ground import Found, slice_of
from app.naming import party, phrase
from app.normalise import codes, places
from app.speakers import subject_of
from app.stances import ACTS
from app.syntax import Tree, Word
from schemas.codes import TargetKind

_STATES: Final = frozenset({"GPE", "NORP"})
_NAMED: Final = frozenset({"GPE", "NORP", "ORG", "PERSON"})
_TOWARDS: Final = frozenset({"on", "at", "against", "among", "upon", "into"})
_CROWDS: Final = frozenset({"marcher", "protester", "demonstrator", "rioter", "striker"})
_KILLINGS: Final = frozenset(
    {"murder", "assassination", "killing", "kidnapping", "abduction", "massacre", "shooting", "slaying"}
)
"""Deeds that are done to what they are "of": "the murder of a judge"."""
_AT_PEOPLE: Final = frozenset({"Abduction/forced disappearance", "Attack"})
_SUFFERED: Final = frozenset({"die", "disappear", "perish"})
"""Verbs whose subject suffers the deed."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What is hit, and what kind of thing it is."""

    words: Found
    kind: TargetKind


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does it, what is hit and with what, as phrases of the article; empty where nothing is told."""

    agents: tuple[Found, ...] = ()
    targets: tuple[Aim, ...] = ()
    weapons: tuple[Found, ...] = ()
    arrests: bool = False
    """Whether its main deed, the one that governs the others, is an arrest."""
    apart: tuple[tuple[int, int], ...] = ()
    """Stretches [start, end) of the article that tell what an arrest is for."""

    def is_apart(self, offset: int) -> bool:
        """Whether the article's words at an offset tell what an arrest is for."""
        return any(start <= offset < end for start, end in self.apart)


def read(clause: Checked, article: Article) -> Deed:
    """The deed that a clause tells of."""
    words = article.tree.at(clause.noted.start, clause.noted.end)
    done = tuple(_deeds(clause, words, article.tree))
    return Deed(
        agents=tuple(dict.fromkeys(party(word, article).name for word in _agents(clause, done, article))),
        targets=tuple(
            dict.fromkeys(Aim(_thing(w, article), _kind(w, article.tree)) for w in _targets(clause, done, article))
        ),
        weapons=_phrases(weapons(clause, words, article), article),
        arrests=_is_arrest(done),
        apart=tuple(_apart(done[0], article.tree)) if _is_arrest(done) else (),
    )


def _is_arrest(done: tuple[Word, ...]) -> bool:
    return bool(done) and codes.sub_event_type(done[0].text) == "Arrests"


def _apart(arrest: Word, tree: Tree) -> Iterator[tuple[int, int]]:
    """What hangs on an arrest and tells of a deed: "over a failed attempt to bomb the courthouse at the weekend"."""
    for part in tree.under(arrest, "prep", "advcl"):
        inside = tuple(tree.below(part))
        if any(is_deed(word) for word in inside):
            yield min(w.start for w in inside), max(w.end for w in inside)


def _phrases(words: Iterable[Word], article: Article) -> tuple[Found, ...]:
    return tuple(dict.fromkeys(phrase(word, article) for word in words))


def _deeds(clause: Checked, words: tuple[Word, ...], tree: Tree) -> Iterator[Word]:
    """The words for the deed: what the model took for it, and every verb of that kind."""
    told = [
        word
        for word in words
        if ((word.pos == "VERB" and (is_deed(word) or _lands(word, tree))) or _is_done(word, tree))
        and not is_aside(word, tree)
    ]
    if clause.event and (head := tree.head_of(clause.event.start, clause.event.end)):
        told.append(head)
    done = sorted(dict.fromkeys(told), key=lambda word: (sum(1 for _ in tree.above(word)), word.index))
    # What an arrest is for is another incident.
    yield from done[:1] if _is_arrest(tuple(done)) else done


def _is_done(word: Word, tree: Tree) -> bool:
    """Whether a noun is a deed that somebody is said to have done: "ordered the killings"."""
    return word.pos == "NOUN" and word.dep == "dobj" and tree.words[word.head].lemma in LIGHT and is_deed(word)


def _lands(verb: Word, tree: Tree) -> bool:
    """Whether a verb tells that a weapon came down: "shells that landed on a farm"."""
    if verb.lemma not in ("land", "fall", "slam", "crash", "go"):
        return False
    subject = subject_of(verb, tree)
    return subject is not None and codes.weapon_category(subject.text) is not None


def _agents(clause: Checked, done: tuple[Word, ...], article: Article) -> Iterator[Word]:
    tree = article.tree
    if clause.attacker:
        head = tree.head_of(clause.attacker.start, clause.attacker.end)
        if head is not None and head.dep == "pobj" and tree.words[head.head].lemma == "from":
            return  # "shells fired from Afghanistan": that is where, not who
        if head is not None and (_suffers(head, tree) or _is_accuser(head, tree)):
            return
        party = head and (_party(head, tree) or (None if _is_town(head) or is_use(head) or is_craft(head) else head))
        yield from (party,) if party else ()
        return
    for deed in done[:1]:
        if (by := _agent(deed, tree)) and (who := _party(by, tree)):
            yield who


def is_craft(word: Word) -> bool:
    """Whether a noun is what a party fights from, and no party: jets, aircraft, gunboats."""
    return codes.pattern("craft").fullmatch(word.text) is not None


def _suffers(word: Word, tree: Tree) -> bool:
    """Whether the deed is done to a noun: "the convoy was hit", "troops came under fire"."""
    verb = tree.words[word.head]
    return (word.dep == "nsubjpass" and is_deed(verb)) or _is_under_fire(verb, tree)


def _is_accuser(word: Word, tree: Tree) -> bool:
    """Whether a noun is who accuses somebody: what an accuser is said to do is to speak."""
    return word.dep == "nsubj" and ACTS.get(tree.words[word.head].lemma) == "ACCUSE"


def _thing(word: Word, article: Article) -> Found:
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


def _names_town(word: Word, tree: Tree) -> bool:
    """Whether a name is a town's alone, and nobody's: not of "Gaza police", and not Hamas, which is a town, too."""
    alone = word.pos == "PROPN" and not tree.under(word, "compound") and codes.inter(word.text, None) is None
    return (word.entity == "GPE" or (alone and word.entity in ("ORG", "FAC", "LOC"))) and _is_town(word)


def _is_town(word: Word) -> bool:
    return any(mention.place.kind != "country" for mention in places.find(f"in {word.text}"))


def _agent(deed: Word, tree: Tree) -> Word | None:
    """Who does it: subject, agent of a passive, "attack by X", "X's attack", "X launched an attack"."""
    if deed.lemma in _SUFFERED:
        return None
    if deed.pos in ("VERB", "AUX"):
        return subject_of(deed, tree)
    by = (w for prep in tree.under(deed, "prep", "agent") if prep.lemma == "by" for w in tree.under(prep, "pobj"))
    near = (*by, *(w for w in tree.under(deed, "poss", "compound", "amod") if _party(w, tree)))
    return next(iter(near), subject_of(tree.words[deed.head], tree) if _is_done(deed, tree) else None)


def _party(word: Word, tree: Tree) -> Word | None:
    """Somebody who can act: of "Russian shell" the Russians, of "army jets" the army, of "shells from Kursk" nobody."""
    if codes.weapon_category(word.text) or is_deed(word) or is_craft(word):
        whose = tree.under(word, "amod", "compound", "poss", "nmod")
        return next((w for w in whose if w.entity in _STATES or (is_craft(word) and _party(w, tree))), None)
    if word.lemma == "people" and (named := next((w for w in tree.words if w.lemma in _CROWDS), None)):
        return named
    if _names_town(word, tree):
        return None
    forces = word.lemma == "force" and tree.under(word, "amod", "compound", "poss")
    known = forces or word.entity in _NAMED or codes.inter(word.text, None) or codes.pattern("people").search(word.text)
    return word if known and word.pos in ("NOUN", "PROPN") else None


def _is_under_fire(verb: Word, tree: Tree) -> bool:
    """Whether the subject of a verb suffers the deed: "troops came under rifle fire"."""
    under = (w for prep in tree.under(verb, "prep") if prep.lemma == "under" for w in tree.under(prep, "pobj"))
    return verb.lemma in ("come", "be", "get") and any(w.lemma == "fire" or is_deed(w) for w in under)


def _targets(clause: Checked, done: tuple[Word, ...], article: Article) -> Iterator[Word]:
    tree = article.tree
    arrest = _is_arrest(done)
    if clause.target and not arrest and (head := tree.head_of(clause.target.start, clause.target.end)):
        yield from (word for word in _joined(head, clause.target, tree) if _can_be_hit(word, tree))
    for verb in tree.at(clause.noted.start, clause.noted.end):
        if _is_under_fire(verb, tree) and (word := subject_of(verb, tree)):
            # A minister who has "come under fire" was criticised.
            yield from (word,) if _is_thing(word, tree) or _is_kind_of_people(word) else ()
    for deed in done:
        for word in _patients(deed, tree):
            people = (
                _is_kind_of_people(word)
                or (word.entity == "PERSON" and not codes.killing(deed.text))
                or (arrest and codes.pattern("people").fullmatch(word.text))
            )
            named = word.entity == "PERSON" and codes.sub_event_type(deed.text) in _AT_PEOPLE
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
    of = deed.pos == "NOUN" and deed.lemma in _KILLINGS
    for word in tree.under(deed, "dobj", "nsubjpass", "prep"):
        if word.dep == "prep":
            towards = (word.lemma in _TOWARDS and deed.lemma != "kill") or (of and word.lemma == "of")
            heads = tree.under(word, "pobj") if towards else ()
        else:
            heads = (word,)
        for head in heads:
            yield head
            yield from tree.under(head, "conj")


def _acts_on(deed: Word, tree: Tree) -> bool:
    """Whether somebody, or a weapon, does it to them: "gunmen shot two vendors", not "a strike killed two vendors"."""
    by = _agent(deed, tree)
    if deed.lemma in _KILLINGS:
        return True
    return deed.pos == "VERB" and by is not None and (codes.weapon_category(by.text) is not None or not is_deed(by))


def _can_be_hit(word: Word, tree: Tree) -> bool:
    """Whether a noun that the model took for a target can be one: no weapon, deed or statement."""
    if word.pos not in ("NOUN", "PROPN") or codes.weapon_category(word.text) or is_deed(word):
        return False
    if word.lemma in ("people", "person", "other", "member", "civilian"):
        return False
    if word.entity in ("GPE", "LOC", "DATE", "TIME"):
        return False
    kind = codes.target_kind(noun(word, tree))
    return kind != "territory" and (word.pos == "PROPN" or kind != "other" or _is_kind_of_people(word))


def _is_thing(word: Word, tree: Tree) -> bool:
    if word.pos not in ("NOUN", "PROPN") or codes.weapon_category(word.text) or is_deed(word):
        return False
    return codes.target_kind(noun(word, tree)) in ("building", "vehicle", "infrastructure")


def _is_kind_of_people(word: Word) -> bool:
    """People of a told kind: "people" and "others" are no target, "police officers" are."""
    return codes.pattern("aimed_people").fullmatch(word.text) is not None
