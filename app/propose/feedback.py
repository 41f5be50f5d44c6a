"""What was refused of a draft goes back to the model once, value by value; the better of the two stands. Pure."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from pydantic import JsonValue

from app.llm.asking import Message, Question
from app.llm.chat_tokens import neutralise
from app.records.draft import Draft
from schemas import UnsupportedValue

Refusals = Callable[[Draft], Sequence[UnsupportedValue]]
"""What verification refuses of a draft of the article at hand."""

_FIELDS: Final = {
    "casualty_claims": "claims",
    "other_counts": "counts",
    "location": "place",
    "city": "town",
    "admin1": "region",
    "admin2": "district",
    "actors": "parties",
}
"""Draft's names where they differ from the public record's, in which paths are written."""
_WIRE: Final = {
    "casualty_claims": "tolls",
    "other_counts": "counts",
    "attribution": "blame",
    "location": "place",
    "city": "town",
    "admin1": "region",
    "admin2": "district",
    "places": "each",
    "member_of": "of",
    "relation": "kin",
    "reactions": "acts",
    "actors": "others",
    "aliases": "also",
    "confirmed_by": "confirmed",
    "description": "who",
}
"""The wire's names where they differ."""
_REQUEST: Final = """Each value was held against the sentences you named. These were refused:
{refused}
Answer with the whole record again. Correct what you misread or cited wrongly; give null, or leave the item out, where
the article does not carry it. Keep everything else, and the order of all lists, as it is."""


def ask_again(question: Question[Draft], draft: Draft, refused: Sequence[UnsupportedValue]) -> Question[Draft]:
    """The same question with the model's answer and what was refused of it."""
    lines = "\n".join(f"- {_wire_path(each.path)} = {_written(each.value)}: {each.reason}" for each in refused)
    said, request = neutralise(draft.model_dump_json()), neutralise(_REQUEST.format(refused=lines))
    turns = (Message("assistant", said), Message("user", request))
    return Question((*question.messages, *turns), question.answer, question.max_output_tokens)


def better(first: Draft, second: Draft, refusals: Refusals) -> Draft:
    """The first draft with those values of the second that stand where the first one's were refused.

    Both keep their order, so that a path means the same value; where a list has another length, it does not, and the
    first one's value stays.
    """
    best, refused = first, refusals(first)
    for path in [each.path for each in refused]:
        candidate = _with_value(best, second, path)
        left = refusals(candidate) if candidate else refused
        if candidate and len(left) < len(refused):
            best, refused = candidate, left
    return best


def _with_value(draft: Draft, other: Draft, path: str) -> Draft | None:
    """The draft with the other's value at a path; None: the path does not mean the same in both."""
    ours: Any = draft.model_dump(by_alias=False)
    here: Any = ours
    there: Any = other.model_dump(by_alias=False)
    *steps, last = (int(step) if step.isdecimal() else _FIELDS.get(step, step) for step in _own(path).split("/"))
    for step in steps:
        if not _alike(here, there):
            return None
        if isinstance(here[step], tuple):
            here[step] = list(here[step])
        here, there = here[step], there[step]
    if not _alike(here, there):
        return None
    here[last] = there[last]
    return Draft.model_validate(ours)


def _alike(here: Any, there: Any) -> bool:
    """Whether a step means the same in both: two objects, or two lists of one length."""
    lists = isinstance(here, list) and isinstance(there, list | tuple) and len(here) == len(there)
    return lists or (isinstance(here, dict) and isinstance(there, dict))


def _written(value: JsonValue) -> str:
    """A value as the model wrote it."""
    return json.dumps(value, ensure_ascii=False)


def _own(path: str) -> str:
    """A path in the record, with the draft's name for the number of an other count."""
    return re.sub(r"(other_counts/\d+)/count$", r"\1/number", path)


def _wire_path(path: str) -> str:
    """`incidents/0/casualty_claims/1/killed` as the model knows it: `incidents[0].tolls[1].killed`."""
    steps = "".join(f"[{step}]" if step.isdecimal() else f".{_WIRE.get(step, step)}" for step in _own(path).split("/"))
    return re.sub(r"^\.", "", steps)
