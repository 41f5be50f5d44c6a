"""What is said of a refusal that no rule knows: ours, and of the endpoint's what cannot be the article."""

import json
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from app.core.errors import RequestRefused
from app.llm.diagnosis import Complaint
from app.llm.refusals import Sent, asked_for_in_vain, unexplained

SENT = Sent(
    ("max_tokens", "seed", "top_k"), ("x-team",), {"top_k": "SITREP_LLM_EXTRA_BODY", "x-team": "SITREP_LLM_HEADERS"}
)
OURS = "the endpoint answered 400 to a request with max_tokens, seed"


PLAIN = Sent(("max_tokens", "seed"), (), {})


def said(error: dict[str, Any], *messages: str, sent: Sent = PLAIN) -> str:
    complaint = Complaint.read(400, json.dumps({"error": error}).encode(), "http://127.0.0.1/v1")
    return str(unexplained(complaint, sent, messages))


def test_what_was_sent_is_listed_with_the_setting_that_adds_it() -> None:
    assert said({}, sent=SENT) == (
        "the endpoint answered 400 to a request with max_tokens, seed; SITREP_LLM_EXTRA_BODY adds top_k; "
        "SITREP_LLM_HEADERS adds x-team"
    )


def test_the_hint_begins_with_the_settings_that_add_something() -> None:
    refused = unexplained(Complaint(400, frozenset(), "", {}, ""), SENT, ())
    assert refused.hint.startswith("Look first at what SITREP_LLM_EXTRA_BODY and SITREP_LLM_HEADERS adds. Take")


def test_a_short_code_and_a_parameter_that_was_sent_are_repeated() -> None:
    error = {"code": "invalid_value", "param": "seed.x", "message": "The official said"}
    assert said(error) == "the endpoint answered 400 (invalid_value, about seed) to a request with max_tokens, seed"


def test_a_code_that_stands_in_the_article_is_not_repeated() -> None:
    assert said({"code": "invalid_value"}, "it said Invalid_Value twice") == OURS


@given(st.text() | st.from_regex(r"[A-Za-z0-9 .-]{1,30}", fullmatch=True))
def test_a_word_of_an_article_or_a_key_is_no_code_and_no_parameter(word: str) -> None:
    """What is not two lower-case words with an underscore, nor a name that was sent, crosses over from no field."""
    assume("_" not in word and word not in PLAIN.body)
    assert said({"code": word, "type": word, "param": word, "message": word}) == OURS


def test_the_hint_of_a_part_that_was_asked_for_names_its_setting() -> None:
    error = asked_for_in_vain("store", "SITREP_LLM_EXTRA_BODY")
    assert isinstance(error, RequestRefused)
    assert error.hint.startswith("Change SITREP_LLM_EXTRA_BODY: leave 'store' out")
