"""Who says so: the source of each checked reading, under one name throughout an article. Pure."""

import re
from dataclasses import dataclass
from typing import Final

from app import speech
from app.article import Article
from app.check import Checked
from app.ground import Found
from app.normalise import codes, places
from schemas import Evidence, Source
from schemas.codes import Basis, SourceType

_ARTICLE: Final = re.compile(r"^(?:an?|the|this|that)\s+", re.IGNORECASE)
_PROPER: Final = re.compile(r"\b(?:al-)?[A-Z][\w'\u2019]*(?:-[A-Z]\w+)*\b")
_PRONOUN_SPEAKS: Final = re.compile(
    r"\b(?:he|she)\s+(?:\w+ly\s+)?(?:said|says|added|wrote|told|tweeted|posted|claimed|noted|blamed|accused|denied|rejected|insisted)\b|\b(?:said|added)\s+(?:he|she)\b",
    re.IGNORECASE,
)
_OWN: Final = frozenset({"government", "military", "police"})


@dataclass(frozen=True, slots=True)
class Asserted:
    """A source and the words that name it; `name` None: the article in its own voice."""

    name: str | None
    source_type: SourceType
    named: tuple[Found, ...] = ()

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


def assertions(clauses: tuple[Checked, ...], article: Article) -> tuple[Asserted, ...]:
    """The source of each clause, in order. "The US official" is the "US official" of before, under the first name.

    "He said" goes on with the source before it; None when there is none.
    """
    names: dict[str, str] = {}
    found: list[Asserted] = []
    for clause in clauses:
        before = next((one for one in reversed(found) if one.name), None)
        by_pronoun = clause.said_by is None and _PRONOUN_SPEAKS.search(clause.text)
        found.append(before if before and by_pronoun else _asserted(clause.said_by, article, names))
    return tuple(found)


def key(name: str) -> str:
    """What makes two mentions the same: the words but for case and a leading article."""
    return _ARTICLE.sub("", " ".join(name.split()).casefold())


def basis(clause: Checked, actor: Found, asserted: Asserted) -> Basis:
    """How firmly the clause ties the deed to the actor: the decision tree of MUC-4's organisation confidence.

    Denied? By itself or its own officials: claimed. By nobody in particular: a fact, or possible where the words doubt.
    Accused by the authorities; accused by others.
    """
    text = clause.text
    own = same_side(asserted.name, actor.words)
    if codes.denies(text) and (own or asserted.name is None):
        return "denied"
    if asserted.name is None:
        return "possible" if codes.doubts(text) else "reported_as_fact"
    if own and not speech.accuses(text):
        return "claimed"
    if codes.doubts(text):
        return "possible"
    return "accused_by_authorities" if asserted.source_type in _OWN else "accused"


def same_side(source: str | None, actor: str) -> bool:
    """Whether a source speaks for the actor: they share a proper name, or are officials and forces of one state."""
    if source is None:
        return False
    return bool(_proper(source) & _proper(actor)) or _same_state(source, actor)


def _same_state(source: str, actor: str) -> bool:
    country = places.country_of(source)
    official = codes.source_type(source) in _OWN
    force = codes.inter(actor, None) == "State forces"
    return country is not None and official and force and country == places.country_of(actor)


def _proper(name: str) -> set[str]:
    """The capitalised words of a name that stand for no country and no office: "Hashed source" shares Hashed."""
    words = _PROPER.findall(_ARTICLE.sub("", name))
    return {word.casefold() for word in words if not (places.country_of(word) or codes.is_office(word))}


def _asserted(said_by: Found | None, article: Article, names: dict[str, str]) -> Asserted:
    if said_by is None:
        return Asserted(None, codes.source_type(None))
    speaker = speech.resolve(said_by, article.text)
    name = names.setdefault(key(speaker.name), speaker.name)
    return Asserted(name, codes.source_type(name), speaker.named)
