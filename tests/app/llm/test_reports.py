"""What is read of a response beside the answer."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.llm.asking import Usage
from app.llm.reports import Report, read_report


def usage(said: object) -> Usage | None:
    return read_report(json.dumps({"usage": said}).encode()).usage


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ({"prompt_tokens": 9, "completion_tokens": 4}, Usage(input_tokens=9, output_tokens=4)),
        ({"input_tokens": 9, "output_tokens": 4}, Usage(input_tokens=9, output_tokens=4)),
        (
            {
                "prompt_tokens": 90,
                "completion_tokens": 40,
                "total_tokens": 130,
                "completion_tokens_details": {"reasoning_tokens": 30},
                "prompt_tokens_details": {"cached_tokens": 80},
            },
            Usage(input_tokens=90, output_tokens=40, reasoning_tokens=30, cached_tokens=80),
        ),
        (
            {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 113},
            Usage(input_tokens=9, output_tokens=104, reasoning_tokens=100),
        ),
        (
            {"prompt_tokens": 9, "completion_tokens": 4, "prompt_cache_hit_tokens": 5},
            Usage(input_tokens=9, output_tokens=4, cached_tokens=5),
        ),
        (
            {"prompt_tokens": 9, "completion_tokens": 4, "prompt_tokens_details": None, "total_tokens": 1},
            Usage(input_tokens=9, output_tokens=4),
        ),
    ],
    ids=["openai", "anthropic's names", "details", "thoughts hidden in the total (Gemini)", "DeepSeek", "null details"],
)
def test_tokens_are_read_however_they_are_reported(said: object, read: Usage) -> None:
    assert usage(said) == read


@pytest.mark.parametrize(
    "said",
    [
        None,
        {},
        [],
        "many",
        {"prompt_tokens": "many"},
        {"prompt_tokens": True},
        {"prompt_tokens": -1},
        {"prompt_tokens": "7"},
    ],
)
def test_no_report_is_no_usage(said: object) -> None:
    """Zero would be a number that nobody gave."""
    assert usage(said) is None


def test_model_and_fingerprint_are_the_answer_s_own() -> None:
    body = b'{"model": "gpt-4.1-2025-04-14", "system_fingerprint": "fp_1", "choices": []}'
    assert read_report(body) == Report(None, "gpt-4.1-2025-04-14", "fp_1")


@pytest.mark.parametrize("name", ["x" * 201, "a\x1b[2J", 3, None])
def test_what_is_no_name_is_none(name: object) -> None:
    """It is printed on terminals and kept."""
    assert read_report(json.dumps({"model": name}).encode()).model == ""


@given(
    st.binary(max_size=60)
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps).map(str.encode)
)
def test_any_body_has_a_report(body: bytes) -> None:
    assert isinstance(read_report(body), Report)
