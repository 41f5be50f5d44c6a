"""Whether a correction can be taken: its path, the form of its value, and the words that carry it. Pure."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, get_args

from pydantic import ValidationError

from app.article.ground import locate
from app.review.anchors import Anchor, anchors
from app.review.forms import CountUnread, QuoteMissing, formed, place
from app.review.tree import HEADLINE, LISTS, Json, PathRefused, RefusedPath, Steps, at, bare, field_of, quotes, steps
from app.review.view import Kept, Worked, finished, worked
from app.verify.corrected import Verdict, line_verdicts, verdicts
from schemas import ArticleSummary, Correction, CorrectionBasis, Evidence
from schemas.codes import QuestionCode, RefusalCode

LONGEST: Final = 4_000
"""Characters of a value, as JSON."""
Pointer = Literal["/path", "/value", "/quote"]
Code = RefusalCode | RefusedPath | Literal["quote_missing"]
_DOUBTS: Final = frozenset(get_args(QuestionCode))
_MISTAKEN: Final[dict[str, Code]] = {
    "location": "place_not_carried",
    **dict.fromkeys(("date", "start", "end"), "not_a_date"),
}
_REASONS: Final[dict[Verdict, str]] = {
    "not_in_article": "a word of it does not stand in the article, as far as that is here",
    "number_not_carried": "the quote states another number",
    "line_not_carried": "a number of it is not in the quote, or a name of it not in what is here of the article",
    "age_not_carried": "the quote has no such age",
    "sex_not_carried": "no word of the quote says so; a first name does not",
    "place_not_carried": "the words do not name it, or the gazetteer lacks it",
}


class CorrectionRefused(Exception):
    """A correction that is not taken, and which part of it is wrong."""

    def __init__(self, pointer: Pointer, code: Code, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.pointer: Pointer = pointer
        self.code: Code = code


@dataclass(frozen=True, slots=True)
class Given:
    """What a person says: see `schemas.Correction`. `text`: the article, where it is here."""

    path: str
    value: Any
    basis: CorrectionBasis
    quote: str | None = None
    text: str | None = None


def unkept(
    article_id: str, given: Given, *, key: str, at: datetime, note: str | None = None, client_ref: str | None = None
) -> Correction:
    """What a person says, before it is checked and kept: value, what was there, evidence and doubts follow then."""
    return Correction(
        id=1,  # until it is kept
        article_id=article_id,
        path=given.path,
        value=None,
        was=None,
        basis=given.basis,
        quote=given.quote,
        evidence=None,
        doubts=(),
        note=note,
        client_ref=client_ref,
        key=key,
        at=at,
    )


@dataclass(frozen=True, slots=True)
class Checked:
    """What can be kept: the value in the form of records, what was there, where the quote stands, doubts."""

    value: Json
    was: Json
    evidence: Evidence | None
    doubts: tuple[QuestionCode, ...]
    anchors: tuple[Anchor, ...]


def check(summary: ArticleSummary, digest: str, before: Sequence[Kept], given: Given) -> Checked:
    """Check a correction of a record with the corrections before it. Raises CorrectionRefused.

    The quote of one that rests on the article must stand in its text; without the text, in one of the record's quotes,
    or else it is kept unchecked (`evidence` None). Numbers, ages and sexes must be carried by the quote, and names
    stand in it or elsewhere in what is there of the article.
    """
    work = worked(summary, digest, before)
    found, was = _path(work.record, given.path)
    value = _formed(found, given.value)
    evidence = _evidence(summary, given)
    machine = summary.model_dump(mode="json")
    _place(work, found, value, evidence)  # what is looked at below is of the right kind then
    doubts = tuple(_doubts(summary, given, found, value)) if given.basis == "article" and value is not None else ()
    try:
        was = bare(at(machine, found))
        return Checked(value, was, evidence, doubts, tuple(anchors(machine, found)))
    except PathRefused:  # it is in an item that a person added
        return Checked(value, bare(was), evidence, doubts, tuple(anchors(machine, found)))


def _path(record: Json, path: str) -> tuple[Steps, Json]:
    try:
        found = steps(path)
        return found, at(record, found)
    except PathRefused as refused:
        raise CorrectionRefused("/path", refused.code, str(refused)) from None


def _formed(found: Steps, value: Any) -> Json:
    if found[0] in LISTS and len(found) == len(("incidents", 0)) and value is not None:
        raise CorrectionRefused("/value", "not_in_schema", "an incident can be taken out as a whole, and not given")
    if len(json.dumps(value)) > LONGEST:
        raise CorrectionRefused("/value", "not_in_schema", f"it is longer than {LONGEST} characters")
    try:
        return formed(field_of(found), value)
    except CountUnread as error:
        raise CorrectionRefused("/value", "not_a_count", str(error)) from None
    except ValueError as error:
        raise CorrectionRefused("/value", "not_in_schema", str(error)) from None


def _evidence(summary: ArticleSummary, given: Given) -> Evidence | None:
    if given.quote is None:
        if given.basis == "article" and given.value is not None:
            raise CorrectionRefused("/quote", "quote_missing", "what rests on the article needs its words")
        return None
    if given.text is None:
        return _in_quotes(summary, given.quote)
    found = locate(given.text, given.quote)
    if found is None and given.basis == "article":
        raise CorrectionRefused("/quote", "not_in_article", "the article has no such words")
    return found.evidence if found else None


def _in_quotes(summary: ArticleSummary, quote: str) -> Evidence | None:
    """Where words stand by what the record quotes, the shortest quote first."""
    known = {(each["start"], each["quote"]) for each in quotes(summary.model_dump(mode="json"))}
    for start, words in sorted(known, key=lambda each: (len(each[1]), each)):
        if found := locate(words, quote):
            evidence = found.evidence
            return evidence.model_copy(update={"start": start + found.start, "end": start + found.end})
    return None


def _doubts(summary: ArticleSummary, given: Given, found: Steps, value: Json) -> Iterator[QuestionCode]:
    """Why a machine would question it. Raises CorrectionRefused for what the words do not carry."""
    quote, elsewhere = given.quote or "", _elsewhere(summary, given)
    if found[0] in LISTS:
        said = verdicts(field_of(found), value, quote, elsewhere)
    else:
        countries = _countries(summary) if found[0] == HEADLINE else ()
        said = line_verdicts(value["text"] if isinstance(value, dict) else value, quote, elsewhere, countries)
    for verdict in dict.fromkeys(said):
        if verdict not in _DOUBTS:
            raise CorrectionRefused("/value", verdict, _REASONS[verdict])  # type: ignore[arg-type]
        yield verdict  # type: ignore[misc]


def _elsewhere(summary: ArticleSummary, given: Given) -> str:
    """What is there of the article."""
    return given.text or " . ".join(each["quote"] for each in quotes(summary.model_dump(mode="json")))


def _countries(summary: ArticleSummary) -> Iterator[str]:
    """The countries of its places, which the gazetteer knows: a headline may name them."""
    for one in (*summary.incidents, *summary.background):
        if one.location and one.location.country:
            yield one.location.country


def _place(work: Worked, found: Steps, value: Json, evidence: Evidence | None) -> None:
    """See that the record can hold it."""
    try:
        place(work.record, found, value, evidence)
        finished(work)
    except QuoteMissing:
        reason = "an item needs words that are held against the article: give a quote, and the article as `text`"
        raise CorrectionRefused("/quote", "quote_missing", reason) from None
    except ValidationError as error:
        code: Code = "not_a_date" if {"start", "end"} & set(error.errors()[0]["loc"]) else "not_in_schema"
        raise CorrectionRefused("/value", code, error.errors(include_input=False)[0]["msg"]) from None
    except ValueError as error:
        raise CorrectionRefused("/value", _MISTAKEN.get(field_of(found), "not_in_schema"), str(error)) from None
