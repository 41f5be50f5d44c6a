"""What the model said to each question, kept in a file, so that a suite is scored without a model.

A recording is JSON Lines: first the spec and the model's name, then one line for each question, by key. Keys are those
of the answer store (`app.llm.asking.question_key`): any change of a prompt, a schema or the spec misses, and says so.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager, closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel

from app import service as services
from app.backends import Backend
from app.core.errors import DraftInvalid, DraftTruncated, ModelError, ModelRefused, ModelUnavailable
from app.core.settings import Settings
from app.llm.asking import Answer, Ask, ExtractionSpec, Question, Usage, question_key
from app.llm.extractor import Endpoint, open_ask
from app.proposers import open_parse
from app.service import Service, Sitrep, open_service
from app.store.answers import remember
from app.store.disk import DiskAnswers
from app.store.shelf import Alone

T = TypeVar("T", bound=BaseModel)

REPLAYED: Final[dict[str, type[ModelError]]] = {
    kind.code: kind for kind in (DraftInvalid, DraftTruncated, ModelRefused)
}
"""Failures of one question that are as much the model's answer as a record is; others are of the moment."""


class RecordingMissing(Exception):
    """A question has no recorded answer: the prompt, the schema or the text is not what was recorded."""


@dataclass(frozen=True, slots=True)
class Recording:
    """Answers as JSON texts, by the key of their question; failures as their code, in `failures`."""

    spec: ExtractionSpec
    model: str
    answers: Mapping[str, str]
    failures: Mapping[str, str]


class Recorder:
    """An `Ask` that passes each question on and keeps what came of it."""

    def __init__(self, ask: Ask, spec: ExtractionSpec) -> None:
        self._ask = ask
        self._spec = spec
        self._asked: set[str] = set()
        self.answers: dict[str, str] = {}
        self.failures: dict[str, str] = {}

    @property
    def unanswered(self) -> int:
        """How many questions came to nothing: the model was gone, or the time was up."""
        return len(self._asked - self.answers.keys() - self.failures.keys())

    async def __call__(self, question: Question[T], /) -> Answer[T]:
        """Answer the question. Raises what the inner `Ask` raises."""
        key = question_key(self._spec, question)
        self._asked.add(key)
        try:
            answer = await self._ask(question)
        except tuple(REPLAYED.values()) as error:
            self.failures[key] = error.code
            raise
        self.answers[key] = answer.value.model_dump_json(by_alias=True)
        return answer


def replay(recording: Recording, spec: ExtractionSpec) -> Ask:
    """An `Ask` that knows nothing but the recording. It raises RecordingMissing for any other question."""

    async def recall(question: Question[T], /) -> Answer[T]:
        key = question_key(spec, question)
        if key in recording.failures:
            raise REPLAYED[recording.failures[key]]("so it was when this was recorded")
        if key not in recording.answers:
            raise RecordingMissing(
                f"no recorded answer for question {key[:12]}: the prompt or schema changed: run `make recordings`"
            )
        value = question.answer.model_validate_json(recording.answers[key], strict=False)
        return Answer(value, Usage(), cached=True)

    return recall


@asynccontextmanager
async def open_recorded(settings: Settings, path: Path) -> AsyncIterator[Service]:
    """The service as it is, and at the end all that was asked, written to `path` in the place of what was there.

    Nothing is written when the block is left by an exception. Raises as `app.service.open_service` does, and
    ModelUnavailable at the end when a question came to nothing: a recording with a gap would fail each replay.
    """
    async with open_service(settings) as service:
        assert isinstance(service, Sitrep)
        backend = service.backend
        with closing(DiskAnswers(settings.cache_dir, settings.cache_size_bytes)) as known:
            async with aclosing(open_ask(settings, backend.spec, backend.endpoint)) as ask:
                recorder = Recorder(remember(ask, Alone(known), backend.spec), backend.spec)
                yield services.wired(settings, backend, recorder, await open_parse(settings))
    if recorder.unanswered:
        raise ModelUnavailable(
            f"nothing is recorded, as {recorder.unanswered} questions were not answered; run it again"
        )
    write(Recording(backend.spec, backend.model, recorder.answers, recorder.failures), path)


@asynccontextmanager
async def open_replayed(settings: Settings, path: Path) -> AsyncIterator[Service]:
    """The service with the recording in place of its model: no engine, no weights, no network.

    Way, structure and prompt are the settings': where they are not those of the recording, each question misses.
    Raises RecordingMissing when there is no such file.
    """
    recording = read(path)
    spec = replace(
        recording.spec,
        proposer=settings.proposer,
        structured_output=settings.structured_output,
        prompt_version=settings.prompt,
    )
    yield await wired(settings, spec, recording.model, replay(recording, spec))


async def wired(settings: Settings, spec: ExtractionSpec, model: str, ask: Ask) -> Service:
    """The service with this `Ask` in place of its model, which readers know as `model`: no engine, no network."""
    return services.wired(settings, Backend(spec, model, _nowhere), ask, await open_parse(settings))


async def _nowhere() -> Endpoint:
    raise RecordingMissing("a replay asks no endpoint")


def read(path: Path) -> Recording:
    """Read a recording. Raises RecordingMissing when there is none, or none that this version wrote."""
    try:
        first, *rest = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
        return Recording(
            spec=ExtractionSpec(**first["spec"]),
            model=first["model"],
            answers={line["key"]: json.dumps(line["answer"]) for line in rest if "answer" in line},
            failures={line["key"]: line["failure"] for line in rest if "failure" in line},
        )
    except FileNotFoundError as error:
        raise RecordingMissing(f"{path} is not there: run `make recordings`") from error
    except (ValueError, KeyError, TypeError) as error:
        raise RecordingMissing(f"{path} is no recording of this version: run `make recordings`") from error


def write(recording: Recording, path: Path) -> None:
    """Write a recording, by key: the same answers give the same file."""
    kept = {key: {"key": key, "answer": json.loads(text)} for key, text in recording.answers.items()}
    kept |= {key: {"key": key, "failure": code} for key, code in recording.failures.items()}
    lines = [{"spec": asdict(recording.spec), "model": recording.model}, *(kept[key] for key in sorted(kept))]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
