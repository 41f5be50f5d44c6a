"""Whether two readings can tell of one incident: by when, where and what, and by words that open another one. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from app.reader import codes
from app.reader.syntax import ParsedArticle, Tree, Word
from app.values.dates import Span
from app.values.places import Mention

Region = tuple[str, str]
"""A first-level division: its country's ISO code, its name."""

_WHERE: Final = frozenset(
    {"in", "at", "near", "on", "across", "inside", "outside", "around", "within", "throughout", "over"}
)
"""Prepositions of what happens where: not "from", nor "of"."""
_EVENT: Final = (
    r"(?:(?:air|drone)[ -]?strike|incident|attack|assault|clash|strike|raid|ambush|shooting|bombing|blast|explosion"
    r"|shelling|development|accident|operation|episode)(?:e?s)?\b"
)
_ANOTHER: Final = re.compile(
    rf"\bin\s+(?:(?:an?|yet|at\s+least|two|three|four|five|several)\s+)*"
    rf"(?:separate|another|unrelated|different|other)\s+(?:[\w'\u2019-]+\s+){{0,2}}?{_EVENT}"
    r"|\bin\s+(?:a\s+different|another|other)\s+parts?\s+of\b"
    rf"|\b{_EVENT}\s+elsewhere\b",
    re.IGNORECASE,
)
_MEANWHILE: Final = re.compile(
    r"\W{0,24}(?:(?:and|but)\s+)?(?i:separately|elsewhere)\b"
    r"|\W{0,24}(?i:meanwhile),?\s+(?:in|near|at|outside)\s+(?:[a-z]+\s+){0,3}[A-Z]"
    r"|\W{0,24}(?:In|Near|At|Outside)\s+(?:[a-z]+\s+){0,3}[A-Z][^,]{0,40},\s+meanwhile\b"
)
DEED_ON: Final = rf"\b{_EVENT}\s+(?:on|against)\s+"
"""Words before a country that was attacked: it is where that happened."""
_WIDE: Final = re.compile(rf"(?:{DEED_ON}|\b(?:across|throughout)\s+)$", re.IGNORECASE)
_BACK: Final = re.compile(
    rf"\b(?:the|that|this)\s+(?:[\w'\u2019-]+\s+)?(?:{_EVENT}|(?:toll|dead|wounded|injured|victims)\b)", re.IGNORECASE
)
_TIED: Final = re.compile(
    r"\bthere\b(?!\s+(?:is|are|was|were|has|have|had|will|would|could|may|might)\b)|\bthen\b"
    r"|\bthe\s+(?:same\s+)?(?:city|town|village|capital)\b|\bthe\s+same\s+(?:\w+\s+)?"
    r"(?:area|place|spot|site|street|road|market|school|hospital|camp|base|building|district|province|region|state)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What readings of one incident agree in, or do not tell: time, sort, towns, regions, countries (ISO)."""

    span: Span | None
    sort: Literal["arrest", "force"] | None
    cities: frozenset[str]
    regions: frozenset[Region]
    countries: frozenset[str]
    wide: bool = False
    """Report of a whole country, in an article that then tells town by town."""

    def allows(self, other: "Setting") -> bool:
        """Whether nothing in one contradicts the other."""
        return (
            same_time(self.span, other.span)
            and not (self.sort and other.sort and self.sort != other.sort)
            and self.is_same_place(other)
            and not (self.wide and other.is_local)
            and not (other.wide and self.is_local)
            and (not self.countries or not other.countries or bool(self.countries & other.countries))
        )

    @property
    def is_local(self) -> bool:
        """Whether a town or a region is told."""
        return bool(self.cities or self.regions)

    def is_same_place(self, other: "Setting") -> bool:
        """Whether they share a town or, where one names no town, a region."""
        if self.cities and other.cities:
            return bool(self.cities & other.cities)
        return not self.regions or not other.regions or bool(self.regions & other.regions)


def is_wide(mentions: Sequence[Mention], article: ParsedArticle, start: int) -> bool:
    """Whether a clause from `start` tells of a whole country and of no place in it: "its largest attack on Ukraine"."""
    return all(mention.place.kind == "country" for mention in mentions) and any(
        _WIDE.search(article.text[start : mention.start]) for mention in mentions
    )


def is_series(wide: Setting, others: Iterable[Setting]) -> bool:
    """Whether others, of its time, tell of different towns or regions: what it sums up."""
    local = [one for one in others if one.is_local and same_time(wide.span, one.span)]
    return any(not local[0].is_same_place(other) for other in local[1:])


def opens_another(text: str) -> bool:
    """Whether a clause says that it turns to another incident: "in a separate attack", "Elsewhere, two men died"."""
    found = _ANOTHER.search(text)
    if found and not text[: found.start()].strip("\"'\u201c\u2018 "):
        return True
    return bool(found or _MEANWHILE.match(text)) and not _BACK.search(text)


def is_tied(text: str) -> bool:
    """Whether a clause places its deed where that of the sentences before it was: "there", "in the same market"."""
    return _TIED.search(text) is not None


def regions(mentions: Iterable[Mention], article: ParsedArticle) -> frozenset[Region]:
    """The first-level divisions where something happens, as far as the gazetteer tells them."""
    return frozenset(
        (mention.place.country_code, mention.place.admin1)
        for mention in mentions
        if mention.place.admin1 and is_scene(article.tree.head_of(mention.start, mention.end), article.tree)
    )


def is_scene(name: Word | None, tree: Tree) -> bool:
    """Whether a name says where something happens: after "in" or "near", and not where somebody speaks."""
    above = tuple(tree.above(name)) if name else ()
    place = next((word for word in above if word.pos == "VERB" or (word.dep == "prep" and word.lemma != "of")), None)
    if place is None or place.lemma not in _WHERE:
        return False
    return codes.pattern("saying").match(tree.words[place.head].text) is None


def is_origin(name: Word | None, tree: Tree) -> bool:
    """Whether a name says only where somebody comes from: "the attackers came from the town of Gao"."""
    above = tuple(tree.above(name)) if name else ()
    came = next((word for word in above if word.dep == "prep" and word.lemma == "from"), None)
    return came is not None and tree.words[came.head].lemma in ("come", "hail", "originate", "native")


def same_time(one: Span | None, other: Span | None) -> bool:
    """Whether two spans share a day, give or take one: night strikes are told under either date."""
    if one is None or other is None:
        return True
    day = timedelta(days=1)
    return first_day(one) - last_day(other) <= day and first_day(other) - last_day(one) <= day


def length_days(span: Span) -> int:
    """Days from the first to the last."""
    return (last_day(span) - first_day(span)).days


def first_day(span: Span) -> date:
    """The first day of a span, the earliest there is where it is open."""
    return span.start or date.min


def last_day(span: Span) -> date:
    """The last day of a span, the latest there is where it is open."""
    return span.end or date.max
