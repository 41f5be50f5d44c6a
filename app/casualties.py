"""Casualty claims from checked readings: who counts how many dead and injured. Pure.

A number counts only where the words around it tell of killing or wounding people, and a part ("including two women") is
a part: it never stands as a toll of its own.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from app import untold
from app.article import Article
from app.check import Checked, overlap
from app.ground import Found, slice_of
from app.normalise import codes, counts
from app.sources import Asserted
from app.syntax import Tree, Word
from app.victims import singled_out
from schemas import CasualtyClaim, Count, Person, Source, UnsupportedValue
from schemas.codes import VictimClass

Harm = Literal["killed", "wounded"]

PART: Final = re.compile(
    r"\b(?:including|among (?:them|whom)|of (?:whom|them)|two of|one of)\s*(?:were\s+)?$", re.IGNORECASE
)
"""Words that set a number in a form, "killed to 0", and tell of nobody."""
CONFIRMING: Final = re.compile(
    r"\bconfirm\w*\s+(?:(?:the|that|this|these|both|death|casualty)\s+)*(?:toll|deaths?|figures?|numbers?|casualties)\b",
    re.IGNORECASE,
)
HARMING: Final[dict[Harm, Callable[[str], tuple[re.Match[str], ...]]]] = {
    "killed": codes.killing,
    "wounded": codes.wounding,
}
BESIDE: Final = 14
"""Characters between a number and a word of harm that make them one: "four people were killed"."""
_BREAK: Final = re.compile(r",|;|\band\b")


@dataclass(frozen=True, slots=True)
class Toll:
    """One number of people: which harm, whom it counts, where it stands in the article."""

    harm: Harm
    count: Count
    whom: VictimClass
    words: Found


def read(
    clause: Checked, asserted: Asserted, article: Article
) -> tuple[tuple[CasualtyClaim, ...], tuple[UnsupportedValue, ...]]:
    """The claims of one clause, and what the model counted and the words do not."""
    tolls: list[Toll] = []
    refused: list[UnsupportedValue] = []
    for harm, words, by_model in _phrases(clause, article):
        found, against = _tolls(harm, words, clause, article)
        tolls.extend(toll for toll in found if toll not in tolls)
        refused.extend(against if by_model else ())
    victims = singled_out(clause, article)
    claims = tuple(_claims(tolls, victims, clause, asserted, article))
    return claims, tuple(refused)


def confirms(clause: Checked) -> bool:
    """Whether the clause confirms a toll that was told before."""
    return CONFIRMING.search(clause.text) is not None


def with_confirmation(claims: tuple[CasualtyClaim, ...], source: Source) -> tuple[CasualtyClaim, ...]:
    """Add the source to the latest claim that gives a number of dead; unchanged when none does."""
    last = max((index for index, claim in enumerate(claims) if claim.killed), default=None)
    if last is None or source.name.casefold() == (claims[last].asserted_by or "").casefold():
        return claims
    confirmed = claims[last].model_copy(update={"confirmed_by": (*claims[last].confirmed_by, source)})
    return (*claims[:last], confirmed, *claims[last + 1 :])


def merge(claims: Iterable[CasualtyClaim]) -> tuple[CasualtyClaim, ...]:
    """One claim for what one source says alike in several places; one without a number joins its source's number."""
    merged: list[CasualtyClaim] = []
    for claim in claims:
        index = next((i for i, other in enumerate(merged) if _same(other, claim)), None)
        if index is None:
            merged.append(claim)
        else:
            merged[index] = _joined(merged[index], claim)
    return tuple(merged)


def _phrases(clause: Checked, article: Article) -> Iterator[tuple[Harm, Found, bool]]:
    """What the model took for the dead and the hurt (True); numbers that plainly count them or a part (False)."""
    both: tuple[tuple[Harm, Found | None], ...] = (("killed", clause.killed), ("wounded", clause.wounded))
    for harm, said in both:
        if said:
            yield harm, said, True
            yield from ((harm, words, False) for words in _parts(harm, clause, article))
        yield from ((harm, words, False) for words in _plain(harm, clause, article))


