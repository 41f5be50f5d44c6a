"""The one question about an article, or about a part of it: messages from the prompt's files and numbered sentences.

The constant part comes first (some 4,000 tokens: rules and two worked examples), so that servers and hosted prefix
caches reuse it from article to article; the article comes last. Pure but for reading the prompt's files, once.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, get_args

from app.article import FURNITURE, Article, Kind, Sentence
from app.llm.asking import Message, Question
from app.llm.chat_tokens import neutralise
from app.records.draft import Draft

SHOWN: Final[frozenset[Kind]] = frozenset(get_args(Kind)) - FURNITURE
"""Kinds of sentences that a model sees; planted instructions too, as data: what rests on them alone is questioned."""


@dataclass(frozen=True, slots=True)
class Template:
    """The constant messages of one prompt version, e.g. `record/v2`."""

    version: str
    messages: tuple[Message, ...]


@cache
def load(version: str) -> Template:
    """Read a prompt version. Raises FileNotFoundError for one that is not there."""
    folder = resources.files("prompts").joinpath(*version.split("/"))
    examples = json.loads(folder.joinpath("examples.json").read_text("utf-8"))
    rules = Message("system", folder.joinpath("system.txt").read_text("utf-8").strip())
    worked = (message for example in examples for message in _worked(example["article"], example["answer"]))
    return Template(version, (rules, *worked))


def question(
    template: Template, article: Article, sentences: Iterable[Sentence], max_output_tokens: int
) -> Question[Draft]:
    """Ask for the record of these sentences of an article; those of a kind that is not shown are left out."""
    return Question((*template.messages, Message("user", numbered(article, sentences))), Draft, max_output_tokens)


def shown(article: Article) -> tuple[Sentence, ...]:
    """The sentences that a model sees, in order."""
    return tuple(sentence for sentence in article.sentences if sentence.kind in SHOWN)


def numbered(article: Article, sentences: Iterable[Sentence]) -> str:
    """The message that shows sentences with their numbers, after the day of publication where that is known."""
    published = f"Published on {article.published_on:%A, %Y-%m-%d}.\n" if article.published_on else ""
    lines = (f"{each.index}: {' '.join(each.text.split())}" for each in sentences if each.kind in SHOWN)
    return neutralise(published + "\n".join(lines))


def _worked(article: str, answer: object) -> tuple[Message, Message]:
    """A worked example, its answer as the wire has it: compact, without what a field has by default."""
    return Message("user", article), Message(
        "assistant", Draft.model_validate(answer).model_dump_json(exclude_defaults=True)
    )
