"""What an endpoint minds, by its refusal: what is proof, and what is an echo."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.llm.complaints import SCHEMA_BOUNDS, minded

SENT = {"max_tokens": 9, "temperature": 0.0, "seed": 0, "response_format": {"type": "json_schema"}}
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["error", "message", "detail", "loc", "param", "code", "x"]), inner)
    ),
    max_leaves=12,
)


def names(refusal: Any, said: tuple[str, ...] = ()) -> set[str]:
    return set(minded(json.dumps(refusal).encode(), SENT, said))


def of(message: str, said: tuple[str, ...] = ()) -> set[str]:
    return names({"error": {"message": message}}, said)


@pytest.mark.parametrize(
    "message",
    [
        "temperature",
        "the temperature is 0.0",
        "temperature must not exceed two",
        "max_tokens is too large: 9000",
        "Incorrect API key provided",
        "This model's maximum context length is 8192 tokens, max_tokens leaves no room",
        "top_p is not supported",  # not sent
        "my_seed is not supported, nor are seedlings",
        "The seed is fine. Another thing is not supported",
    ],
)
def test_a_bare_name_is_no_proof(message: str) -> None:
    """A name counts beside a word of complaint in the same sentence, and only one that was sent."""
    assert of(message) == set()


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("`temperature` is deprecated for this model.", "temperature"),
        ("litellm: does not support parameters: ['temperature'], for model=x", "temperature"),
        ("Unrecognized request arguments supplied: temperature", "temperature"),
        ("invalid schema: minItems is not supported", SCHEMA_BOUNDS),
        ("Invalid JSON payload received. Unknown name \"const\" at 'schema': Cannot find field.", "response_format"),
        ("This model does not support response format `json_schema`.", "response_format"),
        ("Grammar error: Unimplemented keys: ['format']", SCHEMA_BOUNDS),
    ],
)
def test_a_name_beside_a_complaint_is_minded(message: str, name: str) -> None:
    assert of(message) == {name}


def test_a_field_that_is_made_for_the_name_is_believed_before_any_text() -> None:
    """`param` is exact, where the text may name what to say in its place."""
    error = {"message": "Unsupported: 'seed' with temperature", "param": "seed", "code": "unsupported_parameter"}
    assert names({"error": error}) == {"seed", "random_seed"}


def test_a_field_with_a_value_that_does_not_fit_is_not_minded() -> None:
    assert names({"error": {"message": "max_tokens is too large", "param": "max_tokens", "code": None}}) == set()


def test_mistral_s_finding_leaves_its_own_word_for_the_seed() -> None:
    finding = {"type": "extra_forbidden", "loc": ["body", "seed"], "msg": "Extra inputs are not permitted"}
    assert names({"detail": [finding]}) == {"seed"}


def test_an_echo_of_the_article_proves_nothing() -> None:
    """Whatever stands around it: a text that repeats forty characters in a row of what was sent is not looked at."""
    article = "The official said that the temperature parameter is not supported by the ministry any more."
    assert of(article) == {"temperature"}
    assert of(f"cannot read {json.dumps([article])}", (article,)) == set()


def test_an_echo_does_not_complain_of_what_stands_beside_it() -> None:
    """A server that repeats the whole request puts the article's last words before the names of the body."""
    article = "The official said of the new rules of the ministry that they are not supported"
    assert of(json.dumps({"content": article, "temperature": 0}), (article,)) == set()


def test_few_words_of_the_article_prove_nothing() -> None:
    assert of("bad: seed is not allowed", ("seed is not allowed",)) == set()


@given(ANY_JSON)
def test_any_json_is_read_without_an_error(refusal: Any) -> None:
    """Only names that were sent come out, and the one that stands for the schema's bounds."""
    assert names(refusal) <= SENT.keys() | {SCHEMA_BOUNDS, "random_seed"}


@pytest.mark.parametrize("refusal", [b"", b"no json", b"\xff", b"[" * 100_000])
def test_what_is_no_json_says_nothing(refusal: bytes) -> None:
    assert minded(refusal, SENT, ()) == frozenset()
