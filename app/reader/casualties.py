"""Casualty claims from checked readings: who counts how many dead and injured. Pure.

A number counts only where the words around it tell of killing or wounding people, and a part ("including two women") is
a part: it never stands as a toll of its own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.article.ground import Found, slice_of
from app.reader import background_tolls, codes, negated_harms
from app.reader.check import Checked, overlap
from app.reader.harms import HARMING, Harm, counted_noun, did_it, distance, harm_of, harm_word, suffered
from app.reader.naming import phrase
from app.reader.parts import Before, by_claims, is_more, is_part, part_harm, whom_of_part
from app.reader.sources import Asserted
from app.reader.speakers import is_saying, subject_of
from app.reader.syntax import ParsedArticle, Tree, Word
from app.reader.victims import singled_out
from app.values import counts
from schemas import CasualtyClaim, Count, Person, UnsupportedValue
from schemas.codes import VictimClass

CONFIRMING: Final = re.compile(
    r"\bconfirm\w*\s+(?:(?:the|that|this|these|both|death|casualty)\s+)*(?:toll|deaths?|figures?|numbers?|casualties)\b",
    re.IGNORECASE,
)
BESIDE: Final = 14
"""Characters between a number and a word of harm that make them one: "four people were killed"."""


@dataclass(frozen=True, slots=True)
class Toll:
    """One number of people: which harm, whom it counts, where it stands in the article.

    `alone`: no noun of its own says whom it counts ("six wounded", "six others").
    `more`: it comes on top of the number told before it.
    """

    harm: Harm
    count: Count
    whom: VictimClass
    words: Found
    alone: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """A clause of an article, and what was counted last before it."""

    clause: Checked
    article: ParsedArticle
    before: Before


def read(
    clause: Checked, asserted: Asserted, article: ParsedArticle, told: Sequence[CasualtyClaim] = ()
) -> tuple[tuple[CasualtyClaim, ...], tuple[UnsupportedValue, ...]]:
    """The claims of one clause, and what the model counted and the words do not; `told` are its incident's so far."""
    scene = Scene(clause, article, by_claims(told))
    tolls: list[Toll] = []
    refused: list[UnsupportedValue] = []
    for harm, words, by_model in _phrases(scene):
        found, against = _tolls(harm, words, scene)
        tolls.extend(toll for toll in found if not any(_is_known(toll, other) for other in tolls))
        refused.extend(against if by_model else ())
    victims = singled_out(clause, article)
    claims = tuple(_claims(tolls, victims, clause, asserted, article))
    return claims, tuple(refused)


def confirms(clause: Checked) -> bool:
    """Whether the clause confirms a toll that was told before."""
    return CONFIRMING.search(clause.text) is not None


def _phrases(scene: Scene) -> Iterator[tuple[Harm, Found, bool]]:
    """What the model took for the dead and the hurt (True); numbers that plainly count them or a part (False)."""
    both: tuple[tuple[Harm, Found | None], ...] = (("killed", scene.clause.killed), ("wounded", scene.clause.wounded))
    for harm, said in both:
        if said:
            yield harm, said, True
            yield from ((harm, words, False) for words in _parts(harm, scene))
        yield from ((harm, words, False) for words in _plain(harm, scene))


def _parts(harm: Harm, scene: Scene) -> Iterator[Found]:
    """Numbers that are told as a part of the toll: "at least four people, including two children"."""
    for words, _ in _numbers(_whole(scene), scene):
        part = is_part(words, scene.clause, scene.article, scene.before)
        if part and part_harm(words, scene.clause, scene.article) == harm:
            yield words


def _plain(harm: Harm, scene: Scene) -> Iterator[Found]:
    """Numbers that hang on a word of the harm or stand right beside one: "nobody was hurt", "the toll rose to 31"."""
    hits = HARMING[harm](scene.clause.text)
    for words, _ in _numbers(_whole(scene), scene) if hits else ():
        start, end = words.start - scene.clause.asked.start, words.end - scene.clause.asked.start
        near = any(distance(found, scene.clause.text, start, end) <= BESIDE for found in hits)
        if near or (suffered(words, scene.article.tree) == harm and not _singles_out(words, scene.article)):
            yield words