def _parts(harm: Harm, clause: Checked, article: Article) -> Iterator[Found]:
    """Numbers that are told as a part of the toll: "at least four people, including two children"."""
    whole = slice_of(article.text, clause.noted.start, clause.noted.end)
    for words, _ in _numbers(whole, clause, article):
        before = article.text[clause.noted.start : words.start]
        if PART.search(before) and harm_at(before, len(before), len(before)) == harm:
            yield words


def _plain(harm: Harm, clause: Checked, article: Article) -> Iterator[Found]:
    """Numbers right beside a word of the harm: "nobody was hurt", "the death toll rose to 31"."""
    whole = slice_of(article.text, clause.noted.start, clause.noted.end)
    hits = HARMING[harm](clause.text)
    for words, _ in _numbers(whole, clause, article):
        start, end = words.start - clause.noted.start, words.end - clause.noted.start
        if any(_distance(found, clause.text, start, end) <= BESIDE for found in hits):
            yield words


def _tolls(
    harm: Harm, phrase: Found, clause: Checked, article: Article
) -> tuple[tuple[Toll, ...], tuple[UnsupportedValue, ...]]:
    """The numbers in a phrase that the words around them bear out."""
    kept, refused = [], []
    for words, count in _numbers(phrase, clause, article):
        toll = Toll(harm, count, _whom(words, phrase, article), words)
        reason = _objection(toll, clause, article)
        if reason == "":
            kept.append(toll)
        elif reason:
            path = f"sentences/{clause.noted.sentence}/{harm}"
            refused.append(UnsupportedValue(path=path, value=phrase.words, reason=reason))
    return tuple(kept), tuple(refused)


def _numbers(phrase: Found, clause: Checked, article: Article) -> Iterator[tuple[Found, Count]]:
    """The numbers in a phrase, read in their clause: "20 marchers" of "at least 20 marchers" are at least 20."""
    for hit in counts.find(clause.text):
        words = slice_of(article.text, clause.noted.start + hit.start, clause.noted.start + hit.end)
        if overlap(words, phrase):
            yield words, hit.count


def _objection(toll: Toll, clause: Checked, article: Article) -> str | None:
    """Why the number is no toll: "" when it is one, None when it is a part of one, which is told as victims.

    A part that is told as a class, "three of them children", is a toll of that class.
    """
    before = article.text[clause.noted.start : toll.words.start]
    after = article.text[toll.words.end : clause.noted.end]
    if PART.search(before):
        return "" if toll.whom != "all" else None
    if against := untold.reason(toll.words, before, article.tree):
        return against
    if codes.pattern("not_people").match(after.lstrip()):
        return "the number does not count people"
    if not counts.carries(toll.words.words, toll.count):
        return "the words do not carry this number"
    told = harm_at(clause.text, toll.words.start - clause.noted.start, toll.words.end - clause.noted.start)
    return "" if told == toll.harm else f"the words nearest to the number tell of {told}"


def harm_at(text: str, start: int, end: int) -> Harm | None:
    """What the words nearest to text[start:end] tell of; an equal distance goes to killing. None: of no harm."""
    nearest = [
        (_distance(found, text, start, end), harm)
        for harm, find in HARMING.items()
        for found in find(text)
        if not _describes(found, text, start)
    ]
    return min(nearest)[1] if nearest else None


def _describes(found: re.Match[str], text: str, start: int) -> bool:
    """Whether a word of wounding only describes the people counted: "two wounded policemen died"."""
    return (
        found.start() > start
        and re.match(r"\s+\w+\s+(?:\w+\s+)?(?:died|were killed)\b", text[found.end() :]) is not None
    )


def _distance(found: re.Match[str], text: str, start: int, end: int) -> int:
    """Characters between, a comma or an "and" counting as ten: in "three dead, eight wounded" each has its own word."""
    between = text[found.end() : start] if found.end() <= start else text[end : found.start()]
    return len(between) + 10 * len(_BREAK.findall(between))


