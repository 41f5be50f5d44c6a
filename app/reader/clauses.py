"""Which stretches of an article are worth a question, and where one sentence holds two speakers. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.article import Sentence
from app.reader import background_tolls, codes, speech
from app.reader.deed_words import is_deed
from app.reader.speakers import SAYING, said_before
from app.reader.stances import ACTS
from app.reader.syntax import ParsedArticle, Tree, Word

_SECOND_SPEAKER: Final = re.compile(
    r",\s+(?:with|while|but|and|as)\s+(?=(?:[\w'\u2019-]+\s+){1,8}?"
    r"(?:reporting|saying|said|put|putting|confirming|confirmed|adding|claiming|claimed|told)\b)",
)
"""`…, the force said, with an official reporting two deaths`: what follows has a speaker of its own."""
_TALLY: Final = re.compile(
    r"\b(?:\d[\d,]{0,20}|dozens|scores|hundreds|thousands|several|many)\s+(?:of\s+)?(?:\w+\s+){0,2}(?:times|attacks|strikes|incidents|clashes|raids)\b"
    r"|\brecent (?:\w+\s+)?(?:attacks|strikes|raids|incidents|clashes)\b|\bsurge in\b|\bwave of\b|\bseries of\b",
    re.IGNORECASE,
)
_LINKS: Final = frozenset({"and", "but", "while", ","})
_TAIL: Final = re.compile(r"(?<![\s,;])[\s,;]+(?:(?:and|while|but|as|with)\s*)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch [start, end) of one sentence that one question is about."""

    sentence: int
    start: int
    end: int
    text: str


def worth_asking(article: ParsedArticle) -> tuple[Clause, ...]:
    """The clauses that may report an incident, a toll or who did it; tallies over a period or of a war may not."""
    return tuple(
        clause
        for sentence in article.sentences
        if sentence.kind == "body"
        and not is_tally(sentence.text)
        and not background_tolls.is_circumstance(sentence, article)
        for clause in split(sentence, article.tree)
        if matters(clause.text)
    )


def matters(text: str) -> bool:
    """Whether the words are of the kind that reports incidents: a lexicon of events, killing, wounding, accusing."""
    stance = codes.speech_act(text) in {"THREATEN", "REJECT", "ACCUSE"} or speech.accuses(text)
    harm = bool(codes.killing(text) or codes.wounding(text))
    claims = codes.claims(text) and not speech.NO_COMMENT.search(text)
    return stance or harm or claims or codes.sub_event_type(text) is not None


def is_tally(text: str) -> bool:
    """Whether the words count incidents over a period ("attacked at least 100 times since"), which is context."""
    return _TALLY.search(text) is not None and not (codes.killing(text) or codes.wounding(text))


def split(sentence: Sentence, tree: Tree) -> tuple[Clause, ...]:
    """The clauses of a sentence: one, but where another speaker, or another deed with its own doer, begins."""
    starts = sorted({sentence.start, *_second_speaker(sentence), *_further_deeds(sentence, tree)})
    ends = (*starts[1:], sentence.end)
    return tuple(_trimmed(sentence, start, end) for start, end in zip(starts, ends, strict=True))


def _trimmed(sentence: Sentence, start: int, end: int) -> Clause:
    text = sentence.text[start - sentence.start : end - sentence.start]
    kept = text.rstrip() if end == sentence.end else _TAIL.sub("", text)
    return Clause(sentence.index, start, start + len(kept), kept)


def _second_speaker(sentence: Sentence) -> Iterator[int]:
    for found in _SECOND_SPEAKER.finditer(sentence.text):
        if speech.speaks(sentence.text[: found.start()]):
            yield sentence.start + found.end()
            return


def _further_deeds(sentence: Sentence, tree: Tree) -> Iterator[int]:
    """Where a joined verb begins that has a doer of its own and tells of a deed, as the verb before it does."""
    for verb in tree.at(sentence.start, sentence.end):
        if verb.dep not in ("conj", "advcl") or verb.pos != "VERB":
            continue
        first = _first(verb, tree)
        before = tree.words[verb.head]
        linked = tree.words[first.index - 1].lemma in _LINKS if first.index else False
        own = tree.under(verb, "nsubj", "nsubjpass")
        deeds = any(w.pos != "PRON" for w in own) and _tells(tree, verb) and _tells(tree, before, verb)
        blames = ACTS.get(verb.lemma) == "ACCUSE" and bool(tree.under(verb, "dobj"))
        acts = verb.lemma in ACTS and any(w.lemma in ACTS for w in (before, *tree.above(before)))
        acts = acts and (blames or _tells(tree, verb))
        if linked and first.start > before.start and (deeds or acts or _turns(before, verb, tree)):
            yield first.start


def _turns(before: Word, verb: Word, tree: Tree) -> bool:
    """Whether one of two joined verbs of saying denies a deed and the other tells of one: "denied that …, and said"."""
    said = said_before(verb, tree) or before
    denials = [ACTS.get(each.lemma) == "REJECT" for each in (said, verb)]
    says = verb.dep == "conj" and SAYING.fullmatch(verb.lemma) is not None
    return says and denials[0] != denials[1] and _tells(tree, verb) and _tells(tree, said, verb)


def _first(verb: Word, tree: Tree) -> Word:
    """The first word of what hangs on a verb, without what joins it."""
    parts = (w for w in tree.under(verb) if w.dep not in ("mark", "cc", "punct") and w.index < verb.index)
    return min((w for part in parts for w in tree.below(part)), key=lambda w: w.index, default=verb)


def _tells(tree: Tree, verb: Word, but: Word | None = None) -> bool:
    """Whether a verb, or what hangs on it but for one branch, tells of a deed."""
    left = {w.index for w in tree.below(but)} if but else set()
    return any(is_deed(w) for w in tree.below(verb) if w.index not in left and w.pos in ("VERB", "NOUN"))
