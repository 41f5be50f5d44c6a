"""Whether sentences state the counts of a draft. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final

from app.article import Sentence
from app.values import counts
from app.values.count_notation import read_count
from app.values.speech_words import says_none
from app.verify.findings import PLANTED, Findings
from app.verify.words import Words, stretch
from schemas import Count, Evidence

SHOWN: Final = 6
"""Numbers of a sentence that a reason names."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A count and where the article states it."""

    count: Count
    evidence: Evidence


def verify_count(
    written: str | None, numbers: Iterable[int], path: str, words: Words, findings: Findings
) -> Counted | None:
    """The count that a draft writes as "4", "at least 4" or "2 = both pilots"; None: it gives none, or it was refused.

    It must be stated, with the same ends, by a named sentence or one near it. The model's number stands with a question
    where the words after "=" stand there and are no number that code can read, or where the number is written without
    the limit that the model reads around it ("twenty, she said, at the least"); also where the number stands in a
    sentence that speaks to a machine or to the reader.
    """
    if written is None:
        return None
    number, _, phrase = written.partition("=")
    count = _read(number.strip())
    if count is None:
        findings.refuse(path, written, "not_a_count", 'write it as "4", "at least 4", "about 4", "4 to 6" or "dozens"')
        return None
    at = tuple(numbers)
    evidence = words.search_near(partial(_stated, count), at) or _zero(count, at, words)
    if evidence is None and (evidence := _read_by_model(count, phrase.strip(), at, words)):
        reason = f"the model reads {counts.words(count)} from {evidence.quote!r}, which code reads otherwise, if at all"
        findings.question(path, "number_read_by_model", reason, evidence)
    if evidence is None:
        findings.refuse(path, written, "number_not_carried", _why_not(at, words))
    elif words.is_planted(evidence):
        findings.question(path, "rests_on_instruction", PLANTED, evidence)
    return Counted(count, evidence) if evidence else None


def states(text: str, count: Count) -> bool:
    """Whether words state a count: with the same ends, with a limit that the whole of them gives it, or as none."""
    return any(counts.may_mean(hit, count) for hit in counts.find(text)) or (count.max == 0 and says_none(text))


def _read(number: str) -> Count | None:
    """The notation; else, as some models copy the phrase, the one count that it states."""
    try:
        return read_count(number)
    except ValueError:
        hits = counts.find(number)
        return hits[0].count if len(hits) == 1 else None


def _stated(count: Count, sentence: Sentence) -> Evidence | None:
    ends = (count.min, count.max)
    hit = next((hit for hit in counts.find(sentence.text) if (hit.count.min, hit.count.max) == ends), None)
    return _quote(sentence, hit)


def _quote(sentence: Sentence, hit: counts.Hit | None) -> Evidence | None:
    if hit is None:
        return None
    return stretch(sentence, hit.start, hit.end)


def _zero(count: Count, numbers: tuple[int, ...], words: Words) -> Evidence | None:
    """The sentence that says that there is none ("the nuns were freed unhurt"), where the count is a stated zero."""
    if count.max != 0:
        return None
    return next((quote for quote in words.quotes(numbers) if says_none(quote.quote)), None)


def _read_by_model(count: Count, phrase: str, numbers: tuple[int, ...], words: Words) -> Evidence | None:
    """Where a phrase stands that code reads no number in, or the number that the model reads a limit around."""
    found = words.locate(phrase, numbers) if phrase else None
    if found and not counts.find(found.quote):
        return found
    return words.search_near(partial(_limited, count), numbers)


def _limited(count: Count, sentence: Sentence) -> Evidence | None:
    return _quote(sentence, next((hit for hit in counts.find(sentence.text) if counts.may_mean(hit, count)), None))


def _why_not(numbers: tuple[int, ...], words: Words) -> str:
    named = words.named(numbers)
    there = [hit.text for sentence in named for hit in counts.find(sentence.text)][:SHOWN]
    which = ", ".join(str(sentence.index) for sentence in named) or "none that was shown"
    have = f"its numbers are {', '.join(map(repr, there))}" if there else "it has no number"
    return f"sentence {which} does not state it: {have}"
