"""Tolls of a war, or of a time that runs on: circumstances of the news, and the toll of no incident. Pure."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from app.article import Sentence
from app.article.ground import Found
from app.reader import codes
from app.reader.check import Checked
from app.reader.syntax import ParsedArticle
from app.values import dates

RECENT: Final = timedelta(days=14)
"""A toll "since" a day within this before publication is of the news."""
_WAR: Final = r"(?:wars?|conflicts?|insurgenc(?:y|ies)|insurrection|rebellion|uprising|offensives?|campaigns?)"
_HAS: Final = r"(?:has|have|had)(?:\s+(?:also|now|already|so\s+far|reportedly))?\s+(?:been\s+)?(?:\w+ly\s+)?"
_HARMED: Final = (
    r"(?:killed|died|wounded|injured|hurt|murdered|massacred|executed|shot|claimed|cost|left|taken|seen|lost)"
)
_BY_WAR: Final = re.compile(
    rf"\b{_WAR}(?:,[^,;.]{{1,80}},|\s+(?:that|which)|\s+(?:in|on|against|between|with|over|of)\s+"
    rf"(?:[\w'\u2019-]+\s+){{0,4}}?[\w'\u2019-]+)?\s+(?P<verb>{_HAS}{_HARMED})\b",
    re.IGNORECASE,
)
"""`Sudan's war, which broke out in 2023, has killed`, `a conflict that has cost`."""
_TOLL: Final = re.compile(
    rf"\b(?:(?:death\s+)?toll|number\s+of\s+(?:[\w-]+\s+){{0,3}}?(?:dead|killed|deaths))\s+(?:of|from|in|by)\s+(?:[\w'\u2019-]+\s+){{0,4}}?{_WAR}\b"
    rf"|\b{_WAR}['\u2019]s\s+(?:\w+\s+)?(?:death\s+)?toll\b",
    re.IGNORECASE,
)
_SO_FAR: Final = re.compile(
    rf"\b{_HAS}{_HARMED}\b|\btoll\b"
    r"|\b(?:deaths|killings|dead|killed|casualties|fatalities)\s+(?=(?:since|so\s+far|this\s+year|(?:in|over)\s+the\s+(?:past|last))\b)",
    re.IGNORECASE,
)
_RUNNING: Final = re.compile(
    r"\b(?:so\s+far\s+this\s+year|this\s+year|every\s+year|each\s+year"
    r"|(?:in|over|during|for)\s+(?:the\s+)?(?:past|last|recent)\s+(?:[\w-]+\s+){0,3}?(?:months|years?|decades?|century)"
    r"|in\s+(?:[\w-]+\s+){1,3}?(?:months|years|decades)\s+of)\b",
    re.IGNORECASE,
)
_SINCE: Final = re.compile(r"\bsince\b(?!\s+(?:been|died|killed)\b)", re.IGNORECASE)
_BARE: Final = re.compile(r"since(?:\s+then)?\s*(?:[,.;:\"\u201d]|$)", re.IGNORECASE)
_BEGINNING: Final = re.compile(
    rf"since\b[^,.;]{{0,60}}?\b(?:{_WAR}|invasion|coup|takeover|cease-?fire|truce"
    r"|(?:start|beginning)\s+of\s+(?:the|this|last)\s+(?:year|month|decade))\b",
    re.IGNORECASE,
)
_OPENS: Final = re.compile(
    r";|(?:,|(?<!\s))\s+(?:where|while|but|whose|in\s+which|after|when|although|though|that|which|who)\b|,\s+(?:and|with)\b"
    r"|(?:,|(?<!\s))(?<!many)(?<!much)\s+as\b(?!\s+(?:many|much|of|well)\b)",
    re.IGNORECASE,
)
"""What begins another clause."""
_RANKED: Final = re.compile(r"\b(?:\w+est|worst|most|first|second|third|fourth|fifth|only)\b[^,;]*$", re.IGNORECASE)
"""Before "since", it is no toll that runs on: "the deadliest attack since 2014"."""
_NEAR: Final = 400
"""Characters before a toll that are looked at; few clauses are longer."""


def is_circumstance(sentence: Sentence, article: ParsedArticle) -> bool:
    """Whether a sentence tells such a toll and no deed besides: "The war has killed 30,000 people"."""
    rest = sentence.text
    for start, end in _spans(sentence.text, _earlier(article.text, sentence.start), article.published_on):
        rest = rest[:start] + " " * (end - start) + rest[end:]
    told = codes.sub_event_type(rest) is not None or codes.killing(rest) or codes.wounding(rest)
    return rest != sentence.text and not told


def counts(words: Found, clause: Checked, article: ParsedArticle) -> bool:
    """Whether a number of a clause is such a toll."""
    start = clause.asked.start
    spans = _spans(clause.text, _earlier(article.text, start), article.published_on)
    return any(first <= words.start - start < last for first, last in spans)


@lru_cache(maxsize=64)  # each number of a clause asks for them
def _spans(text: str, earlier: str, published_on: date | None) -> tuple[tuple[int, int], ...]:
    """The stretches [start, end) of a text that tell such tolls; `earlier` is what stands before it."""
    return tuple(_stretches(text, earlier, published_on))


def _stretches(text: str, earlier: str, published_on: date | None) -> Iterator[tuple[int, int]]:
    for found in _BY_WAR.finditer(text):
        relative = text[: found.start("verb")].rstrip().casefold().endswith((" that", " which"))
        start, end = found.start() if relative else _opening(text, found.start()), _closing(text, found.end())
        if not _is_of_the_news(text[start:end], published_on):
            yield start, end
    for found in _TOLL.finditer(text):
        yield _opening(text, found.start()), _closing(text, found.end())
    for start in (0, *(found.end() for found in _OPENS.finditer(text))):
        end = _closing(text, start)
        told = _SO_FAR.search(text, start, end)
        if told and _runs_on(text[start:end], (earlier + text[max(0, start - _NEAR) : start])[-_NEAR:], published_on):
            yield _opening(text, told.start()), end


def _earlier(text: str, at: int) -> str:
    return text[max(0, at - _NEAR) : at]


def _opening(text: str, at: int) -> int:
    """Where the clause that holds an offset begins, or the last word of harm before it ends."""
    near = max(0, at - _NEAR)
    opens = (found.end() for found in _OPENS.finditer(text, near, at))
    harm = (near + found.end() for find in (codes.killing, codes.wounding) for found in find(text[near:at]))
    return max((near, *opens, *harm))


def _closing(text: str, at: int) -> int:
    found = _OPENS.search(text, at)
    return found.start() if found else len(text)


def _runs_on(text: str, earlier: str, published_on: date | None) -> bool:
    """Whether a clause counts over a time that began long before the news and has no end."""
    running = (found for found in _RUNNING.finditer(text) if not _RANKED.search(text[: found.start()]))
    since = (found for found in _SINCE.finditer(text) if not _RANKED.search(text[: found.start()]))
    return any(running) or any(_began_long_ago(text[found.start() :], earlier, published_on) for found in since)


def _began_long_ago(since: str, earlier: str, published_on: date | None) -> bool:
    """Whether what follows "since" is long ago; a bare "since" counts from what was told before it."""
    if _BARE.match(since):
        war = re.search(rf"\b{_WAR}\b", earlier, re.IGNORECASE) is not None
        return war or any(_is_old(hit.text, published_on) for hit in dates.find(earlier)[-1:])
    moment = since.split(",", maxsplit=1)[0]
    dated = dates.find(moment)[:1]
    return any(_is_old(hit.text, published_on) for hit in dated) or (not dated and _BEGINNING.match(since) is not None)


def _is_of_the_news(text: str, published_on: date | None) -> bool:
    """Whether a clause counts from a day right before publication: "the offensive has killed 30 since Monday"."""
    since = (found.start() for found in _SINCE.finditer(text))
    spans = (dates.resolve(hit.text, published_on) for at in since for hit in dates.find(text[at : at + _NEAR])[:1])
    return any(span and span.start and published_on and published_on - span.start <= RECENT for span in spans)


def _is_old(words: str, published_on: date | None) -> bool:
    """Whether the words mean a day long before publication; a named year does where that is not known."""
    span = dates.resolve(words, published_on)
    if span is None or span.start is None:
        return False
    return published_on is None or published_on - span.start > RECENT
