"""Two ways of asking, one signature: an article in, what the model says of it out.

`sentences` puts one short question about each clause that matters, all of them sharing one prefix; a small model reads
a sentence nearly right and fails whole articles. `whole` asks for the whole record at once. An article longer than the
context window is asked about in stretches; nothing is cut.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.article import Sentence
from app.core.errors import (
    ArticleTooLong,
    DraftInvalid,
    DraftTruncated,
    ModelError,
    ModelRefused,
    ModelUnavailable,
    SitrepError,
)
from app.llm.asking import Answer, Ask, Usage
from app.reader import clauses, prompting
from app.reader.clauses import Clause
from app.reader.prompting import Template
from app.reader.readings import IncidentDraft, Noted, Reading, Report, WholeAnswer
from app.reader.syntax import ParsedArticle

PROMPT_TOKENS: Final = 900
"""Room for the constant part of the `whole` prompt and the chat template."""
BYTES_PER_TOKEN: Final = 3
"""A cautious rate: English has 4.5 bytes a token, other scripts about 3."""
_LOCAL_FAILURES: Final = (DraftInvalid, DraftTruncated, ModelRefused)
"""Failures of one question that say nothing of the next one."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """A draft and what it cost. `cached`: no question had to be put to the model.

    `models` are the names of those that answered, each once; empty where only one could have.
    """

    draft: IncidentDraft
    usage: Usage
    cached: bool
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on the reading of one article: seconds in all, tokens of an answer, tokens of the context window."""

    deadline_s: float
    max_output_tokens: int
    context_tokens: int


Extract = Callable[[ParsedArticle], Awaitable[Extraction]]


@dataclass(frozen=True, slots=True)
class _Part:
    """One question's answer as readings, or the failure that took its place (`note`)."""

    readings: tuple[Noted, ...] = ()
    answer: Answer[Any] | None = None
    error: SitrepError | None = None
    note: str = ""


def by_sentences(ask: Ask, template: Template, limits: Limits) -> Extract:
    """The way for small models."""

    async def extract(article: ParsedArticle) -> Extraction:
        wanted = clauses.worth_asking(article)
        parts = await _gather([_read_clause(ask, template, clause) for clause in wanted], limits.deadline_s)
        return _joined(parts)

    return extract


def as_whole(ask: Ask, template: Template, limits: Limits) -> Extract:
    """The way for capable models."""

    async def extract(article: ParsedArticle) -> Extraction:
        stretches = tuple(_stretches(article, limits))
        asked = [_read_stretch(ask, template, article, stretch, limits) for stretch in stretches]
        return _joined(await _gather(asked, limits.deadline_s))

    return extract


async def _read_clause(ask: Ask, template: Template, clause: Clause) -> _Part:
    where = f"sentence {clause.sentence}"
    try:
        answer = await ask(prompting.ask_sentence(template, clause.text))
    except _LOCAL_FAILURES as error:
        return _Part(error=error, note=f"{where} could not be read: {error}")
    return _Part((Noted(sentence=clause.sentence, start=clause.start, end=clause.end, reading=answer.value),), answer)


async def _read_stretch(
    ask: Ask, template: Template, article: ParsedArticle, stretch: tuple[int, int], limits: Limits
) -> _Part:
    first, last = stretch
    longest = max(article.sentences[first:last], key=_bytes)
    if _bytes(longest) > _room_bytes(limits):
        too_long = ArticleTooLong(f"sentence {longest.index} is longer than the model's context window")
        return _Part(error=too_long, note=f"{too_long}: it was not read")
    try:
        answer = await ask(prompting.ask_whole(template, article, first, last, limits.max_output_tokens))
    except _LOCAL_FAILURES as error:
        return _Part(error=error, note=f"sentences {first} to {last - 1} could not be read: {error}")
    return _Part(tuple(_noted(answer.value, article, stretch)), answer)


def _noted(answer: WholeAnswer, article: ParsedArticle, stretch: tuple[int, int]) -> Iterator[Noted]:
    """Reports with the stretch of the article they were read from; a sentence that was not shown carries nothing.

    Incident numbers hold within one stretch, so only those of the first are kept; code groups the others.
    """
    first, last = stretch
    shown = {sentence.index: sentence for sentence in article.sentences[first:last] if sentence.kind == "body"}
    for report in answer.reports:
        sentence = shown.get(report.sentence)
        yield Noted(
            sentence=report.sentence,
            start=sentence.start if sentence else 0,
            end=sentence.end if sentence else 0,
            reading=_reading(report),
            incident=report.incident if first == 0 else None,
            background=report.background,
        )


def _reading(report: Report) -> Reading:
    return Reading(**{field: getattr(report, field) for field in Reading.model_fields})


def _stretches(article: ParsedArticle, limits: Limits) -> Iterator[tuple[int, int]]:
    """Runs [first, last) of sentences that fit the context window beside the prompt and the answer."""
    room = _room_bytes(limits)
    first, used = 0, 0
    for sentence in article.sentences:
        size = _bytes(sentence)
        if used and used + size > room:
            yield first, sentence.index
            first, used = sentence.index, 0
        used += size
    if first < len(article.sentences):
        yield first, len(article.sentences)


def _room_bytes(limits: Limits) -> int:
    return max(1, limits.context_tokens - limits.max_output_tokens - PROMPT_TOKENS) * BYTES_PER_TOKEN


def _bytes(sentence: Sentence) -> int:
    return len(sentence.text.encode()) + 8 if sentence.kind == "body" else 0


async def _gather(asked: Sequence[Awaitable[_Part]], deadline_s: float) -> tuple[_Part, ...]:
    """All parts in order. What is not there at the deadline, or when the model is gone, is a note in its place."""
    if not asked:
        return ()
    tasks = [asyncio.ensure_future(part) for part in asked]
    try:
        await asyncio.wait(tasks, timeout=deadline_s, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        late = [task for task in tasks if task.cancel()]
        await asyncio.gather(*late, return_exceptions=True)
    failures = [failure for task in tasks if isinstance(failure := _failure(task), ModelError)]
    ended_by = next(iter(failures), ModelUnavailable("the deadline passed"))
    return tuple(_outcome(task, ended_by, f"question {number} of {len(tasks)}") for number, task in enumerate(tasks, 1))


def _failure(task: "asyncio.Future[_Part]") -> BaseException | None:
    return None if task.cancelled() else task.exception()


def _outcome(task: "asyncio.Future[_Part]", ended_by: ModelError, name: str) -> _Part:
    """The part, or what took its place; an error that is not the model's goes through."""
    failure = ended_by if task.cancelled() else _failure(task)
    if isinstance(failure, ModelError):
        return _Part(error=failure, note=f"{name} was not answered: {failure}")
    return task.result()


def _joined(parts: tuple[_Part, ...]) -> Extraction:
    """One draft of all parts. Raises the first failure when no question was answered."""
    answers = [part.answer for part in parts if part.answer]
    failures = [part.error for part in parts if part.error]
    if failures and not answers:
        raise failures[0]
    whole = next((answer.value for answer in answers if isinstance(answer.value, WholeAnswer)), None)
    draft = IncidentDraft(
        readings=tuple(reading for part in parts for reading in part.readings),
        headline=whole.headline if whole else None,
        summary=tuple(line for answer in answers for line in getattr(answer.value, "summary", ())),
        notes=tuple(part.note for part in parts if part.note),
    )
    usage = sum((answer.usage for answer in answers), Usage())
    models = tuple(dict.fromkeys(answer.model for answer in answers if answer.model))
    return Extraction(draft, usage, cached=all(answer.cached for answer in answers), models=models)
