"""What is read of a response: the model's words wherever they are, and what is wrong with them."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from app.core.errors import CreditSpent, DraftTruncated, ModelError, ModelMisconfigured, ModelRefused, ModelUnavailable
from app.llm.reading import error_in, find_fault, is_cut, read_completion, seems_cut


def body(**choice: Any) -> bytes:
    return json.dumps({"choices": [{"message": {"content": "{}"}} | choice], "usage": {"prompt_tokens": 7}}).encode()


def test_the_least_of_a_completion_is_enough() -> None:
    completion = read_completion(body(), "application/json")
    assert completion.choices[0].message.content == "{}"


def test_a_page_is_not_an_answer_that_could_be_better() -> None:
    with pytest.raises(ModelMisconfigured):
        read_completion(b"<html>", "text/html")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(b"", "text/html"), (b"{", "application/json"), (b"{}", "text/plain"), (b"<", "application/problem+json")],
)
def test_broken_or_strange_json_is_to_be_asked_again(content: bytes, media_type: str) -> None:
    with pytest.raises(ValidationError):
        read_completion(content, media_type)


@pytest.mark.parametrize(
    ("choice", "fault"),
    [
        ({}, None),
        ({"finish_reason": "stop"}, None),
        ({"finish_reason": "length"}, DraftTruncated),
        ({"finish_reason": "content_filter"}, ModelRefused),
        ({"message": {"content": None, "refusal": "no"}}, ModelRefused),
        ({"message": {"content": "{}", "refusal": ""}}, None),
    ],
)
def test_a_refusal_and_a_cut_are_told_apart(choice: dict[str, Any], fault: type[Exception] | None) -> None:
    found = find_fault(read_completion(body(**choice), "application/json").choices[0])
    assert (type(found) if found else None) is fault


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("", False),
        ("no JSON", False),
        ("{}", False),
        ('{"a": 1} and more', False),
        ('{"a": "x', True),
        ('{"a": [1, 2', True),
        ("as {bomb} is {", True),
        ('in {braces}: {"a": {"b": 1}}', False),
        ('{"a": [1,], "b": {"c": 1}}', False),
    ],
)
def test_an_object_that_does_not_end_is_cut(text: str, cut: bool) -> None:
    assert is_cut(text) is cut


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"choices": [{"message": {"content": "{}"}}]}, None),
        ({"error": None, "choices": [{"message": {"content": "{}"}}]}, None),
        ({"error": {"message": "x"}, "choices": []}, ModelUnavailable),
        ({"error": {"code": 402}}, CreditSpent),
        ({"choices": [{"error": {"code": 500}}]}, ModelUnavailable),
        ([1], None),
    ],
)
def test_an_error_in_the_place_of_an_answer_is_one(body: Any, error: type[ModelError] | None) -> None:
    found = error_in(json.dumps(body).encode(), "http://127.0.0.1/v1")
    assert (type(found) if found else None) is error


@pytest.mark.parametrize(("tokens", "remarked"), [(0, False), (100, False), (2048, True), (3000, False)])
def test_a_count_far_below_what_the_text_needs_is_remarked_upon(tokens: int, remarked: bool) -> None:
    """A count that is lower than any window tells nothing."""
    assert bool(seems_cut([{"content": "x" * 20_000}], tokens)) is remarked
