"""Who speaks, and what the words do: accuse, deny, threaten. English patterns; pure."""

import re
from dataclasses import dataclass
from typing import Final

from app.article.ground import Found, slice_of
from app.reader import codes

_NAME = r"[^,;.\"\u201c\u201d]"
_PARTY = rf"(?P<accused>(?!(?:for|on|of|in|over|by|to)\b){_NAME}{{2,90}}?)"
_SAYS = r"(?:said|says|charged|alleged|claimed|insisted)"
_DEED = r"of|for|over|in|during|after|on|and|with|when|as|to"
_BACKING = (
    r"(?:back|support|harbou?r|shelter|fund|financ|arm|aid|train|foment|spread|fail|ignor|lying|meddl|interfer|exaggerat)"
    r"\w*"
)
"""What somebody is accused of that is no deed of the day: "of backing the rebels"."""
ACCUSING: Final = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        rf"\b(?:hold|holds|held|holding)\s+{_PARTY}\s+(?:\w+ly\s+)?(?:responsible|accountable)\b",
        rf"\baccus(?:ed|es|ing|e)\s+{_PARTY}\s+of\b(?!\s+(?:\w+ly\s+)?{_BACKING}\b)",
        rf"\bblam(?:ed|es|ing|e)\s+(?:the\s+\w+\s+on\s+)?{_PARTY}(?=\s+(?:{_DEED})\b|[,;.\"\u201d]|$)",
        rf"\b{_SAYS}\s+(?:that\s+)?(?P<accused>{_NAME}{{2,60}}?)\s+(?:was|were|is|are)\s+behind\b",
    )
)
NO_COMMENT: Final = re.compile(
    r"\bno (?:immediate |official )?(?:comment|word|claim|response)\b|\bdeclin\w+ to (?:comment|say)"
    r"|\bdid not (?:immediately |yet )?(?:comment|respond|reply|answer)|\bsaid nothing\b"
    r"|\bno further detail|\bunclear who|\bno group\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A source as the article names it most fully, with the words that name it."""

    name: str
    named: tuple[Found, ...]


def accused(text: str, start: int, end: int) -> Found | None:
    """The party that text[start:end] explicitly accuses ("accused X of", "hold X responsible"); None if none."""
    for pattern in ACCUSING:
        if found := pattern.search(text, start, end):
            return slice_of(text, found.start("accused"), found.end("accused"))
    return None


def accuses(text: str) -> bool:
    """Whether the text accuses somebody in so many words."""
    return accused(text, 0, len(text)) is not None


def accuser(text: str, start: int, end: int) -> Found | None:
    """The subject of an explicit accusation in text[start:end] ("Commanders accused …"); None when it is not plain."""
    verb = _ACCUSES.search(text, start, end)
    subject = slice_of(text, start, verb.start()) if verb else None
    plain = subject and 0 < len(subject.words.split()) <= _LONGEST_SUBJECT and not _BREAK.search(subject.words)
    return subject if plain else None


def dates_statement(text: str, start: int, end: int) -> bool:
    """Whether the date at text[start:end] is that of a statement: "said on Thursday", "on Monday denied".

    "said in a statement on Thursday", too; "said a bomb killed two on Thursday" dates the bomb.
    """
    return _SAID_BEFORE.search(text[:start]) is not None or _SAID_AFTER.match(text[end:]) is not None


def speaks(text: str) -> bool:
    """Whether the text has a word that makes somebody a source."""
    return codes.pattern("saying").search(text) is not None


_ACCUSES: Final = re.compile(r"\b(?:ha(?:s|ve|d)\s+)?(?:accus(?:ed|es)|blam(?:ed|es))\b", re.IGNORECASE)
_BREAK: Final = re.compile(r"[,;:\"\u201c\u201d]")
_LONGEST_SUBJECT: Final = 8
_SPEECH = (
    r"(?:said|says|told\s+(?:\w+\s+){1,3}|wrote|denied|accused|confirmed|announced|claimed|condemned|reported|added|warned|vowed"
    r"|rejected|blamed|declared|tweeted|posted|insisted|statement|interview|telephone|conference|message)"
)
_SAID_BEFORE: Final = re.compile(rf"\b{_SPEECH}\s*(?:(?:on|late|early|in)\s+)*$", re.IGNORECASE)
_SAID_AFTER: Final = re.compile(rf"\s+(?:\w+ly\s+)?{_SPEECH}\b", re.IGNORECASE)
_DEFINITE: Final = re.compile(r"(?:the|this|that)\s+$", re.IGNORECASE)
_STOP = r"(?:the|an?|and|or|of|in|on|at|by|for|to|from|with|that|who|said|told|was|were|is|are|had|has)"
_MODIFIER = rf"(?:(?!{_STOP}\b)[^\W\d][\w'\u2019-]*[^\S\n]+)"


def resolve(speaker: Found, text: str) -> Speaker:
    """Who "the official" is: the fullest earlier name with the same head, else the words themselves.

    "the security official" after "an Iraq security official" is the Iraq security official. Only definite phrases
    refer back; the nearest fuller mention before them is taken.
    """
    definite = _DEFINITE.search(text, max(0, speaker.start - 6), speaker.start)
    earlier = _fuller(speaker.words, text[: speaker.start]) if definite else None
    if earlier is None:
        return Speaker(speaker.words, (speaker,))
    fuller = resolve(slice_of(text, *earlier), text)
    return Speaker(fuller.name, (*fuller.named, speaker))


def _fuller(words: str, before: str) -> tuple[int, int] | None:
    pattern = re.compile(rf"(?<![\w-]){_MODIFIER}{{1,4}}?{re.escape(words)}(?!\w)", re.IGNORECASE)
    hits = [found.span() for found in pattern.finditer(before)]
    return hits[-1] if hits else None
