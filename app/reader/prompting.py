"""Questions from templates. Pure but for reading the template files, once.

The constant part comes first and the sentence last, so that an engine reuses the prefix from question to question.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from app.llm.asking import Message, Question
from app.llm.chat_tokens import neutralise
from app.reader.readings import Reading

SENTENCE_TOKENS = 160
"""Bound on one answer about a sentence: eight fields of at most 20 tokens each."""


@dataclass(frozen=True, slots=True)
class Template:
    """The texts of one prompt version."""

    version: str
    sentence: str
    examples: tuple[tuple[str, str], ...]


@cache
def load(version: str) -> Template:
    """Read a prompt version, e.g. `incident/v1`. Raises FileNotFoundError for one that is not there."""
    folder = resources.files("prompts").joinpath(*version.split("/"))
    examples = json.loads(folder.joinpath("sentence_examples.json").read_text("utf-8"))
    return Template(
        version=version,
        sentence=folder.joinpath("sentence.txt").read_text("utf-8").strip(),
        examples=tuple((text, _compact(answer)) for text, answer in examples),
    )


def ask_sentence(template: Template, text: str) -> Question[Reading]:
    """Ask what one sentence says."""
    return Question(
        messages=(
            *constant_messages(template),
            Message("user", neutralise(text)),
        ),
        answer=Reading,
        max_output_tokens=SENTENCE_TOKENS,
    )


def constant_messages(template: Template) -> tuple[Message, ...]:
    """What every question begins with."""
    return (Message("system", template.sentence), *_dialogue(template.examples))


def _dialogue(examples: tuple[tuple[str, str], ...]) -> tuple[Message, ...]:
    return tuple(
        message for text, answer in examples for message in (Message("user", text), Message("assistant", answer))
    )


def _compact(answer: dict[str, str]) -> str:
    filled = {name: answer.get(name) for name in Reading.model_fields}
    return json.dumps(filled, ensure_ascii=False, separators=(",", ":"))
