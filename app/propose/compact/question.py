"""The prompt of a trained model: what is trained need not be told, so that the system message is a sentence. Pure.

The files of the prompt are read once. `training.turns` makes what the model is trained on with this very module.
"""

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Final

from app.article import Article, Sentence
from app.llm.asking import Decision, Message, Question
from app.propose.compact.wire import Compact
from app.propose.parts import BYTES_PER_TOKEN, Window, size_bytes
from app.propose.question import Template, numbered

PROMPT_TOKENS: Final = 200
"""Room for the system message and the marks of the chat."""
MOST_BYTES: Final = 6_000
"""Longest part of an article that is asked about at once: training articles have up to 3 kB."""
FIRST_TOKENS: Final = 500
TOKENS_PER_BYTE: Final = 0.5
"""An answer's bound grows with the article. Labelled articles need up to 0.5 tokens a byte, and 380 besides."""

DECISION: Final = Decision(field="reports", yes="incident", no="none")


@cache
def load(version: str) -> Template:
    """Read a prompt version, e.g. `compact/v1`. Raises FileNotFoundError for one that is not there."""
    text = resources.files("prompts").joinpath(*version.split("/"), "system.txt").read_text("utf-8")
    return Template(version, (Message("system", text.strip()),))


def question(template: Template, article: Article, part: Sequence[Sentence], most_tokens: int) -> Question[Compact]:
    """Ask for the record of a part of an article, in at most `most_tokens`."""
    messages = (*template.messages, Message("user", numbered(article, part)))
    return Question(messages, Compact, min(most_tokens, answer_tokens(part)), DECISION)


def answer_tokens(part: Sequence[Sentence]) -> int:
    """Bound on the answer about a part, in tokens."""
    return FIRST_TOKENS + int(TOKENS_PER_BYTE * sum(map(size_bytes, part)))


def narrowed(window: Window) -> Window:
    """A model's window for articles that are asked about in this way: no part is longer than MOST_BYTES."""
    needed = window.max_output_tokens + PROMPT_TOKENS + MOST_BYTES // BYTES_PER_TOKEN
    return Window(min(window.context_tokens, needed), window.max_output_tokens, PROMPT_TOKENS)
