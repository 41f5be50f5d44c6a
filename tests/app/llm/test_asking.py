from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from app.llm.asking import ExtractionSpec, Message, Question, Usage, question_key, schema_digest, wire_messages


class Place(BaseModel):
    city: str


class OtherPlace(BaseModel):
    city: str = Field(max_length=9)


SPEC = ExtractionSpec("model", "example.org", "m", "json_schema", "incident/v1")
QUESTION = Question((Message("system", "Read."), Message("user", "An article.")), Place, 64)

counts = st.integers(0, 10**9)
usages = st.builds(Usage, counts, counts, counts)
messages = st.lists(st.builds(Message, st.sampled_from(["user", "assistant"]), st.text())).map(tuple)


def test_equal_questions_have_one_key() -> None:
    """The key is stable over processes: this one was computed once and written down."""
    again = Question((Message("system", "Read."), Message("user", "An article.")), Place, 64)
    assert question_key(SPEC, again) == question_key(SPEC, QUESTION)
    assert question_key(SPEC, QUESTION) == "da3c8df2847949d409e8ea6d09c8a01c25d1cb759d713b585b0d4f3c123f0396"


@pytest.mark.parametrize(
    "change",
    [
        {"proposer": "reader"},
        {"backend": "example.net"},
        {"model": "n"},
        {"structured_output": "json_object"},
        {"prompt_version": "incident/v2"},
        {"temperature": 0.1},
        {"seed": 1},
    ],
)
def test_each_part_of_the_spec_is_in_the_key(change: dict[str, Any]) -> None:
    assert question_key(replace(SPEC, **change), QUESTION) != question_key(SPEC, QUESTION)
    assert replace(SPEC, **change).to_json() != SPEC.to_json()


@pytest.mark.parametrize(
    "change",
    [
        {"messages": (Message("system", "Read."), Message("user", "An article!"))},
        {"messages": (Message("system", "Read."), Message("assistant", "An article."))},
        {"messages": (Message("user", "Read."), Message("user", "An article."))},
        {"messages": (Message("system", "Read.An article."),)},
        {"answer": OtherPlace},
        {"max_output_tokens": 65},
    ],
)
def test_each_part_of_the_question_is_in_the_key(change: dict[str, Any]) -> None:
    assert question_key(SPEC, replace(QUESTION, **change)) != question_key(SPEC, QUESTION)


@given(messages, messages)
def test_different_messages_have_different_keys(one: tuple[Message, ...], other: tuple[Message, ...]) -> None:
    """No text, not even a lone surrogate, collides or fails."""
    keys = {question_key(SPEC, replace(QUESTION, messages=said)) for said in (one, other)}
    assert (len(keys) == 1) == (one == other)


def test_a_changed_schema_has_another_digest() -> None:
    assert schema_digest(Place) != schema_digest(OtherPlace)
    assert len(schema_digest(Place)) == 64


@given(usages, usages, usages)
def test_usage_adds_up_in_any_order(one: Usage, two: Usage, three: Usage) -> None:
    assert (one + two) + three == one + (two + three) == (three + two) + one
    assert one + Usage() == one


@pytest.mark.parametrize("output", ["json_schema", "llguidance"])
def test_where_the_server_enforces_the_schema_messages_go_as_they_are(output: Any) -> None:
    assert wire_messages(output, QUESTION) == QUESTION.messages


@pytest.mark.parametrize("output", ["json_object", "none"])
def test_elsewhere_the_first_system_message_tells_the_schema(output: Any) -> None:
    first, *rest = wire_messages(output, QUESTION)
    assert first.role == "system"
    assert first.content.startswith("Read.\n\nAnswer with one JSON object")
    assert '"required":["city"]' in first.content
    assert tuple(rest) == QUESTION.messages[1:]


def test_without_a_system_message_one_is_put_first() -> None:
    first, *rest = wire_messages("none", replace(QUESTION, messages=QUESTION.messages[1:]))
    assert first.role == "system"
    assert tuple(rest) == QUESTION.messages[1:]