def _singles_out(words: Found, article: ParsedArticle) -> bool:
    """Whether the number is of one person singled out, who is a victim: "one of his aides"."""
    return re.match(r"one\s+of\b", article.text[words.start : words.end + 4], re.IGNORECASE) is not None


def _whole(scene: Scene) -> Found:
    return slice_of(scene.article.text, scene.clause.asked.start, scene.clause.asked.end)


def _tolls(harm: Harm, phrase: Found, scene: Scene) -> tuple[tuple[Toll, ...], tuple[UnsupportedValue, ...]]:
    """The numbers in a phrase that the words around them bear out."""
    kept, refused = [], []
    for words, count in _numbers(phrase, scene):
        toll = _toll(harm, count, words, phrase, scene)
        reason = _objection(toll, scene)
        if reason == "":
            kept.append(toll)
        elif reason:
            path = f"sentences/{scene.clause.asked.sentence}/{harm}"
            refused.append(UnsupportedValue(path=path, value=phrase.words, code="reader_rule", reason=reason))
    return tuple(kept), tuple(refused)


def _toll(harm: Harm, count: Count, words: Found, phrase: Found, scene: Scene) -> Toll:
    noun = counted_noun(words, scene.article.tree)
    alone = noun is None or noun.start < words.end or noun.lemma == "other" or harm_word(noun) is not None
    more = is_more(words, harm, scene.clause, scene.article, scene.before)
    return Toll(harm, count, _whom(words, phrase, noun, scene), words, alone, more)


def _numbers(phrase: Found, scene: Scene) -> Iterator[tuple[Found, Count]]:
    """The numbers in a phrase, read in their clause: "20 marchers" of "at least 20 marchers" are at least 20."""
    start = scene.clause.asked.start
    for hit in counts.find(scene.clause.text):
        words = slice_of(scene.article.text, start + hit.start, start + hit.end)
        if overlap(words, phrase):
            yield words, hit.count


def _objection(toll: Toll, scene: Scene) -> str | None:
    """Why the number is no toll: "" when it is one, None when it is a part of one, which is told as victims.

    A part that is told as a class, "three of them children", is a toll of that class.
    """
    if is_part(toll.words, scene.clause, scene.article, scene.before):
        told = toll.whom != "all" and part_harm(toll.words, scene.clause, scene.article) == toll.harm
        return "" if told and not background_tolls.counts(toll.words, scene.clause, scene.article) else None
    return next((why for why in _doubts(toll, scene) if why), "")


def _doubts(toll: Toll, scene: Scene) -> Iterator[str | None]:
    """What may speak against a number, in turn; None where it does not."""
    clause, article = scene.clause, scene.article
    yield negated_harms.reason(toll.words, article.text[clause.asked.start : toll.words.start], article.tree)
    if _is_asked(clause, article):
        yield "the sentence asks, and tells of nothing"
    if did_it(toll.words, article.tree):
        yield "the people counted did it"
    if _say_so(toll.words, clause, article.tree):
        yield "the people counted are who says so"
    if background_tolls.counts(toll.words, clause, article):
        yield "the number counts over a war, or over a time that runs on"
    if codes.pattern("not_people").match(article.text[toll.words.end : clause.asked.end].lstrip()):
        yield "the number does not count people"
    if not counts.carries(toll.words.words, toll.count):
        yield "the words do not carry this number"
    harm = harm_of(toll.words, clause, article.tree)
    if harm != toll.harm:
        yield f"the words nearest to the number tell of {harm}"


def _is_asked(clause: Checked, article: ParsedArticle) -> bool:
    """Whether the sentence is a question, as "Were forty people killed?" is, which tells of nothing."""
    return article.sentences[clause.asked.sentence].text.rstrip("\"'\u2019\u201d) ").endswith("?")


