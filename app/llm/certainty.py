"""How probable one of two words of an answer was, by what the server tells of its tokens. Pure.

llama.cpp tells it before the grammar and the temperature have changed anything.
"""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

from app.llm.asking import Decision
from app.llm.reading import Completion

_ALTERNATIVES: Final = 10
"""Tokens that are told at each place."""


def asked_of(decision: Decision | None) -> Mapping[str, Any]:
    """What a request's body says besides, so that the probability is told; nothing where none is wanted."""
    return {"logprobs": True, "top_logprobs": _ALTERNATIVES} if decision else {}


def with_probability(completion: Completion, body: bytes, decision: Decision | None) -> Completion:
    """The completion with the probability written into its answer; as it is where there is none."""
    message = completion.choices[0].message
    probability = certainty(body, decision) if decision else None
    if probability is not None and message.content and message.content.endswith("}"):
        message.content = f'{message.content[:-1]},"probability":{probability:.4f}}}'
    return completion


def certainty(body: bytes, decision: Decision) -> float | None:
    """The probability of `yes` against `no`, 0 to 1; None: the server tells none, or the answer has no such field.

    The answer is compact JSON: the token after `"field":"` is the one that decides.
    """
    said = ""
    for token in _tokens(body):
        if said.endswith(f'"{decision.field}":"'):
            return _share(token, decision)
        said += token["token"]
    return None


def _tokens(body: bytes) -> Iterator[Mapping[str, Any]]:
    """The tokens of the first choice as OpenAI's format has them; none where they are told otherwise."""
    try:
        told = json.loads(body)["choices"][0]["logprobs"]["content"]
    except (ValueError, KeyError, IndexError, TypeError):
        return
    for each in told if isinstance(told, list) else ():
        if isinstance(each, dict) and isinstance(each.get("token"), str):
            yield each


def _share(token: Mapping[str, Any], decision: Decision) -> float | None:
    yes, no = (sum(_masses(token, word)) for word in (decision.yes, decision.no))
    return yes / (yes + no) if yes + no else None


def _masses(token: Mapping[str, Any], word: str) -> Iterator[float]:
    """Probabilities of the alternatives that begin a word."""
    for each in token.get("top_logprobs") or ():
        begin, logarithm = each.get("token"), each.get("logprob")
        if begin and word.startswith(begin) and isinstance(logarithm, int | float):
            yield math.exp(logarithm)