def _whom(words: Found, phrase: Found, article: Article) -> VictimClass:
    """Whom the noun that a number counts stands for: "seven of the dead rebels" are rebels."""
    noun = _counted_noun(words, article.tree)
    if noun is not None:
        return codes.victim_class(noun.text)
    after = re.split(r",|\band\b|\bincluding\b", article.text[words.end : phrase.end])[0]
    return codes.victim_class(after)


def _counted_noun(words: Found, tree: Tree) -> Word | None:
    number = tree.head_of(words.start, words.end)
    if number is None:
        return None
    if number.dep == "nummod" or number.dep in ("quantmod", "advmod", "amod", "compound"):
        return next((w for w in tree.above(number) if w.pos in ("NOUN", "PROPN")), None)
    of = (w for prep in tree.under(number, "prep") if prep.lemma == "of" for w in tree.under(prep, "pobj"))
    return next(of, number if number.pos == "NOUN" else None)


def _claims(
    tolls: list[Toll], victims: tuple[Person, ...], clause: Checked, asserted: Asserted, article: Article
) -> Iterator[CasualtyClaim]:
    """A claim for each number of dead; the first also tells the injured and the victims singled out."""
    killed = [toll for toll in tolls if toll.harm == "killed"]
    wounded = [toll for toll in tolls if toll.harm == "wounded"]
    sentence = slice_of(article.text, clause.noted.start, clause.noted.end)
    rows = _paired(killed, wounded) or ([(None, None)] if victims else [])
    for row, (dead, hurt) in enumerate(rows):
        yield CasualtyClaim(
            killed=dead and dead.count,
            injured=hurt and hurt.count,
            victim_class=dead.whom if dead else hurt.whom if hurt else "all",
            victims=victims if row == 0 else (),
            asserted_by=asserted.name,
            source_type=asserted.source_type,
            evidence=asserted.with_words(sentence),
        )


def _paired(killed: list[Toll], wounded: list[Toll]) -> list[tuple[Toll | None, Toll | None]]:
    """Each number of dead with the number of hurt that stands nearest to it and counts the same people."""
    rows: list[tuple[Toll | None, Toll | None]] = []
    left = list(killed)
    for hurt in wounded:
        fits = [dead for dead in left if hurt.whom in (dead.whom, "all") or dead.whom == "all"]
        dead = min(
            fits, key=lambda toll: (toll.whom != hurt.whom, abs(toll.words.start - hurt.words.start)), default=None
        )
        if dead:
            left.remove(dead)
        rows.append((dead, hurt))
    alone: list[tuple[Toll | None, Toll | None]] = [(dead, None) for dead in left]
    return sorted((*rows, *alone), key=lambda row: min(toll.words.start for toll in row if toll))


def _same(one: CasualtyClaim, other: CasualtyClaim) -> bool:
    """Whether one source says the same in both, as far as both say it."""
    numbers = ((one.killed, other.killed), (one.injured, other.injured))
    agree = all(a == b or a is None or b is None for a, b in numbers)
    same_whom = one.victim_class == other.victim_class or not (_numbered(one) and _numbered(other))
    return one.asserted_by == other.asserted_by and agree and same_whom


def _numbered(claim: CasualtyClaim) -> bool:
    return claim.killed is not None or claim.injured is not None


def _joined(one: CasualtyClaim, other: CasualtyClaim) -> CasualtyClaim:
    numbered = one if _numbered(one) else other
    known = {_person_key(person) for person in one.victims}
    return numbered.model_copy(
        update={
            "killed": one.killed or other.killed,
            "injured": one.injured or other.injured,
            "victims": (*one.victims, *(p for p in other.victims if _person_key(p) not in known)),
            "evidence": tuple(dict.fromkeys((*one.evidence, *other.evidence))),
        }
    )


def _person_key(person: Person) -> str:
    return re.sub(r"^(?:an?|the)\s+", "", (person.description or person.name or "").casefold())
