"""Numbers that are a part of another, and numbers that come on top of another. Pure.

"Six were hurt, two of them seriously" has one toll; "19 bodies ... four more died" has two that add up.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.article.ground import Found, slice_of
from app.reader import codes
from app.reader.check import Checked
from app.reader.harms import Harm, counted_noun, harm_at, harm_of, head_noun, suffered
from app.reader.syntax import ParsedArticle
from app.values import counts
from schemas import CasualtyClaim, Count
from schemas.codes import VictimClass

_AFTER_WHOLE: Final = re.compile(
    r"\b(?:including|among (?:them|whom)|of (?:whom|them|those|these),?|two of|one of)\s*(?:were\s+)?$"
    r"|^of (?:the|those|its)\b[^,.;]{1,60},\s*$",
    re.IGNORECASE,
)
"""Words before a part: "including two women", "of the nine dead, two"."""
_RISEN: Final = re.compile(
    r"\b(?:tolls?|dead|deaths?|number|total|killed|wounded|injured)\b[^,.;]{0,60}?\b(?:to|at|reach\w*)\s+$",
    re.IGNORECASE,
)
"""Words before a total that holds all counted so far: "the toll rose to"."""
_OF_WHOLE: Final = re.compile(
    r"\s+of\s+(?:them|whom|those|these|the\s+(?:\w+\s+)?(?:wounded|injured|dead|killed|victims|casualties))\b",
    re.IGNORECASE,
)
"""Words after a part: "two of them"."""
_ALL: Final = re.compile(r"\ball\s+$", re.IGNORECASE)
_OF_ANYBODY: Final = re.compile(
    r"\s+of\s+(?:them|whom|these|those(?!\s+(?:\w+\s+)?(?:wounded|injured|hurt|dead|killed)))\b", re.IGNORECASE
)
"""Those of which it is a part may not be harmed: "150 marched. Two of them were hurt"."""
_GRAVITY: Final = re.compile(
    r"\s+(?:(?:people|others|patients|victims|more)\s+)?"
    r"(?:(?:were|are|was|is|being|remain(?:ed|s)?|reported(?:ly)?|still|also|now|left|listed|said\s+to\s+be)\s+){0,3}"
    r"(?:in\s+(?:an?\s+)?(?:very\s+)?(?:critical|serious|grave|severe|stable)\s+condition"
    r"|(?:critically|seriously|gravely|severely|badly|slightly|lightly)(?!\s+(?:injur|wound|hurt|burn|ill)))\b",
    re.IGNORECASE,
)
"""How badly some of the wounded are hurt, and no more: "three critically", "four were in a serious condition"."""
_WORD = r"(?!(?:in|on|at|by|when|as|from|with|after)\b)[\w-]{1,60}+"
_CALLED: Final = re.compile(
    rf"\s*+,?\s*+(?:(?:were|was|are|is)\s++)?(?P<whom>{_WORD}(?:\s++{_WORD}){{0,3}}?)"
    r"(?=\s*+(?:[,.;:)\"\u201d]|$)|\s++(?:and|who|in|on|at|when|after)\b)",
    re.IGNORECASE,
)
"""What those are who are a part: "two of them (were) children"."""
_MORE_BEFORE: Final = re.compile(r"\b(?:another|further|additional)\s+$", re.IGNORECASE)
_MORE_AFTER: Final = re.compile(r"\s+(?:more(?!\s+than)|others|(?:other|additional|further)\s+[\w-]+)\b", re.IGNORECASE)
_NEAR: Final = 100
"""Characters before a number that are looked at."""
_ELSEWHERE: Final = re.compile(r"\s+(?:on|in|at|near)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Before:
    """What was counted last before a number; `number` is None where no number of its own clause tells it."""

    harms: frozenset[Harm]
    number: Found | None = None


NOBODY: Final = Before(frozenset())


def by_claims(claims: Sequence[CasualtyClaim]) -> Before:
    """What the last claim that gives a number counts."""
    last = next((claim for claim in reversed(claims) if claim.killed or claim.injured), None)
    if last is None:
        return NOBODY
    told: tuple[tuple[Harm, Count | None], ...] = (("killed", last.killed), ("wounded", last.injured))
    return Before(frozenset(harm for harm, count in told if count))


def last_before(words: Found, clause: Checked, article: ParsedArticle, told: Before = NOBODY) -> Before:
    """The latest number of people harmed before `words`, parts left out; `told` where the clause has none."""
    return next(_earlier(words, clause, article), told)


def _earlier(words: Found, clause: Checked, article: ParsedArticle) -> Iterator[Before]:
    """The numbers of people before one in its clause, the latest first."""
    for hit in reversed(counts.find(clause.text)):
        number = slice_of(article.text, clause.asked.start + hit.start, clause.asked.start + hit.end)
        if number.end <= words.start and not _marked(number, clause, article) and not _measures(number, article):
            harm = harm_of(number, clause, article.tree)
            yield Before(frozenset([harm]) if harm else frozenset(), number)


def _measures(number: Found, article: ParsedArticle) -> bool:
    """Whether a number counts no people: "four rockets"."""
    return codes.pattern("not_people").match(article.text[number.end : number.end + 40].lstrip()) is not None


def is_part(words: Found, clause: Checked, article: ParsedArticle, told: Before = NOBODY) -> bool:
    """Whether a number is a part of one told before; of the wounded "two of whom died" are dead of their own."""
    if _is_gravity(words, clause, article):
        return "wounded" in last_before(words, clause, article, told).harms
    if _OF_ANYBODY.match(_after(words, clause, article)) and not last_before(words, clause, article, told).harms:
        return False
    if _says_more(words, clause, article) and _is_in_total(words, clause):
        return True
    return _marked(words, clause, article) and not died_since(words, clause, article, told)


def _is_in_total(words: Found, clause: Checked) -> bool:
    """Whether the clause gives the total that holds them, too: "the toll rose to 45 after six more died"."""
    others = (hit for hit in counts.find(clause.text) if clause.asked.start + hit.start != words.start)
    return any(_RISEN.search(_end_of(clause.text[: hit.start])) for hit in others)


def _says_more(words: Found, clause: Checked, article: ParsedArticle) -> bool:
    another = words.words.casefold().startswith("another") or _MORE_BEFORE.search(_before(words, clause, article))
    return bool(another or _MORE_AFTER.match(_after(words, clause, article)))


def died_since(words: Found, clause: Checked, article: ParsedArticle, told: Before = NOBODY) -> bool:
    """Whether these are some of those who were counted as wounded, and are dead."""
    if not _OF_WHOLE.match(_after(words, clause, article)) and not _of_whom(_before(words, clause, article)):
        return False
    harmed = last_before(words, clause, article, told).harms
    return suffered(words, article.tree) == "killed" and harmed != frozenset({"killed"})


def part_harm(words: Found, clause: Checked, article: ParsedArticle) -> Harm | None:
    """The harm of a part: what befell the whole, or what its own verb tells."""
    before = _before(words, clause, article)
    whole = last_before(words, clause, article)
    return next(iter(whole.harms), None) or suffered(words, article.tree) or harm_at(before, len(before), len(before))


def is_more(words: Found, harm: Harm, clause: Checked, article: ParsedArticle, told: Before) -> bool:
    """Whether a number comes on top of one of the same harm that was told right before it."""
    if died_since(words, clause, article, told):
        return any("killed" in before.harms for before in (told, *_earlier(words, clause, article)))
    last = last_before(words, clause, article, told)
    if last.number is None and _is_joined(words, article):
        return False
    return harm in last.harms and (_says_more(words, clause, article) or _goes_on(words, last, clause, article))


def _is_joined(words: Found, article: ParsedArticle) -> bool:
    """Whether those counted are joined to people who are not: "a commander and two others"."""
    noun = head_noun(words, article.tree)
    return noun is not None and noun.dep == "conj" and article.tree.words[noun.head].pos in ("NOUN", "PROPN")


def _goes_on(words: Found, last: Before, clause: Checked, article: ParsedArticle) -> bool:
    """Whether a bare number goes on with another day or place: "killed 60 people on Friday and 50 on Saturday"."""
    joined = _before(words, clause, article).endswith((" and ", ", "))
    alone = counted_noun(words, article.tree) is None
    return bool(last.number and joined and alone and _ELSEWHERE.match(_after(words, clause, article)))


def whom_of_part(words: Found, clause: Checked, article: ParsedArticle) -> VictimClass:
    """Who a part is: "two of them children", "of whom three were women"; `all` when not told."""
    after = _after(words, clause, article)
    of = _OF_WHOLE.match(after)
    called = _CALLED.match(after, of.end() if of else 0)
    return codes.victim_class(called["whom"]) if called else "all"


def _marked(words: Found, clause: Checked, article: ParsedArticle) -> bool:
    before, after = _before(words, clause, article), _after(words, clause, article)
    of = _OF_WHOLE.match(after) and not _ALL.search(before)
    return bool(_AFTER_WHOLE.search(before) or of) or _joined_to_part(words, clause, article)


def _joined_to_part(words: Found, clause: Checked, article: ParsedArticle) -> bool:
    """Whether a number's noun is joined to one that is a part: "including two women and four children"."""
    noun = head_noun(words, article.tree)
    while noun and noun.dep == "conj":
        noun = article.tree.words[noun.head]
        first = min((w.start for w in article.tree.under(noun, "nummod", "quantmod")), default=noun.start)
        if _AFTER_WHOLE.search(_end_of(article.text[clause.asked.start : first])):
            return True
    return False


def _is_gravity(words: Found, clause: Checked, article: ParsedArticle) -> bool:
    return _GRAVITY.match(_after(words, clause, article)) is not None


def _of_whom(before: str) -> bool:
    return re.search(r"\bof (?:whom|them|those|these),?\s+$", before, re.IGNORECASE) is not None


def _before(words: Found, clause: Checked, article: ParsedArticle) -> str:
    """What stands before a number, cut where it is long; a blank then stands for what is left out."""
    return _end_of(article.text[clause.asked.start : words.start])


def _end_of(text: str) -> str:
    return text if len(text) <= _NEAR else " " + text[-_NEAR:]


def _after(words: Found, clause: Checked, article: ParsedArticle) -> str:
    return article.text[words.end : clause.asked.end]
