"""How sure a model was of one word, by the probabilities that its server tells."""

import json
import math
from typing import Any

import pytest

from app.llm.asking import Decision
from app.llm.certainty import asked_of, certainty, with_probability
from app.llm.reading import completion_of

REPORTS = Decision("reports", "incident", "none")
ANSWER = '{"headline":"Four killed","reports":"incident"}'


def token(text: str, **others: float) -> dict[str, Any]:
    told = [{"token": each, "logprob": math.log(share)} for each, share in others.items()]
    return {"token": text, "logprob": -0.1, "top_logprobs": told}


def body(*tokens: dict[str, Any]) -> bytes:
    return json.dumps({"choices": [{"logprobs": {"content": tokens}}]}).encode()


BEFORE = [token(each) for each in ('{"headline', '":"', "Four killed", '","', "reports", '":"')]


def test_the_two_words_share_what_they_have_together() -> None:
    """Other tokens at that place, which no grammar lets through, count for neither."""
    told = body(*BEFORE, token("incident", incident=0.3, inc=0.1, none=0.1, football=0.5))
    assert certainty(told, REPORTS) == pytest.approx(0.8)


@pytest.mark.parametrize(
    "told",
    [b"no JSON", b"{}", b'{"choices":[{"logprobs":null}]}', body(*BEFORE), body(*BEFORE, token("x", football=1.0))],
)
def test_where_nothing_is_told_there_is_no_probability(told: bytes) -> None:
    assert certainty(told, REPORTS) is None
    assert with_probability(completion_of(ANSWER), told, REPORTS).choices[0].message.content == ANSWER


def test_the_probability_stands_in_the_answer_so_that_it_is_kept_with_it() -> None:
    told = body(*BEFORE, token("incident", incident=0.9, none=0.1))
    said = with_probability(completion_of(ANSWER), told, REPORTS).choices[0].message.content
    assert said
    assert json.loads(said) == json.loads(ANSWER) | {"probability": 0.9}


def test_nothing_is_asked_for_where_none_is_wanted() -> None:
    assert asked_of(None) == {}
    assert asked_of(REPORTS)["logprobs"] is True
    assert with_probability(completion_of(ANSWER), b"", None).choices[0].message.content == ANSWER
