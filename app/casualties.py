"""Casualty claims from checked readings: who counts how many dead and injured. Pure.

A number counts only where the words around it tell of killing or wounding people, and a part ("including two women") is
a part: it never stands as a toll of its own.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from app.article import Article
from app.check import Checked, overlap
from app.ground import Found, slice_of
from app.normalise import codes, counts
from app.sources import Asserted
from schemas import CasualtyClaim, Count, Person, Source, UnsupportedValue
from schemas.codes import VictimClass

Harm = Literal["killed", "wounded"]

PART: Final = re.compile(
    r"\b(?:including|among (?:them|whom)|of (?:whom|them)|two of|one of)\s*(?:were\s+)?$", re.IGNORECASE
)
INCLUDING: Final = re.compile(
    r"\b(?:including|among them)\s+(?P<who>[^.;\"\u201d]+?)"
    r"(?=,[^,;.]*\b(?:said|told|report\w*|according|confirm\w*)\b|[.;\"\u201d]|$)",
    re.IGNORECASE,
)
CONFIRMING: Final = re.compile(
    r"\bconfirm\w*\s+(?:(?:the|that|this|these|both|death|casualty)\s+)*(?:toll|deaths?|figures?|numbers?|casualties)\b",
    re.IGNORECASE,
)
NEXT_PERSON: Final = re.compile(
    r",?\s+and\s+(?=(?:an?|another|one|two|three|four|his|her|their|the|\d+)\b)", re.IGNORECASE
)
HARMING: Final[dict[Harm, Callable[[str], tuple[re.Match[str], ...]]]] = {
    "killed": codes.killing,
    "wounded": codes.wounding,
}
BESIDE: Final = 14
"""Characters between a number and a word of harm that make them one: "four people were killed"."""
_BREAK: Final = re.compile(r",|;|\band\b")
_NAMED: Final = r"(?:[A-Z][\w'\u2019-]+|al-[A-Z]\w+|bin|de|van|el)"
NAME: Final = re.compile(rf"{_NAMED}(?:\s+{_NAMED}){{1,4}}")


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
    for harm, phrase in _phrases(clause, article):
        found, against = _tolls(harm, phrase, clause, article)
        tolls.extend(toll for toll in found if toll not in tolls)
        refused.extend(against)
    victims = _victims(clause, article)
    claims = tuple(_claims(tolls, victims, clause, asserted, article))
    return claims, tuple(refused)


def confirms(clause: Checked) -> bool:
    """Whether the clause confirms a toll that was told before."""
    return CONFIRMING.search(clause.text) is not None


def with_confirmation(claims: tuple[CasualtyClaim, ...], source: Source) -> tuple[CasualtyClaim, ...]:
    """Add the source to the latest claim that gives a number of dead; unchanged when none does."""
    last = max((index for index, claim in enumerate(claims) if claim.killed), default=None)
    if last is None or source.name == claims[last].asserted_by:
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


def _phrases(clause: Checked, article: Article) -> Iterator[tuple[Harm, Found]]:
    """What the model took for the dead and the hurt; where it took nothing, the numbers that plainly count them."""
    both: tuple[tuple[Harm, Found | None], ...] = (("killed", clause.killed), ("wounded", clause.wounded))
    for harm, said in both:
        if said:
            yield harm, said
        else:
            yield from ((harm, words) for words in _plain(harm, clause, article))


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
        reason = _objection(harm, words, count, clause, article)
        if reason == "":
            kept.append(Toll(harm, count, _whom(words, phrase, article), words))
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


def _objection(harm: Harm, words: Found, count: Count, clause: Checked, article: Article) -> str | None:
    """Why the number is no toll: "" when it is one, None when it is a part of one, which is told as victims."""
    before = article.text[clause.noted.start : words.start]
    after = article.text[words.end : clause.noted.end]
    if PART.search(before):
        return None
    if codes.pattern("not_people").match(after.lstrip()):
        return "the number does not count people"
    if not counts.carries(words.words, count):
        return "the words do not carry this number"
    told = harm_at(clause.text, words.start - clause.noted.start, words.end - clause.noted.start)
    return "" if told == harm else f"the words nearest to the number tell of {told}"


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
    noun = re.split(r",|\band\b|\bincluding\b", article.text[words.end : phrase.end])[0]
    return codes.victim_class(noun)


def _victims(clause: Checked, article: Article) -> tuple[Person, ...]:
    """People singled out: in the phrase itself where it has no number, and after "including"."""
    unnumbered = clause.killed and not any(_numbers(clause.killed, clause, article))
    singled = [clause.killed] if clause.killed and unnumbered else []
    if clause.killed and (found := INCLUDING.search(article.text, clause.killed.start, clause.noted.end)):
        singled.append(slice_of(article.text, found.start("who"), found.end("who")))
    return tuple(person for phrase in singled for person in _people(phrase, article))


def _people(phrase: Found, article: Article) -> Iterator[Person]:
    start = phrase.start
    for cut in (*NEXT_PERSON.finditer(article.text, phrase.start, phrase.end), None):
        found = slice_of(article.text, start, cut.start() if cut else phrase.end)
        named = NAME.search(found.words)
        if found.words:
            yield Person(name=named[0] if named else None, description=found.words, evidence=(found.evidence,))
        start = cut.end() if cut else start


def _claims(
    tolls: list[Toll], victims: tuple[Person, ...], clause: Checked, asserted: Asserted, article: Article
) -> Iterator[CasualtyClaim]:
    """A claim for each number of dead; the first also tells the injured and the victims singled out."""
    killed = [toll for toll in tolls if toll.harm == "killed"]
    wounded = [toll for toll in tolls if toll.harm == "wounded"]
    rows = max(len(killed), len(wounded), 1 if victims else 0)
    sentence = slice_of(article.text, clause.noted.start, clause.noted.end)
    for row in range(rows):
        dead = killed[row] if row < len(killed) else None
        hurt = wounded[row] if row < len(wounded) else None
        yield CasualtyClaim(
            killed=dead and dead.count,
            injured=hurt and hurt.count,
            victim_class=dead.whom if dead else hurt.whom if hurt else "all",
            victims=victims if row == 0 else (),
            asserted_by=asserted.name,
            source_type=asserted.source_type,
            evidence=asserted.with_words(sentence),
        )


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
