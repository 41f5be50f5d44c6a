"""The turns of a conversation with a model as they go over the wire. Pure."""

from collections.abc import Iterable
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from app.core.settings import StructuredOutput
from app.llm.asking import Message, Question, wire_messages

T = TypeVar("T", bound=BaseModel)
Turns = list[Any]
"""Dictionaries with `role` and `content`, of the kinds that openai has types for; instructor adds its own."""
EMPTY: Final = "(no answer)"
"""What stands in the turn of a model that said nothing, when it is asked again: endpoints reject an empty turn."""


def as_sent(messages: Iterable[Message]) -> Turns:
    """The messages as openai takes them.

    A lone surrogate, which UTF-8 cannot carry, is sent as `?`: one character for one, so that offsets stand.
    """
    return [{"role": each.role, "content": each.content.encode(errors="replace").decode()} for each in messages]


def in_dialect(turns: Turns, question: Question[T], output: StructuredOutput) -> Turns:
    """The question's messages as they are said where the schema is enforced so, and the complaints that follow them."""
    complaints = ({**turn, "content": turn.get("content") or EMPTY} for turn in turns[len(question.messages) :])
    return [*as_sent(wire_messages(output, question)), *complaints]