def _say_so(words: Found, clause: Checked, tree: Tree) -> bool:
    """Whether those counted are a source: "killing 13 soldiers, two security sources and an official said"."""
    noun = counted_noun(words, tree)
    verbs = filter(is_saying, tree.at(clause.asked.start, clause.asked.end))
    return noun is not None and any(subject_of(verb, tree) == noun for verb in verbs)


def _is_known(toll: Toll, other: Toll) -> bool:
    return toll.harm == other.harm and toll.words == other.words


def _whom(words: Found, phrase: Found, noun: Word | None, scene: Scene) -> VictimClass:
    """Whom the noun that a number counts stands for: "seven of the dead rebels" are rebels."""
    if is_part(words, scene.clause, scene.article, scene.before):
        told = codes.victim_class(noun.text) if noun else "all"
        return told if told != "all" else whom_of_part(words, scene.clause, scene.article)
    if noun is not None:
        return codes.victim_class(noun.text if noun.lemma != "other" else _one_before(noun, scene))
    after = re.split(r",|\band\b|\bincluding\b", scene.article.text[words.end : phrase.end])[0]
    return codes.victim_class(after)


def _one_before(others: Word, scene: Scene) -> str:
    """The one person whom "others" goes on from, of whose kind they are: "left one soldier dead, hurt two others"."""
    tree = scene.article.tree
    verb = tree.words[others.head]
    joined = tree.under(tree.words[verb.head], "dobj", "nsubjpass") if verb.dep == "conj" else ()
    before = verb if others.dep == "conj" else next(iter(joined), others)
    return phrase(before, scene.article).words if before.tag == "NN" else others.text


def _claims(
    tolls: list[Toll], victims: tuple[Person, ...], clause: Checked, asserted: Asserted, article: ParsedArticle
) -> Iterator[CasualtyClaim]:
    """A claim for each number of dead; the first also tells the injured and the victims singled out."""
    killed = [toll for toll in tolls if toll.harm == "killed"]
    wounded = [toll for toll in tolls if toll.harm == "wounded"]
    sentence = slice_of(article.text, clause.asked.start, clause.asked.end)
    rows = _paired(killed, wounded) or ([(None, None)] if victims else [])
    for row, (dead, hurt) in enumerate(rows):
        yield CasualtyClaim(
            killed=dead and dead.count,
            injured=hurt and hurt.count,
            victim_class=dead.whom if dead else hurt.whom if hurt else "all",
            victims=victims if row == 0 else (),
            asserted_by=asserted.name,
            source_type=asserted.source_type,
            additional=any(toll.more for toll in (dead, hurt) if toll),
            evidence=asserted.with_words(sentence),
        )


def _paired(killed: list[Toll], wounded: list[Toll]) -> list[tuple[Toll | None, Toll | None]]:
    """Each number of dead with the number of hurt that stands nearest to it and counts the same people."""
    rows: list[tuple[Toll | None, Toll | None]] = []
    left = list(killed)
    for hurt in wounded:
        fits = [dead for dead in left if dead.more == hurt.more and _alike(dead, hurt)]
        dead = min(
            fits, key=lambda toll: (toll.whom != hurt.whom, abs(toll.words.start - hurt.words.start)), default=None
        )
        if dead:
            left.remove(dead)
        rows.append((dead, hurt))
    alone: list[tuple[Toll | None, Toll | None]] = [(dead, None) for dead in left]
    return sorted((*rows, *alone), key=lambda row: min(toll.words.start for toll in row if toll))


def _alike(dead: Toll, hurt: Toll) -> bool:
    """Whether both may count people of one kind: "two women were killed and six people hurt" do not."""
    return dead.whom == hurt.whom or (hurt.whom == "all" and hurt.alone) or (dead.whom == "all" and dead.alone)
