"""What is asked of a model, what it answers, and the key under which an answer is kept. Pure: no network, no vendor."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, astuple, dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

from app.core.settings import Proposer, StructuredOutput

T = TypeVar("T", bound=BaseModel)

ENFORCED: Final[frozenset[StructuredOutput]] = frozenset(["json_schema", "llguidance"])
"""With these, a server itself enforces the schema."""
SCHEMA_TOLD = "Answer with one JSON object that matches this JSON Schema, and with nothing else:\n"
"""How the model learns of the schema when the server is not told (`json_object`, `none`)."""
LESS: Final[Mapping[StructuredOutput, StructuredOutput]] = {
    "llguidance": "json_schema",
    "json_schema": "json_object",
    "json_object": "none",
}
"""What is asked where an endpoint minds a way to enforce the schema; each asks less of it than the one before."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat, sent as it stands: nothing in `content` is a template."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A field of an answer that holds one of two words, of which it is wanted how probable the first one was.

    The words begin with different letters. Where the server tells it, the answer has the probability in its field
    `probability`, which is in no schema.
    """

    field: str
    yes: str
    no: str


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """One call to a model, the constant part of `messages` first so that servers can reuse the prefix.

    `answer` is the wire format. Its optional fields must accept null, since a strict schema makes them required and
    nullable, and it should forbid extra fields: a grammar then does, too. `max_output_tokens` bounds the answer.
    `decision` None: no probability is asked for.
    """

    messages: tuple[Message, ...]
    answer: type[T]
    max_output_tokens: int
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What calls took, as far as the endpoints reported it.

    attempts            calls that reached out to an endpoint
    input_tokens        of the prompts, those that the endpoint had cached too
    output_tokens       of the answers, reasoning too
    reasoning_tokens    of those of the output, spent on thinking
    cached_tokens       of those of the input, read from the endpoint's cache, which costs less
    unreported          calls that may have taken tokens, of which no report came: the numbers are too low by them
    """

    attempts: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    cached_tokens: int = 0
    unreported: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(*(mine + its for mine, its in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Origin:
    """Who gave an answer, and when, by the endpoint's own words: a name that is asked for may mean another model later.

    `model` is empty where the response named none; `fingerprint` is that of the endpoint's configuration. `at` is in
    UTC; None: nobody wrote it down.
    """

    model: str = ""
    fingerprint: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A valid answer. `cached`: it came from the store, and `usage` is zero.

    `model` is the name of the model that was asked, for readers; empty where only one could have been. `origin` None:
    it was not the answer of an endpoint. `dialect` names what its endpoint does not take of what is asked
    (app/llm/dialect.py); empty where it takes all. `remarks` are doubts about the whole of it, for readers; an answer
    with one is not kept. `kept_as` is the key that it lies under in the store; empty where it lies in none.
    """

    value: T
    usage: Usage
    cached: bool
    model: str = ""
    origin: Origin | None = None
    dialect: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    kept_as: str = ""


class Ask(Protocol):
    """The one way to a model, whatever stands behind it."""

    async def __call__(self, question: Question[T], /) -> Answer[T]:
        """Answer the question, or raise a SitrepError."""
        ...


@dataclass(frozen=True, slots=True)
class ExtractionSpec:
    """Everything besides the question that changes an answer; part of each key and stamped on each summary.

    `backend` is `embedded`, or host and path of the endpoint: two servers may call different models `default`, and so
    may two paths of one. `model` is the name at the endpoint, or the SHA-256 of the weights. `dialect` names what the
    endpoint is known to mind, `said` is canonical JSON of what a person asked to be sent besides; both are left out of
    the key where they are empty.
    """

    proposer: Proposer
    backend: str
    model: str
    structured_output: StructuredOutput
    prompt_version: str
    temperature: float = 0.0
    seed: int = 0
    dialect: tuple[str, ...] = ()
    said: str = ""

    @property
    def enforced(self) -> StructuredOutput:
        """How the schema is enforced by this endpoint: as set, or the next lesser way that it does not mind."""
        return enforced(self.structured_output, self.dialect)

    def to_json(self) -> str:
        """Canonical JSON: equal specs give equal text."""
        fields = asdict(self)
        for name in ("dialect", "said"):
            if not fields[name]:  # so that answers from before there were any are found
                del fields[name]
        return _canonical(fields)


def enforced(wanted: StructuredOutput, minded: Collection[str]) -> StructuredOutput:
    """How the schema is enforced: as wanted, or the next lesser way that is not minded."""
    while wanted in minded and wanted in LESS:
        wanted = LESS[wanted]
    return wanted


def question_key(spec: ExtractionSpec, question: Question[T]) -> str:
    """SHA-256, in lower-case hex, of all that the answer depends on: what is sent, and the schema that it must meet."""
    parts = {
        "spec": spec.to_json(),
        "messages": [asdict(message) for message in wire_messages(spec.enforced, question)],
        "schema": schema_digest(question.answer),
        "max_output_tokens": question.max_output_tokens,
    }
    return _digest(_canonical(parts))


@lru_cache(maxsize=64)
def schema_digest(answer: type[BaseModel]) -> str:
    """SHA-256, in lower-case hex, of the canonical JSON Schema of an answer."""
    return _digest(_canonical(answer.model_json_schema()))


def wire_messages(structured_output: StructuredOutput, question: Question[T]) -> tuple[Message, ...]:
    """The messages as they are sent: where the server enforces no schema, the first system message tells it."""
    if structured_output in ENFORCED:
        return question.messages
    told = SCHEMA_TOLD + _canonical(question.answer.model_json_schema())
    first, *rest = question.messages
    if first.role != "system":
        return (Message("system", told), *question.messages)
    return (replace(first, content=f"{first.content}\n\n{told}"), *rest)


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
