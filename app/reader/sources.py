"""Who says so: the source of each checked reading, under one name throughout an article. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from app.article.ground import Found
from app.reader import codes, speech
from app.reader.check import Checked
from app.reader.speakers import Speaker, Speakers
from app.reader.stances import ACTS, Stance
from app.reader.syntax import ParsedArticle, Tree, Word
from app.values import places
from schemas import Evidence, Source
from schemas.codes import Basis, SourceType

_ARTICLE: Final = re.compile(r"^(?:an?|the|this|that)\s+", re.IGNORECASE)
_PROPER: Final = re.compile(r"\b(?:al-)?[A-Z][\w'\u2019]*(?:-[A-Z]\w+)*\b")
_OWN: Final = frozenset({"government", "military", "police"})


@dataclass(frozen=True, slots=True)
class Asserted:
    """A source and the words that name it; `name` None: the article in its own voice."""

    name: str | None
    source_type: SourceType
    named: tuple[Found, ...] = ()
    what: str = ""
    """How the article describes the source, its name included: "defence ministry spokesman Anton Gorelov"."""
    denied: bool = False
    """Whether the source denies what the words tell."""

    def with_words(self, *words: Found) -> tuple[Evidence, ...]:
        """The words as evidence, and those that name the source where they stand elsewhere."""
        outside = (
            named for named in self.named if not any(w.start <= named.start and named.end <= w.end for w in words)
        )
        return tuple(dict.fromkeys(found.evidence for found in (*words, *outside)))

    def source(self) -> Source | None:
        """The source as the public record has it; None for the article's own voice."""
        if self.name is None:
            return None
        return Source(name=self.name, source_type=self.source_type, evidence=self.with_words(*self.named[:1]))


def assertions(clauses: tuple[Checked, ...], spoken: Speakers) -> tuple[Asserted, ...]:
    """The source of each clause, in order, under one name throughout: by the tree, else as the model has it."""
    names: dict[str, str] = {}
    return tuple(_by_tree(clause, spoken) or _by_words(clause, spoken, names) for clause in clauses)


def _by_tree(clause: Checked, spoken: Speakers) -> Asserted | None:
    """Who says what the clause tells of, as its words hang together; None where they tie it to nobody."""
    for word in _told(clause, spoken.article):
        if speaker := spoken.of(word):
            verb = spoken.verb_of(word)
            return replace(as_source(speaker), denied=verb is not None and ACTS.get(verb.lemma) == "REJECT")
    return None


def as_source(speaker: Speaker) -> Asserted:
    """A speaker as a source."""
    return Asserted(speaker.name, codes.source_type(speaker.name, speaker.what), speaker.named, speaker.what)


def _told(clause: Checked, article: ParsedArticle) -> Iterator[Word]:
    """The words that a clause tells of an incident, the telling ones first; else its governing word."""
    tree = article.tree
    values = (clause.killed, clause.wounded, clause.event, clause.attacker, clause.target, clause.weapon)
    spans = [(found.start, found.end) for found in values if found] or [(clause.asked.start, clause.asked.end)]
    yield from (word for span in spans if (word := tree.head_of(*span)))


def _by_words(clause: Checked, spoken: Speakers, names: dict[str, str]) -> Asserted:
    """What the model took for the source, where the tree has nobody who speaks in the clause; else the article."""
    tree = spoken.article.tree
    told = any(word.index in spoken.by_verb for word in tree.at(clause.asked.start, clause.asked.end))
    return _asserted(None if told else clause.said_by, spoken.article, names)


def key(name: str) -> str:
    """What makes two mentions the same: the words but for case and a leading article."""
    return _ARTICLE.sub("", " ".join(name.split()).casefold())


def basis(clause: Checked, actor: Found, asserted: Asserted) -> Basis:
    """How firmly the clause ties the deed to the actor: the decision tree of MUC-4's organisation confidence.

    Denied? By itself or its own officials: claimed. By nobody in particular: a fact, or possible where the words doubt.
    Accused by the authorities; accused by others.
    """
    text = clause.text
    own = same_side(asserted.what or asserted.name, actor.words) or _is_of_speaker(actor, clause, asserted)
    if codes.denies(text) and (own or asserted.name is None):
        return "denied"
    if asserted.name is None:
        return "possible" if codes.doubts(text) else "reported_as_fact"
    if own and not speech.accuses(text):
        return "claimed"
    if codes.doubts(text):
        return "possible"
    return accusation(asserted)


def counting(clause: Checked, asserted: Asserted, acts: Iterable[Stance], tree: Tree) -> Asserted:
    """Who tells of a clause's dead: of "accused the army of a strike that killed two" the article itself."""
    verbs = {act.of.index for act in acts if act.act == "ACCUSE"}
    inside = tree.at(clause.asked.start, clause.asked.end)
    harmed = [word for word in inside if codes.killing(word.text) or codes.wounding(word.text)]
    taken = bool(harmed) and all(_is_taken_as_so(word, verbs, tree) for word in harmed)
    return Asserted(None, codes.source_type(None)) if taken else asserted


def _is_taken_as_so(word: Word, verbs: set[int], tree: Tree) -> bool:
    """Whether a word only describes a deed that somebody is accused of, and is no part of what the accuser says."""
    above = [word]
    for up in tree.above(word):
        if up.index in verbs:
            return any(each.dep in ("relcl", "acl") for each in above) and all(each.dep != "ccomp" for each in above)
        above.append(up)
    return False


def accusation(by: Asserted) -> Basis:
    """The basis of what a source accuses somebody of."""
    return "accused_by_authorities" if by.source_type in _OWN else "accused"


_ITS: Final = re.compile(r"\b(?:its|our|their|his|her|my)\s+(?:own\s+)?$", re.IGNORECASE)


def _is_of_speaker(actor: Found, clause: Checked, asserted: Asserted) -> bool:
    """Whether a source tells of its own: "the Red Front said its Eagle Brigade had killed two soldiers"."""
    own = asserted.name is not None and clause.asked.start <= actor.start
    return own and _ITS.search(clause.text[: actor.start - clause.asked.start]) is not None


def same_side(source: str | None, actor: str) -> bool:
    """Whether a source speaks for the actor: they share a proper name, or are officials and forces of one state."""
    if source is None:
        return False
    return bool(_proper(source) & _proper(actor)) or _same_state(source, actor)


def _same_state(source: str, actor: str) -> bool:
    official = codes.source_type(source) in _OWN and codes.inter(source, None) in ("State forces", None)
    force = codes.inter(actor, None) == "State forces"
    return official and force and places.country_of(source) == places.country_of(actor)


def has_own_name(name: str) -> bool:
    """Whether a source is called by a name of its own: "Viktor Lapshin", not "Iraqi police sources and witnesses"."""
    return bool(_proper(name))


def _proper(name: str) -> set[str]:
    """The capitalised words of a name that stand for no country and no office: "Hashed source" shares Hashed."""
    words = _PROPER.findall(_ARTICLE.sub("", name))
    return {word.casefold() for word in words if not (places.country_of(word) or codes.is_office(word))}


def _asserted(said_by: Found | None, article: ParsedArticle, names: dict[str, str]) -> Asserted:
    if said_by is None:
        return Asserted(None, codes.source_type(None))
    speaker = speech.resolve(said_by, article.text)
    name = names.setdefault(key(speaker.name), speaker.name)
    return Asserted(name, codes.source_type(name), speaker.named)
