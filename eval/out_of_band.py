"""Questions written to files, to be put to a hosted model by whoever can, and its answers read back from files.

A folder holds `questions/<suite>/<case>.json`, one for each question just as an endpoint would get it, and
`answers/<suite>/<case>.json` of the same names. In them `/` of a case's id is `__`, and the second question of a case
whose article is asked about in parts is `<case>-part2`. An answer file is `{"key": ..., "answer": {...}}` with the key
of its question. Where `answers/manifest.json` says whose answers they are (`{"described": ..., "date": ...}`), a file
may also be the bare answer: then its key is that of the question file of its name, as far as there is one.
"""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from app.core.errors import DraftInvalid, ModelRefused
from app.core.settings import Settings
from app.llm.asking import Answer, Ask, ExtractionSpec, Question, Usage, question_key, wire_messages
from app.service import Service
from eval.cases import Case, home
from eval.recordings import RecordingMissing, wired
from eval.run import Summarize, in_process
from schemas import ArticleSummary, Frozen

T = TypeVar("T", bound=BaseModel)

MODEL: Final = "frontier"
MANIFEST: Final = "manifest.json"
_HOST: Final = "out-of-band"


@dataclass(frozen=True, slots=True)
class _Reading:
    """A case that is being read, and the names of its questions in the order of asking."""

    case: Case
    names: Iterator[str]


_READING: ContextVar[_Reading] = ContextVar("_READING")


class QuestionWritten(ModelRefused):
    """The question is in its file, and nobody has answered it: a refusal, so that the other parts are asked about."""

    code = "question-written"


class Manifest(Frozen):
    """Whose the answers are, for readers, and when they were given."""

    described: str
    date: date


@dataclass(slots=True)
class Written:
    """An `Ask` that writes each question below `folder` and answers none; `names` are those that it wrote."""

    folder: Path
    spec: ExtractionSpec
    names: list[str] = field(default_factory=list)

    async def __call__(self, question: Question[T], /) -> Answer[T]:
        """Write the question. Raises QuestionWritten, always."""
        reading = _READING.get()
        name = next(reading.names)
        path = self.folder / "questions" / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            json.dumps(self._as_sent(reading.case.id, question), ensure_ascii=False, indent=1) + "\n", "utf-8"
        )
        self.names.append(name)
        raise QuestionWritten(f"the question is in {path}")

    def _as_sent(self, case: str, question: Question[T]) -> dict[str, Any]:
        return {
            "key": question_key(self.spec, question),
            "case": case,
            "messages": [asdict(message) for message in wire_messages(self.spec.structured_output, question)],
            "schema": question.answer.model_json_schema(),
            "max_output_tokens": question.max_output_tokens,
        }


@dataclass(frozen=True, slots=True)
class Answered:
    """An `Ask` that knows the answers below `folder`; `bare` ones only with a manifest."""

    folder: Path
    spec: ExtractionSpec
    bare: bool

    async def __call__(self, question: Question[T], /) -> Answer[T]:
        """The kept answer, validated as a live one.

        Raises:
            RecordingMissing: there is none, or its file answers another question.
            DraftInvalid: it is not the record that was asked for.
        """
        name = next(_READING.get().names)
        path = self.folder / "answers" / f"{name}.json"
        given = self._read(path, name)
        if given.key not in (None, question_key(self.spec, question)):
            raise RecordingMissing(f"{path} answers another question: the prompt, the schema or the text changed")
        try:
            return Answer(question.answer.model_validate(given.answer, strict=False), Usage(), cached=True)
        except ValidationError as error:
            raise DraftInvalid(f"{path} is not the record asked for ({error.error_count()} errors)") from None

    def _read(self, path: Path, name: str) -> "_Given":
        try:
            written = json.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            raise RecordingMissing(f"{path} is not there: the question of this name has no answer") from None
        except ValueError as error:
            raise DraftInvalid(f"{path} is not JSON") from error
        if isinstance(written, dict) and written.keys() == {"key", "answer"}:
            return _Given(written["key"], written["answer"])
        if not self.bare:
            raise RecordingMissing(f'{path} has no "key", and there is no {MANIFEST} that says whose answer it is')
        asked = self.folder / "questions" / f"{name}.json"
        return _Given(json.loads(asked.read_text("utf-8"))["key"] if asked.is_file() else None, written)


@dataclass(frozen=True, slots=True)
class _Given:
    """An answer, and the key of the question that it is for; None: nobody wrote that down."""

    key: str | None
    answer: Any


def hosted(settings: Settings) -> Settings:
    """The same settings for a hosted model that is asked for whole records and is told their schema."""
    return settings.model_copy(
        update={
            "llm_base_url": f"http://{_HOST}",
            "llm_model": MODEL,
            "llm_proposer": "model",
            "llm_structured_output": "json_schema",
        }
    )


def spec_of_hosted(settings: Settings) -> ExtractionSpec:
    """The spec of questions that are answered out of band."""
    chosen = hosted(settings)
    return ExtractionSpec(chosen.proposer, _HOST, MODEL, chosen.structured_output, chosen.prompt)


async def write_questions(cases: Sequence[Case], settings: Settings, folder: Path) -> tuple[str, ...]:
    """Write every question that reading the cases would ask, and give their names, in order.

    Raises whatever else ends a case: an article that cannot be read stops the writing.
    """
    ask = Written(folder, spec_of_hosted(settings))
    summarize = by_case(in_process(await _wired(settings, MODEL, ask)))
    for case in cases:
        try:
            await summarize(case)
        except QuestionWritten:
            continue
    return tuple(ask.names)


@asynccontextmanager
async def open_answered(settings: Settings, folder: Path) -> AsyncIterator[Service]:
    """The service with the answers of a folder in place of its model; its cases must be read by `by_case`.

    Raises:
        RecordingMissing: the folder has no answers, or its manifest says nothing.
    """
    manifest = _manifest(folder / "answers")
    ask = Answered(folder, spec_of_hosted(settings), bare=manifest is not None)
    yield await _wired(settings, manifest.described if manifest else MODEL, ask)


def by_case(summarize: Summarize) -> Summarize:
    """The same, with the questions of each case named after it."""

    async def named(case: Case) -> ArticleSummary:
        token = _READING.set(_Reading(case, _names(case)))
        try:
            return await summarize(case)
        finally:
            _READING.reset(token)

    return named


def _names(case: Case) -> Iterator[str]:
    first = f"{home(case.suite)}/{case.id.replace('/', '__')}"
    yield first
    yield from (f"{first}-part{number}" for number in count(2))


def _manifest(answers: Path) -> Manifest | None:
    if not answers.is_dir():
        raise RecordingMissing(f"{answers} is not there: it would hold the answers")
    path = answers / MANIFEST
    try:
        return Manifest.model_validate_json(path.read_text("utf-8")) if path.is_file() else None
    except ValidationError as error:
        raise RecordingMissing(f"{path} does not say whose answers these are: {error.errors()[0]['msg']}") from error


async def _wired(settings: Settings, model: str, ask: Ask) -> Service:
    return await wired(hosted(settings), spec_of_hosted(settings), model, ask)
