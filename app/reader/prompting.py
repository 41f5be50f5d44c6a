"""Questions from templates. Pure but for reading the template files, once.

The constant part comes first and the article last, so that an engine reuses the prefix from question to question.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from app.article import Article
from app.llm.asking import Message, Question
from app.reader.readings import Reading, WholeAnswer

CONTROL_TOKEN = re.compile(r"<(?=[|/\w\uff5c])|\[(?=/?INST\])")
"""Where a chat template's control token may begin; \uff5c is the full-width bar that some templates use."""
LOOK_ALIKE = {"<": "\u2039", "[": "\u27e6"}
SENTENCE_TOKENS = 160
"""Bound on one answer about a sentence: eight fields of at most 20 tokens each."""


@dataclass(frozen=True, slots=True)
class Template:
    """The texts of one prompt version."""

    version: str
    sentence: str
    examples: tuple[tuple[str, str], ...]
    whole: str


@cache
def load(version: str) -> Template:
    """Read a prompt version, e.g. `incident/v1`. Raises FileNotFoundError for one that is not there."""
    folder = resources.files("prompts").joinpath(*version.split("/"))
    examples = json.loads(folder.joinpath("sentence_examples.json").read_text("utf-8"))
    return Template(
        version=version,
        sentence=folder.joinpath("sentence.txt").read_text("utf-8").strip(),
        examples=tuple((text, _compact(answer)) for text, answer in examples),
        whole=folder.joinpath("whole.txt").read_text("utf-8").strip(),
    )


def ask_sentence(template: Template, text: str) -> Question[Reading]:
    """Ask what one sentence says."""
    return Question(
        messages=(
            Message("system", template.sentence),
            *_dialogue(template.examples),
            Message("user", neutralise(text)),
        ),
        answer=Reading,
        max_output_tokens=SENTENCE_TOKENS,
    )


def ask_whole(
    template: Template, article: Article, first: int, last: int, max_output_tokens: int
) -> Question[WholeAnswer]:
    """Ask for the whole record of the sentences [first, last)."""
    numbered = "\n".join(
        f"{sentence.index}: {_one_line(sentence.text)}"
        for sentence in article.sentences[first:last]
        if sentence.kind == "body"
    )
    published = f"Published on {article.published_on:%A, %Y-%m-%d}.\n" if article.published_on else ""
    return Question(
        messages=(Message("system", template.whole), Message("user", neutralise(published + numbered))),
        answer=WholeAnswer,
        max_output_tokens=max_output_tokens,
    )


def neutralise(text: str) -> str:
    """Break chat-template control tokens (`<|im_end|>` and kin) without changing the length of the text.

    llama.cpp turns such tokens in user text into real control tokens; a look-alike bracket stops it.
    """
    return CONTROL_TOKEN.sub(lambda found: LOOK_ALIKE[found[0]], text)


def _dialogue(examples: tuple[tuple[str, str], ...]) -> tuple[Message, ...]:
    return tuple(
        message for text, answer in examples for message in (Message("user", text), Message("assistant", answer))
    )


def _compact(answer: dict[str, str]) -> str:
    filled = {name: answer.get(name) for name in Reading.model_fields}
    return json.dumps(filled, ensure_ascii=False, separators=(",", ":"))


def _one_line(text: str) -> str:
    return " ".join(text.split())
