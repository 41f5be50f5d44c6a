"""Which stretches of an article are worth a question, and where one sentence holds two speakers. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app import speech
from app.article import Article, Sentence
from app.normalise import codes

_SECOND_SPEAKER: Final = re.compile(
    r",\s+(?:with|while|but|and|as)\s+(?=(?:[\w'\u2019-]+\s+){1,8}?"
    r"(?:reporting|saying|said|put|putting|confirming|confirmed|adding|claiming|claimed|told)\b)",
)
"""`…, the force said, with an official reporting two deaths`: what follows has a speaker of its own."""
_TALLY: Final = re.compile(
    r"\b(?:\d[\d,]*|dozens|scores|hundreds|thousands|several|many)\s+(?:of\s+)?(?:\w+\s+){0,2}(?:times|attacks|strikes|incidents|clashes|raids)\b"
    r"|\brecent (?:\w+\s+)?(?:attacks|strikes|raids|incidents|clashes)\b|\bsurge in\b|\bwave of\b|\bseries of\b",
    re.IGNORECASE,
)
LONGEST: Final = 1500
"""Characters of one question: 400 tokens of English, under 1500 of any script."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch [start, end) of one sentence that one question is about."""

    sentence: int
    start: int
    end: int
    text: str


def worth_asking(article: Article) -> tuple[Clause, ...]:
    """The clauses that may report an incident, a toll or who did it; tallies over a period may not."""
    return tuple(
        clause
        for sentence in article.sentences
        if sentence.kind == "body" and not is_tally(sentence.text)
        for part in split(sentence)
        for clause in bounded(part)
        if matters(clause.text)
    )


def matters(text: str) -> bool:
    """Whether the words are of the kind that reports incidents: a lexicon of events, killing, wounding, accusing."""
    stance = codes.speech_act(text) in {"THREATEN", "REJECT", "ACCUSE"} or speech.accuses(text)
    return stance or codes.sub_event_type(text) is not None


def is_tally(text: str) -> bool:
    """Whether the words count incidents over a period ("attacked at least 100 times since"), which is context."""
    return _TALLY.search(text) is not None and not (codes.killing(text) or codes.wounding(text))


def split(sentence: Sentence) -> tuple[Clause, ...]:
    """The clauses of a sentence: one, or two where a second speaker begins after the first has been named."""
    cut = next(
        (found for found in _SECOND_SPEAKER.finditer(sentence.text) if speech.speaks(sentence.text[: found.start()])),
        None,
    )
    if cut is None:
        return (Clause(sentence.index, sentence.start, sentence.end, sentence.text),)
    first, second = sentence.text[: cut.start()], sentence.text[cut.end() :]
    middle = sentence.start + cut.end()
    return (
        Clause(sentence.index, sentence.start, sentence.start + len(first), first),
        Clause(sentence.index, middle, sentence.end, second),
    )


def bounded(clause: Clause, longest: int = LONGEST) -> Iterator[Clause]:
    """The clause in stretches of at most `longest` characters, cut at white space where there is any.

    No sentence of prose is that long; a text without full stops is, and it must fit the context window.
    """
    start = 0
    while len(clause.text) - start > longest:
        space = clause.text.rfind(" ", start + 1, start + longest)
        stop = space if space > start else start + longest
        yield _part(clause, start, stop)
        start = stop
    yield _part(clause, start, len(clause.text))


def _part(clause: Clause, start: int, stop: int) -> Clause:
    return Clause(clause.sentence, clause.start + start, clause.start + stop, clause.text[start:stop])
